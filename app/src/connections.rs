//! Connections: the orgs missions work in, how they fare, and how to connect one.

mod add; // the form for an org
#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod index; // `/connections`
mod meter; // calls of the day
mod show; // one connection

pub use index::ConnectionsPage;
