//! Records of the org, and the names by which they are asked for. Parsed at the edge, trusted after.

mod name;
mod record_id;

pub use name::{FieldName, NotAName, ObjectName, words};
pub use record_id::{NotARecordId, RecordId};

use crate::time::Timestamp;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which record: its object and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    pub object: ObjectName,
    pub id: RecordId,
}

impl RecordRef {
    pub fn new(object: ObjectName, id: RecordId) -> Self {
        Self { object, id }
    }
}

impl std::fmt::Display for RecordRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.object, self.id)
    }
}

/// A record as it was read: only the fields that were asked for and may be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub object: ObjectName,
    pub id: RecordId,
    pub fields: BTreeMap<FieldName, Value>,
    /// `SystemModstamp`, when it was among the fields read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Timestamp>,
    /// The `ETag` of the answer, for objects that have one (Account). Never signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

impl Record {
    pub fn reference(&self) -> RecordRef {
        RecordRef::new(self.object.clone(), self.id.clone())
    }
    /// The value of a field; null when it was not read.
    pub fn get(&self, field: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.fields
            .iter()
            .find(|(name, _)| name.is(field))
            .map_or(&NULL, |(_, value)| value)
    }
    /// What a person would call it: its Name, its Subject, or its id.
    pub fn title(&self) -> String {
        [
            "Name",
            "Company",
            "Subject",
            "ContractNumber",
            "CaseNumber",
            "Title",
        ]
        .iter()
        .map(|field| self.get(field))
        .find(|value| !value.is_empty())
        .map_or_else(|| self.id.to_string(), ToString::to_string)
    }
}
