//! SOQL: text to tree, tree to one SQL statement, rows to JSON.

pub(crate) mod ast;
mod columns;
mod compile;
mod condition;
mod cursor;
mod dates;
mod lex;
mod links; // files are asked for by what they hang on
mod parse;
mod path;
mod run;
mod shape;
#[cfg(test)]
mod tests;

pub(crate) use compile::where_clause;
pub(crate) use cursor::Cursors;
pub(crate) use lex::{TokenKind, lex};
pub(crate) use parse::{Parser, parse};
pub(crate) use run::{Asked, column_metadata, more, run, run_query};
