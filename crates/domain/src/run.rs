//! A **run** is one mission, executed once. Its state is the fold of its observations, and what it does next follows
//! from that state alone.

mod commit;
mod machine;
mod path;
mod state;

pub use commit::{Commit, Progress};
pub use machine::{Effect, Trodden, advance, fold, given_up, left_as, next, next_along};
pub use path::{NotAStepPath, StepKey, StepPath};
pub use state::{Done, Phase, State};

#[cfg(test)]
mod tests;
