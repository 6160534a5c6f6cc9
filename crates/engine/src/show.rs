//! What the engine knows, as people ask for it.

mod course; // how far a decision has come
mod decisions;
mod files; // what is kept, as one may see it
mod hazards; // what could go wrong
mod lately; // what was changed, and how decisions ended
mod live; // what the org says now
mod queue; // many decisions, at little cost
mod rail;
mod records; // the org's records, and why they changed
mod runs;
mod seen; // what a run had read when it proposed
mod telling; // what a part does, in words

pub use queue::QueueFilter;
pub(crate) use queue::status;
pub(crate) use records::Look;
