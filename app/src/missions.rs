//! Missions: what each is for, what it reads, what it could ever change and who signs that, and starting one.

mod answers; // what the engine knows, as a page shows it
mod api; // what the browser may ask, and starting a run
mod compose; // `/missions/{slug}/compose`
mod index; // `/missions`
mod launch; // the form to start one
mod pick; // which record it is about
mod scope; // what it reads and what it could change
mod show; // `/missions/{slug}`

pub use compose::ComposePage;
pub use index::MissionsPage;
pub use show::MissionPage;
