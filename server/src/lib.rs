//! The composition root: configuration, transports, and the pages.

pub mod router;
pub mod site;
