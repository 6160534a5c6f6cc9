//! What a read asks for, as data. Only `crates/salesforce` turns it into SOQL or SOSL, so no text can slip into a query.

use crate::record::{FieldName, ObjectName};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// A bounded question about one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    pub object: ObjectName,
    pub fields: Vec<FieldName>,
    pub filter: Filter,
    pub order: Vec<(FieldName, Direction)>,
    /// Never more rows than this.
    pub limit: u32,
    /// Also rows in the recycle bin (`queryAll`).
    pub with_deleted: bool,
}

/// A full-text question (SOSL) about one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    pub object: ObjectName,
    pub fields: Vec<FieldName>,
    /// Words that must all occur, in any order; at least one.
    pub words: Vec<String>,
    pub within: SearchIn,
    pub filter: Filter,
    pub limit: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchIn {
    Name,
    Email,
    Phone,
    All,
}

/// A condition on a row. An empty `All` lets everything through, an empty `Any` and an empty `In` nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test {
        field: FieldName,
        op: Op,
        value: Value,
    },
    In {
        field: FieldName,
        values: Vec<Value>,
    },
}

impl Filter {
    pub fn everything() -> Self {
        Self::All(vec![])
    }
    pub fn is(field: FieldName, value: Value) -> Self {
        Self::Test {
            field,
            op: Op::Is,
            value,
        }
    }
}

/// `StartsWith`, `EndsWith` and `Contains` take literal text; `Spelled` takes the words that must follow each other
/// with anything between them (a phone number's digits, whatever its punctuation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Is,
    IsNot,
    Less,
    AtMost,
    More,
    AtLeast,
    StartsWith,
    EndsWith,
    Contains,
    Spelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Ascending,
    Descending,
}
