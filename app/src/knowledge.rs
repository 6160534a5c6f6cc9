//! Knowledge: what an organisation has written down, as it stood when it was cited.

#[cfg(feature = "ssr")]
mod answers; // what the engine knows, as a page shows it
mod api; // what the browser may ask
mod show; // `/knowledge/{document}`

#[cfg(feature = "ssr")]
pub use answers::paragraphs;
pub use show::DocumentPage;
