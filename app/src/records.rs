//! Records: what the org holds, as one may see it, and why it changed.

mod address; // of a record's page
#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
#[cfg(feature = "ssr")]
pub mod api; // what the browser may ask
#[cfg(feature = "ssr")]
mod asked; // which part of a list, and which changes
#[cfg(feature = "ssr")]
mod cell; // a value, and where it leads
#[cfg(feature = "ssr")]
mod chain; // how one of our changes came about
#[cfg(feature = "ssr")]
mod index; // `/records/{object}`
#[cfg(feature = "ssr")]
mod show; // `/records/{object}/{record}`
#[cfg(feature = "ssr")]
mod why; // `/records/{object}/{record}/why`

pub use address::address;
#[cfg(feature = "ssr")]
pub use answers::size;
#[cfg(feature = "ssr")]
pub use {index::RecordsPage, show::RecordPage, why::WhyPage};
