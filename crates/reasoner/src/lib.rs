//! Reasoning without a model: the matcher, rules, tables and expressions, and finding the knowledge that applies.
//!
//! Pure: records, documents and dates are handed in, and the same input gives the same answer every time, in any order.
//! Numbers with fractions stay inside; what comes out is whole hundredths of a bit.

pub mod expression;
pub mod keys;
pub mod knowledge;
pub mod matching;
pub mod rules;

mod data;
mod names;
mod phones;
mod rarity;
mod sites;
