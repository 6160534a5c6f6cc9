//! A condition as a person reads it: “Amount is more than 50,000 and Close date is before today”.

use super::{Comparator, FieldTest, Test};
use crate::mission::{Operand, Reference, Root};
use crate::record::{FieldName, words};
use crate::text::grouped;
use crate::value::Value;

/// What things are called. A page that has the org's describe says it as the org does.
pub trait Labels {
    fn reference(&self, reference: &Reference) -> String;
    fn field(&self, field: &FieldName) -> String;
}

/// Called by their names in the file, as far as those are words: `Close date` for `items.deals.CloseDate`.
#[derive(Clone, Copy, Debug)]
pub struct ByName;

impl Labels for ByName {
    fn reference(&self, reference: &Reference) -> String {
        let (Root::Input(key) | Root::Step(key) | Root::Item(key)) = &reference.root;
        let counts = |how: &str| matches!(how, "count" | "distinct");
        match reference.names.as_slice() {
            [] => words(key.as_str()),
            [.., list, how] if counts(how) => counted(how, list),
            [how] if counts(how) => counted(how, key.as_str()),
            [.., name] => words(name),
        }
    }

    fn field(&self, field: &FieldName) -> String {
        words(field.as_str())
    }
}

fn counted(how: &str, what: &str) -> String {
    let what = words(what).to_lowercase();
    match how {
        "distinct" => format!("Number of different {what}"),
        _ => format!("Number of {what}"),
    }
}

/// Rows that must all hold; the empty text for none.
pub fn sentence(rows: &[Test], labels: &dyn Labels) -> String {
    let rows: Vec<String> = rows.iter().map(|row| row.sentence(labels)).collect();
    rows.join(" and ")
}

impl Test {
    pub fn sentence(&self, labels: &dyn Labels) -> String {
        let left = labels.reference(&self.value);
        format!("{left} {}", said(self.comparator, &self.right, labels))
    }
}

impl FieldTest {
    pub fn sentence(&self, labels: &dyn Labels) -> String {
        let left = labels.field(&self.field);
        format!("{left} {}", said(self.comparator, &self.right, labels))
    }
}

/// All after the left side.
fn said(comparator: Comparator, right: &Operand, labels: &dyn Labels) -> String {
    if comparator == Comparator::Exists {
        let empty = matches!(right, Operand::Literal(Value::Bool(false)));
        return (if empty { "is empty" } else { "is filled" }).to_owned();
    }
    if let Some(said) = counted_from_now(comparator, right) {
        return said;
    }
    let verb = match comparator {
        Comparator::Is => "is",
        Comparator::IsNot => "is not",
        Comparator::LessThan if is_day(right) => "is before",
        Comparator::LessThan => "is less than",
        Comparator::AtMost if is_day(right) => "is on or before",
        Comparator::AtMost => "is at most",
        Comparator::MoreThan if is_day(right) => "is after",
        Comparator::MoreThan => "is more than",
        Comparator::AtLeast if is_day(right) => "is on or after",
        Comparator::AtLeast => "is at least",
        Comparator::StartsWith => "starts with",
        Comparator::EndsWith => "ends with",
        Comparator::Contains => "contains",
        Comparator::Spelled => "is spelled",
        Comparator::In => "is one of",
        Comparator::Exists => "is filled",
    };
    format!("{verb} {}", operand(right, labels))
}

/// `is more than 30 days ago` says what `is before 30 days ago` would leave to be worked out.
fn counted_from_now(comparator: Comparator, right: &Operand) -> Option<String> {
    let days = |count: u32| match count {
        1 => "1 day".to_owned(),
        count => format!("{} days", grouped(&count.to_string())),
    };
    Some(match (comparator, right) {
        (Comparator::LessThan, Operand::DaysAgo(n)) => format!("is more than {} ago", days(*n)),
        (Comparator::AtMost, Operand::DaysAgo(n)) => format!("is at least {} ago", days(*n)),
        (Comparator::MoreThan, Operand::DaysAgo(n)) => format!("is less than {} ago", days(*n)),
        (Comparator::AtLeast, Operand::DaysAgo(n)) => format!("is at most {} ago", days(*n)),
        (Comparator::LessThan, Operand::DaysAhead(n)) => format!("is less than {} ahead", days(*n)),
        (Comparator::AtMost, Operand::DaysAhead(n)) => format!("is at most {} ahead", days(*n)),
        (Comparator::MoreThan, Operand::DaysAhead(n)) => format!("is more than {} ahead", days(*n)),
        (Comparator::AtLeast, Operand::DaysAhead(n)) => format!("is at least {} ahead", days(*n)),
        _ => return None,
    })
}

fn is_day(right: &Operand) -> bool {
    match right {
        Operand::Today => true,
        Operand::Literal(Value::Text(text)) => {
            text.trim().parse::<crate::time::Date>().is_ok()
                || text.trim().parse::<crate::time::Timestamp>().is_ok()
        }
        _ => false,
    }
}

fn operand(operand: &Operand, labels: &dyn Labels) -> String {
    match operand {
        Operand::Literal(Value::Text(text)) if is_day(operand) => text.trim().to_owned(),
        Operand::Literal(value) => literal(value),
        Operand::List(values) => values.iter().map(literal).collect::<Vec<_>>().join(", "),
        Operand::Ref { references, .. } => {
            let names = references.iter().map(|one| labels.reference(one));
            names.collect::<Vec<_>>().join(" or ")
        }
        Operand::DaysAgo(days) => format!("{days} days ago"),
        Operand::DaysAhead(days) => format!("{days} days ahead"),
        Operand::Today => "today".to_owned(),
        Operand::Holds(test) => format!("whether {}", test.sentence(labels)),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("“{text}”"),
        Value::Int(_) | Value::Decimal(_) => grouped(&value.to_string()),
        other => other.to_string(),
    }
}
