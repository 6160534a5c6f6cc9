//! Typed values. A field's describe says which type it has; no float is ever kept.

mod decimal;
mod money;

pub use decimal::{Decimal, NotADecimal};
pub use money::{Currency, Money};

use crate::record::RecordId;
use crate::time::{Date, Time, Timestamp};
use serde::{Deserialize, Serialize};

/// One value of one field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    #[default]
    Null,
    Text(String),
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Money(Money),
    Date(Date),
    Time(Time),
    Instant(Timestamp),
    Reference(RecordId),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
    /// Null, or text of nothing but white space: an admin calls both "empty".
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Reference(id) => Some(id.as_str()),
            _ => None,
        }
    }
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }
    /// The number in it, whatever its type; money gives its amount.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Int(n) => Some(Decimal::from(*n)),
            Self::Decimal(d) => Some(*d),
            Self::Money(m) => Some(m.amount),
            _ => None,
        }
    }
    pub fn as_reference(&self) -> Option<&RecordId> {
        match self {
            Self::Reference(id) => Some(id),
            _ => None,
        }
    }
    /// The name of the type, as messages say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Text(_) => "text",
            Self::Bool(_) => "yes or no",
            Self::Int(_) => "a whole number",
            Self::Decimal(_) => "a number",
            Self::Money(_) => "an amount",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time of day",
            Self::Instant(_) => "a point in time",
            Self::Reference(_) => "a record",
        }
    }
    /// Which of two values comes first. `None` when they cannot be compared: a number with a text,
    /// amounts in different currencies, or anything with null.
    pub fn order(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Money(a), Self::Money(b)) if a.currency != b.currency => None,
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Some(a.cmp(b)),
            (Self::Instant(a), Self::Instant(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Instant(b)) => Some(a.cmp(&b.date())),
            (Self::Instant(a), Self::Date(b)) => Some(a.date().cmp(b)),
            (Self::Reference(_), Self::Reference(_) | Self::Text(_))
            | (Self::Text(_), Self::Reference(_)) => {
                let (a, b) = (self.as_record()?, other.as_record()?);
                Some(a.cmp(&b))
            }
            _ => Some(self.as_decimal()?.cmp(&other.as_decimal()?)),
        }
    }
    /// Whether two values mean the same to a person: case and outer space of text do not count, 1.50 is 1.5.
    pub fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (a, b) if a.is_empty() && b.is_empty() => true,
            (Self::Text(a), Self::Text(b)) => a.trim().to_lowercase() == b.trim().to_lowercase(),
            (a, b) => a == b || a.order(b) == Some(std::cmp::Ordering::Equal),
        }
    }
    fn as_record(&self) -> Option<RecordId> {
        match self {
            Self::Reference(id) => Some(id.clone()),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// As a person reads it; an empty value is the empty text.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Int(n) => n.fmt(f),
            Self::Decimal(d) => d.fmt(f),
            Self::Money(m) => m.fmt(f),
            Self::Date(d) => d.fmt(f),
            Self::Time(t) => t.fmt(f),
            Self::Instant(t) => t.fmt(f),
            Self::Reference(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn numbers_compare_across_types_and_currencies_do_not() {
        let euros = Value::Money(Money {
            amount: "10".parse().unwrap(),
            currency: Some("EUR".parse().unwrap()),
        });
        let pounds = Value::Money(Money {
            amount: "9".parse().unwrap(),
            currency: Some("GBP".parse().unwrap()),
        });
        assert_eq!(
            Value::Int(1).order(&Value::Decimal("1.00".parse().unwrap())),
            Some(Ordering::Equal)
        );
        assert_eq!(euros.order(&pounds), None);
        assert_eq!(euros.order(&Value::Int(3)), Some(Ordering::Greater));
        assert_eq!(Value::text("3").order(&Value::Int(3)), None);
    }

    #[test]
    fn empty_is_null_or_blank() {
        assert!(Value::text("  ").same_as(&Value::Null));
        assert!(Value::text("Acme ").same_as(&Value::text("acme")));
        assert!(!Value::Int(0).same_as(&Value::Null));
    }
}
