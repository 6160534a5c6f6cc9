//! Knowledge: what an organisation has written down, as it stood when it was cited.

mod answers; // what the engine knows, as a page shows it
mod api; // what the browser may ask
mod show; // `/knowledge/{document}`

pub use answers::{paragraphs, place};
pub use show::DocumentPage;
