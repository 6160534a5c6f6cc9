//! The matcher: what two records are to each other, as a sum of evidence in bits.
//!
//! Fellegi and Sunter's form, with weights set by hand: the odds that a record picked blindly is the one, and to them
//! one summand per comparison. Two rules stand outside the sum: vetoes, and names that are parts of one house.

mod against;
mod domain;
mod exact;
mod facts;
mod name;
mod phone;
mod place;
mod pool;
mod weigh;

pub use against::HOUSE;
pub use pool::Matcher;

use ::domain::matching::{Match, MatchRules};
use ::domain::record::Record;

/// Compares a record with every candidate, best first. For many records against the same candidates make a [`Matcher`] once.
///
/// A candidate that is the record itself is left out.
pub fn match_all(left: &Record, rights: &[Record], rules: &MatchRules) -> Vec<Match> {
    Matcher::new(rights, rules).all(left)
}

#[cfg(test)]
mod tests;
