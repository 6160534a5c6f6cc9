//! Decisions: a change set that waits for a person, with its diff and its evidence.

mod again; // asked once more, on a page of its own
mod answering; // approve and reject
#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod aside; // why, what could go wrong, undo, waiting
mod asked; // which part of the queue
mod course; // what came of the answer, as it comes
mod filters; // tabs and filters of the queue
mod index; // `/decisions`
mod marks; // state, risk, freshness: a shape and a word
mod parts; // what would change
mod promised; // what follows from an answer, said at once
mod refusing; // the reasons to reject
mod show; // `/decisions/{id}`
mod ticks; // which parts are ticked
#[cfg(feature = "ssr")]
pub mod when; // spans and deadlines, in words

pub use again::{ApproveAgainPage, RejectPage};
#[cfg(feature = "ssr")]
pub use answers::{row, seats};
pub use index::DecisionsPage;
#[cfg(feature = "ssr")]
pub use marks::{FreshMark, RiskMark};
pub use show::DecisionPage;
