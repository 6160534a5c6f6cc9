//! Knowledge: what an organisation has written down, today and as it stood when it was cited.

mod answers; // what the engine knows, as a page shows it
mod api; // what the browser may ask
mod aside; // versions, and what goes by a document
mod changes; // `/knowledge/{document}/changes`
mod found; // passages that were searched for
mod index; // `/knowledge`
mod passages; // words, rules, rows and pages
mod show; // `/knowledge/{document}`
mod write; // the form to write or upload one

pub use answers::{paragraphs, place};
pub use changes::ChangesPage;
pub use index::KnowledgePage;
pub use show::DocumentPage;
pub use write::{EditPage, NewPage};
