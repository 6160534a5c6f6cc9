//! Runs: one mission, executed once.

#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod detail; // one observation, opened
mod index; // `/runs`
mod live; // observations as they arrive
mod rail; // the Explain rail, newest last
mod show; // `/runs/{id}`
mod steps; // what is done, what is happening, what is ahead
mod words; // phases, verdicts and kinds as people see them

pub use api::{Entry, RunHead, StepState, StepView};
pub use index::{RunList, RunsPage};
pub use show::RunPage;
