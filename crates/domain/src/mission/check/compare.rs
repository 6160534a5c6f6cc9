//! What can be compared with what, as far as types are known before the run. What is not known then is unknown later, when
//! it does not fit, and goes to a person.

use crate::mission::{Comparator, FieldTest, Operand, Reference, Test, ValueType};
use crate::time::{Date, Timestamp};
use crate::value::Value;

/// Why a row could never be told; none when it may be.
pub(super) fn misfit(
    row: &Test,
    known: &dyn Fn(&Reference) -> Option<ValueType>,
) -> Option<String> {
    let left = known(&row.value);
    let said = format!("`{}`", row.value);
    by_itself(&said, row.comparator, &row.right).or_else(|| {
        let right = match &row.right {
            Operand::Ref {
                references,
                derive: None,
            } => match references.as_slice() {
                [only] => known(only),
                _ => None,
            },
            other => other.value_type(),
        };
        beside(&said, left?, row.comparator, right?, &row.right)
    })
}

/// The same for a filter. What its field holds is the org's business; the right side tells enough by itself.
pub(super) fn filter_misfit(test: &FieldTest) -> Option<String> {
    by_itself(&format!("`{}`", test.field), test.comparator, &test.right)
}

fn by_itself(left: &str, comparator: Comparator, right: &Operand) -> Option<String> {
    use ValueType::{Bool, Date};
    let given = right.value_type();
    match (comparator, given) {
        (Comparator::Exists, given) if given != Some(Bool) => {
            Some(format!("{left}: `exists` is `true` or `false`"))
        }
        (
            Comparator::LessThan | Comparator::AtMost | Comparator::MoreThan | Comparator::AtLeast,
            Some(Bool),
        ) => Some(format!(
            "{left}: yes and no are neither more nor less than something; use `is`"
        )),
        (
            Comparator::StartsWith | Comparator::EndsWith | Comparator::Spelled,
            Some(given @ (Bool | Date)),
        ) => Some(format!(
            "{left}: only text has a beginning and an end; this compares it with {}",
            given.phrase()
        )),
        _ => None,
    }
}

fn beside(
    left: &str,
    is: ValueType,
    comparator: Comparator,
    given: ValueType,
    right: &Operand,
) -> Option<String> {
    use ValueType::{Date, Text};
    let part_of_text = matches!(
        comparator,
        Comparator::StartsWith | Comparator::EndsWith | Comparator::Contains | Comparator::Spelled
    );
    match (is, given) {
        _ if comparator == Comparator::Exists => None,
        _ if part_of_text && is != Text => Some(format!(
            "{left} is {}, and only text has parts to compare",
            is.phrase()
        )),
        (Date, Text) => match right {
            Operand::Literal(value) => undated(left, std::slice::from_ref(value)),
            Operand::List(values) => undated(left, values),
            _ => Some(apart(left, is, given)),
        },
        _ if is == given => None,
        _ => Some(apart(left, is, given)),
    }
}

fn apart(left: &str, is: ValueType, given: ValueType) -> String {
    format!(
        "{left} is {} and cannot be compared with {}",
        is.phrase(),
        given.phrase()
    )
}

/// The first text that is not a date.
fn undated(left: &str, values: &[Value]) -> Option<String> {
    let is_date = |text: &str| text.parse::<Date>().is_ok() || text.parse::<Timestamp>().is_ok();
    let odd = values
        .iter()
        .filter_map(Value::as_text)
        .find(|text| !is_date(text.trim()))?;
    Some(format!(
        "{left} is a date and `{odd}` is not; write it as 2026-01-31, or count from today: `{{ days_ago = 30 }}`"
    ))
}
