//! **Knowledge** is what an organisation has written down and works by: policies, territory rules, playbooks.
//!
//! A document is Markdown that anybody can read, with a TOML head between `+++` lines. Headings make passages, which can
//! be cited. Fenced blocks such as ```` ```table territory first ```` hold rules that are carried out as they stand there; the
//! passage around a block is its citation.

mod cell;
mod document;
mod literal;
mod parse;
mod table;

pub use cell::Cell;
pub use document::{Citation, Document, Passage, Published};
pub use parse::{Problem, parse};
pub use table::{
    DecisionTable, Direction, Hit, KeepRule, Preference, Row, Rules, Survivorship, Table,
};
