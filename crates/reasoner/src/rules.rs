//! Carrying out rule tables. What is not known is said, never guessed: it goes to a person.

mod fields;
mod first;
mod rank;
mod test;

pub use fields::{Choice, fields};
pub use first::{Facts, Hit, Ruling, Unknown, first};
pub use rank::{Ranking, Weighed, rank};
pub use test::{Truth, test};
