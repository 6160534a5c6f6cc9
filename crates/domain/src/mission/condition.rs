mod finding;
mod row;
mod sentence;
#[cfg(test)]
mod tests;
mod truth;

pub use finding::{Finding, Seen};
pub use sentence::{ByName, Labels, sentence};
pub use truth::Truth;

use super::{Operand, Reference, Source};
use crate::data::Data;
use crate::query::{Filter, Op};
use crate::record::FieldName;
use crate::value::Value;
use row::Row;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Rows that must all hold.
pub type Condition = Vec<Test>;

/// One row about what the run knows: `{ value = "steps.match.likeness", is = "same" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Row", into = "Row")]
pub struct Test {
    pub value: Reference,
    pub comparator: Comparator,
    pub right: Operand,
}

/// One row about a field of a query: `{ field = "IsClosed", is = false }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Row", into = "Row")]
pub struct FieldTest {
    pub field: FieldName,
    pub comparator: Comparator,
    pub right: Operand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    Is,
    IsNot,
    LessThan,
    AtMost,
    MoreThan,
    AtLeast,
    StartsWith,
    EndsWith,
    Contains,
    Spelled,
    In,
    /// `exists = true`: something is there; `exists = false`: nothing is.
    Exists,
}

impl Test {
    /// Everything it refers to, left and right.
    pub fn references(&self) -> Vec<&Reference> {
        std::iter::once(&self.value)
            .chain(self.right.references())
            .collect()
    }

    /// Compares what is there now. What cannot be found or compared is unknown, never false.
    pub fn holds(&self, source: &dyn Source) -> Truth {
        let found = source.resolve(&self.value);
        if self.comparator == Comparator::Exists {
            return self.exists(found.as_ref(), source);
        }
        let Some(found) = found else {
            return Truth::Unknown;
        };
        let right = self.right.values(source);
        if right.is_empty() {
            return self.with_nothing(source);
        }
        if let (Comparator::Contains, Data::List(items)) = (self.comparator, &found) {
            let mut values = items.iter().flat_map(Data::values);
            return values
                .any(|value| right.iter().any(|wanted| value.same_as(wanted)))
                .into();
        }
        let Some(left) = found.value() else {
            return Truth::Unknown;
        };
        if left.is_empty() && self.comparator != Comparator::IsNot {
            return Truth::Unknown;
        }
        let right: Vec<Value> = match self.right {
            Operand::Literal(_) | Operand::List(_) => {
                right.into_iter().map(|value| meant(&left, value)).collect()
            }
            _ => right,
        };
        compare(self.comparator, &left, &right)
    }

    /// The same, with what was read for it.
    pub fn finding(&self, source: &dyn Source) -> Finding {
        let mut read = vec![];
        let seen = self
            .references()
            .into_iter()
            .map(|reference| Seen::of(reference, source));
        Seen::add(&mut read, seen);
        Finding {
            truth: self.holds(source),
            read,
        }
    }

    fn exists(&self, found: Option<&Data>, source: &dyn Source) -> Truth {
        let wanted = self
            .right
            .values(source)
            .first()
            .and_then(Value::as_bool)
            .unwrap_or(true);
        let there = found.is_some_and(|data| {
            data.values().iter().any(|value| !value.is_empty()) || !data.all_records().is_empty()
        });
        (there == wanted).into()
    }

    /// In a list that was read and is empty there is nothing; what was not read could be anything.
    fn with_nothing(&self, source: &dyn Source) -> Truth {
        let references = self.right.references();
        let were_read = references
            .iter()
            .all(|reference| source.resolve(reference).is_some());
        if self.comparator == Comparator::In && were_read {
            Truth::No
        } else {
            Truth::Unknown
        }
    }
}

/// What a text of the file means beside a date: `2026-01-31` is a day, `2026-01-31T08:00:00Z` a point in time.
fn meant(left: &Value, right: Value) -> Value {
    let Value::Text(text) = &right else {
        return right;
    };
    let text = text.trim();
    let read = match left {
        Value::Date(_) | Value::Instant(_) => {
            let day = text.parse().map(Value::Date);
            day.ok().or_else(|| text.parse().ok().map(Value::Instant))
        }
        Value::Time(_) => text.parse().ok().map(Value::Time),
        _ => None,
    };
    read.unwrap_or(right)
}

fn compare(comparator: Comparator, left: &Value, right: &[Value]) -> Truth {
    if comparator == Comparator::In {
        let same = right.iter().map(|value| same(left, value));
        return same.fold(Truth::No, Truth::or);
    }
    let Some(right) = right.first() else {
        return Truth::Unknown;
    };
    let ordered = |fits: fn(Ordering) -> bool| {
        left.order(right)
            .map_or(Truth::Unknown, |order| fits(order).into())
    };
    let text = |fits: fn(&str, &str) -> bool| match (left.as_text(), right.as_text()) {
        (Some(a), Some(b)) => fits(&a.to_lowercase(), &b.to_lowercase()).into(),
        _ => Truth::Unknown,
    };
    match comparator {
        Comparator::Is => same(left, right),
        Comparator::IsNot => !same(left, right),
        Comparator::LessThan => ordered(Ordering::is_lt),
        Comparator::AtMost => ordered(Ordering::is_le),
        Comparator::MoreThan => ordered(Ordering::is_gt),
        Comparator::AtLeast => ordered(Ordering::is_ge),
        Comparator::StartsWith => text(|a, b| a.starts_with(b)),
        Comparator::EndsWith => text(|a, b| a.ends_with(b)),
        Comparator::Contains | Comparator::Spelled => text(|a, b| a.contains(b)),
        Comparator::In | Comparator::Exists => Truth::Unknown,
    }
}

/// Nothing and something are not the same; a number and a text cannot be told apart, because they cannot be compared.
fn same(left: &Value, right: &Value) -> Truth {
    if left.same_as(right) {
        Truth::Yes
    } else if left.is_empty() || right.is_empty() || left.order(right).is_some() {
        Truth::No
    } else {
        Truth::Unknown
    }
}

impl FieldTest {
    /// The filter it makes now. `None` when a reference has no value: that lookup then asks nothing.
    pub fn filter(&self, source: &dyn Source) -> Option<Filter> {
        let values = self.right.values(source);
        let field = self.field.clone();
        let test = |op, value: &Value| Filter::Test {
            field: field.clone(),
            op,
            value: value.clone(),
        };
        let any = |op: Op| {
            (!values.is_empty())
                .then(|| Filter::Any(values.iter().map(|value| test(op, value)).collect()))
        };
        match self.comparator {
            Comparator::In => (!values.is_empty()).then(|| Filter::In {
                field: field.clone(),
                values: values.clone(),
            }),
            Comparator::Exists => {
                let wanted = values.first().and_then(Value::as_bool).unwrap_or(true);
                Some(test(if wanted { Op::IsNot } else { Op::Is }, &Value::Null))
            }
            Comparator::Is => any(Op::Is),
            Comparator::IsNot => any(Op::IsNot),
            Comparator::LessThan => any(Op::Less),
            Comparator::AtMost => any(Op::AtMost),
            Comparator::MoreThan => any(Op::More),
            Comparator::AtLeast => any(Op::AtLeast),
            Comparator::StartsWith => any(Op::StartsWith),
            Comparator::EndsWith => any(Op::EndsWith),
            Comparator::Contains => any(Op::Contains),
            Comparator::Spelled => any(Op::Spelled),
        }
    }
}
