//! What the engine knows, as people ask for it.

mod decisions;
mod runs;
