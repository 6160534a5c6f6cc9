//! The nouns and rules of Countersign, pure: no IO, no clock, no chance, no async; compiled for server and browser.

pub mod actor;
pub mod canonical;
pub mod change;
pub mod data;
pub mod decision;
pub mod file;
pub mod gate;
pub mod history;
pub mod id;
pub mod knowledge;
pub mod matching;
pub mod mission;
pub mod observation;
pub mod query;
pub mod record;
pub mod run;
pub mod schema;
pub mod scope;
pub mod sight;
pub mod text;
pub mod time;
pub mod value;
pub mod verdict;
