use super::{Operand, Reference, Source};
use crate::data::Data;
use crate::query::{Filter, Op};
use crate::record::FieldName;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What a condition comes to. Unknown goes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    Yes,
    No,
    Unknown,
}

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
    /// Compares what is there now. What cannot be found or compared is unknown, never false.
    pub fn holds(&self, source: &dyn Source) -> Truth {
        let found = source.resolve(&self.value);
        if self.comparator == Comparator::Exists {
            let wanted = self
                .right
                .values(source)
                .first()
                .and_then(Value::as_bool)
                .unwrap_or(true);
            let there = found.is_some_and(|data| {
                data.values().iter().any(|value| !value.is_empty())
                    || !data.all_records().is_empty()
            });
            return if there == wanted {
                Truth::Yes
            } else {
                Truth::No
            };
        }
        if let (Comparator::Contains, Some(Data::List(items))) = (self.comparator, &found) {
            let wanted = self.right.values(source);
            let there = items
                .iter()
                .flat_map(Data::values)
                .any(|value| wanted.iter().any(|wanted| value.same_as(wanted)));
            return if there { Truth::Yes } else { Truth::No };
        }
        let (Some(left), right) = (
            found.and_then(|data| data.value()),
            self.right.values(source),
        ) else {
            return Truth::Unknown;
        };
        if left.is_empty() && self.comparator != Comparator::IsNot {
            return Truth::Unknown;
        }
        compare(self.comparator, &left, &right)
    }
}

fn compare(comparator: Comparator, left: &Value, right: &[Value]) -> Truth {
    let yes = |holds: bool| if holds { Truth::Yes } else { Truth::No };
    if comparator == Comparator::In {
        return yes(right.iter().any(|value| left.same_as(value)));
    }
    let Some(right) = right.first() else {
        return Truth::Unknown;
    };
    let ordered = |fits: fn(Ordering) -> bool| {
        left.order(right)
            .map_or(Truth::Unknown, |order| yes(fits(order)))
    };
    let text = |fits: fn(&str, &str) -> bool| match (left.as_text(), right.as_text()) {
        (Some(a), Some(b)) => yes(fits(&a.to_lowercase(), &b.to_lowercase())),
        _ => Truth::Unknown,
    };
    match comparator {
        Comparator::Is => yes(left.same_as(right)),
        Comparator::IsNot => yes(!left.same_as(right)),
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

impl Truth {
    /// All of them: one no is no, otherwise one unknown is unknown.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        truths
            .into_iter()
            .fold(Self::Yes, |all, one| match (all, one) {
                (Self::No, _) | (_, Self::No) => Self::No,
                (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
                _ => Self::Yes,
            })
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

/// As it stands in the file: what is compared, and exactly one comparator.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Reference>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<FieldName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_not: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    less_than: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    more_than: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_with: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_with: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contains: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spelled: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r#in: Option<Operand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exists: Option<Operand>,
}

impl Row {
    fn slot(&mut self, comparator: Comparator) -> &mut Option<Operand> {
        match comparator {
            Comparator::Is => &mut self.is,
            Comparator::IsNot => &mut self.is_not,
            Comparator::LessThan => &mut self.less_than,
            Comparator::AtMost => &mut self.at_most,
            Comparator::MoreThan => &mut self.more_than,
            Comparator::AtLeast => &mut self.at_least,
            Comparator::StartsWith => &mut self.starts_with,
            Comparator::EndsWith => &mut self.ends_with,
            Comparator::Contains => &mut self.contains,
            Comparator::Spelled => &mut self.spelled,
            Comparator::In => &mut self.r#in,
            Comparator::Exists => &mut self.exists,
        }
    }

    fn only(mut self) -> Result<(Comparator, Operand), String> {
        use Comparator as C;
        let all = [
            C::Is,
            C::IsNot,
            C::LessThan,
            C::AtMost,
            C::MoreThan,
            C::AtLeast,
            C::StartsWith,
            C::EndsWith,
            C::Contains,
            C::Spelled,
            C::In,
            C::Exists,
        ];
        let mut given = all.into_iter().filter_map(|comparator| {
            self.slot(comparator)
                .take()
                .map(|operand| (comparator, operand))
        });
        match (given.next(), given.next()) {
            (Some(only), None) => Ok(only),
            _ => Err("a condition needs exactly one of is, is_not, less_than, at_most, more_than, at_least, starts_with, ends_with, contains, spelled, in, exists".into()),
        }
    }
}

impl TryFrom<Row> for Test {
    type Error = String;
    fn try_from(mut row: Row) -> Result<Self, String> {
        let value = row
            .value
            .take()
            .ok_or("a condition needs `value`: what is compared")?;
        if row.field.is_some() {
            return Err("a condition on the run has `value`, not `field`".into());
        }
        let (comparator, right) = row.only()?;
        Ok(Self {
            value,
            comparator,
            right,
        })
    }
}
impl TryFrom<Row> for FieldTest {
    type Error = String;
    fn try_from(mut row: Row) -> Result<Self, String> {
        let field = row
            .field
            .take()
            .ok_or("a filter needs `field`: which field of the object")?;
        if row.value.is_some() {
            return Err("a filter has `field`, not `value`".into());
        }
        let (comparator, right) = row.only()?;
        Ok(Self {
            field,
            comparator,
            right,
        })
    }
}
impl From<Test> for Row {
    fn from(test: Test) -> Self {
        let mut row = Self {
            value: Some(test.value),
            ..Self::default()
        };
        *row.slot(test.comparator) = Some(test.right);
        row
    }
}
impl From<FieldTest> for Row {
    fn from(test: FieldTest) -> Self {
        let mut row = Self {
            field: Some(test.field),
            ..Self::default()
        };
        *row.slot(test.comparator) = Some(test.right);
        row
    }
}
