//! Runs: one mission, executed once.

mod address; // where one is on the page, as its address says it
#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod book; // what the page knows of a journal
mod detail; // one observation, opened
mod head; // what it is doing, and what one may want of it
mod index; // `/runs`
mod keys; // everything by keyboard
mod live; // observations as they arrive
mod rail; // the Explain rail, newest last
mod replay; // the recording, forwards and back
mod search; // which lines hold some words
mod show; // `/runs/{id}`
mod steps; // what is done, what is happening, what is ahead
mod told; // what the page says of itself
mod window; // the rows of a long rail that are in view
mod words; // phases, verdicts and kinds as people see them

#[cfg(feature = "ssr")]
pub use answers::{run_row, step_state};
pub use api::{Entry, RunHead, StepState, StepView};
#[cfg(feature = "ssr")]
pub use index::RunList;
pub use index::RunsPage;
pub use show::RunPage;
#[cfg(feature = "ssr")]
pub use words::{PhaseBadge, VerdictMark};
