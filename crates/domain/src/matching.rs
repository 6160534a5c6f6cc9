//! How alike two records are, in bits of evidence: what to compare, and what came out.
//!
//! A match is a sum: the starting odds of any two records, plus one bar for every comparison. What is shown is the
//! sum itself, so nobody has to believe a score.

mod found;
mod rules;
mod weight;

pub use found::{Bar, Likeness, Match};
pub use rules::{Comparison, ComparisonKind, MatchRules};
pub use weight::{Bits, Chance, NotAChance};
