//! Records: what the org holds, as one may see it, and why it changed.

#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
pub mod api; // what the browser may ask
mod asked; // which part of a list, and which changes
mod cell; // a value, and where it leads
mod chain; // how one of our changes came about
mod index; // `/records/{object}`
mod show; // `/records/{object}/{record}`
mod why; // `/records/{object}/{record}/why`

pub use asked::address;
pub use index::RecordsPage;
pub use show::RecordPage;
pub use why::WhyPage;
