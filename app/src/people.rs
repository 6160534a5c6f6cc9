//! People: who works here, and what they may do.

mod add; // letting somebody in
mod answers;
pub mod api;
mod index; // `/people`
mod roles; // boxes for roles

pub use index::PeoplePage;
