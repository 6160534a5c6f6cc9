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

use domain::mission::Slug;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The mission that the page's address names; none when that is no name.
fn named_here() -> Memo<Option<Slug>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("slug")?.parse().ok())
}
