//! **Knowledge** is what an organisation has written down and works by: policies, territory rules, playbooks.
//!
//! A document is Markdown that anybody can read, with a TOML head between `+++` lines. Headings make passages, which can
//! be cited. Fenced blocks such as ```` ```table territory first ```` hold rules that are carried out as they stand there; the
//! passage around a block is its citation.

//!
//! A sheet of rows (CSV) and the pages of a PDF are documents too, under the same head: a row or a page is a passage.

mod cell;
mod document;
mod edition;
mod head;
mod kind;
mod literal;
mod parse;
mod place;
mod sheet;
mod table;
pub mod words;

pub use cell::Cell;
pub use document::{Citation, Document, Passage, Published};
pub use edition::{Edition, applied_on};
pub use head::{Head, slug_of};
pub use kind::{Format, Kind, NotAFormat, NotAKind};
pub use parse::{PAGE_BREAK, Problem, body, parse};
pub use place::Place;
pub use sheet::{Column, Holds, MOST_COLUMNS, MOST_ROWS, Sheet, SheetRow};
pub use table::{
    DecisionTable, Direction, Hit, KeepRule, Preference, Row, Rules, Survivorship, Table,
};
