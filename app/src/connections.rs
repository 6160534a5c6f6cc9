//! Connections: the orgs missions work in, how they fare, and how to connect one.

mod add; // the form for an org
mod answers;
pub mod api;
mod index; // `/connections`
mod meter; // calls of the day
mod show; // one connection

pub use answers::{connection_row, works_in};
pub use api::ConnectionRow;
pub use index::ConnectionsPage;
pub use meter::CallMeter;
pub use show::StateMark;
