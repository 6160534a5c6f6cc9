//! Files: what missions made and people uploaded, in folders, each linked to what it came from.

mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod asked; // which files, as the address says it
mod index; // `/files`
mod preview; // what is in a file, as far as a page shows it
mod show; // `/files/{file}`
mod upload; // a form for a new file, and for a new version

pub use answers::{of_mission, of_record, of_run};
pub use api::FileRow;
pub use index::{FileList, FilesPage};
pub use show::FilePage;
