use crate::value::Value;
use serde::{Deserialize, Serialize};

/// What sort of value something is, as far as comparing goes: amounts are numbers, points in time are dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    Bool,
    Number,
    Text,
    Date,
}

impl ValueType {
    /// None for nothing, for a time of day, and for a record, which is compared with a text or a record.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(_) => Some(Self::Bool),
            Value::Int(_) | Value::Decimal(_) | Value::Money(_) => Some(Self::Number),
            Value::Text(_) => Some(Self::Text),
            Value::Date(_) | Value::Instant(_) => Some(Self::Date),
            Value::Null | Value::Time(_) | Value::Reference(_) => None,
        }
    }

    /// The word a file says: `gives = "number"`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Text => "text",
            Self::Date => "date",
        }
    }

    /// As messages say it.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Bool => "yes or no",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Date => "a date",
        }
    }
}
