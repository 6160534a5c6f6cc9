//! People: who works here, and what they may do.

mod add; // letting somebody in
#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod index; // `/people`
mod roles; // boxes for roles

pub use index::PeoplePage;
