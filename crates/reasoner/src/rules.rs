//! Carrying out rules: tables of documents, and those of a mission itself. What is not known is said, never guessed: it goes to a person.

mod fields;
mod first;
mod own; // rules that a mission brings itself
mod rank;
mod test;

pub use fields::{Choice, fields};
pub use first::{Facts, Hit, Ruling, Unknown, first};
pub use own::{Decided, Doubt, own};
pub use rank::{Ranking, Weighed, rank};
pub use test::test;
