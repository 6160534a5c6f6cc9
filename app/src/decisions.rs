//! Decisions: a change set that waits for a person, with its diff and its evidence.

mod answering; // approve and reject
#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod index; // `/decisions`
mod parts; // what would change
mod show; // `/decisions/{id}`

pub use index::{DecisionList, DecisionsPage};
pub use show::DecisionPage;
