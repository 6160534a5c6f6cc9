//! SOSL: words to look for, and where.

mod parse;
mod run;
mod words;

pub(crate) use run::{parameterized, search};
