//! The nouns and rules of Countersign, pure: no IO, no clock, no chance, no async; compiled for server and browser.

pub mod actor;
pub mod canonical;
pub mod change;
pub mod decision;
pub mod gate;
pub mod id;
pub mod query;
pub mod record;
pub mod schema;
pub mod scope;
pub mod time;
pub mod value;
