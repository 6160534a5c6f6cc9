//! Home: what waits for me, what runs, what changed, and how the connections fare.

mod answers; // what the engine knows, as the page shows it
mod api; // what the browser may ask
mod changes; // what was changed in the org
mod going; // what runs
mod show; // `/`
mod standing; // connections, and what wants an eye
mod waits; // what waits for a signature

pub use show::HomePage;
