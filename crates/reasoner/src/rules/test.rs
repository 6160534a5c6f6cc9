use domain::knowledge::Cell;
use domain::mission::Truth;
use domain::value::Value;
use std::cmp::Ordering;

/// Whether a value is what a cell asks for. `None` is a value nobody read; an empty value was read and is empty.
pub fn test(cell: &Cell, value: Option<&Value>) -> Truth {
    if *cell == Cell::Any {
        return Truth::Yes;
    }
    let Some(value) = value else {
        return Truth::Unknown;
    };
    match cell {
        Cell::Empty => value.is_empty().into(),
        Cell::Filled => (!value.is_empty()).into(),
        Cell::OrEmpty(asked) => {
            if value.is_empty() {
                Truth::Yes
            } else {
                test(asked, Some(value))
            }
        }
        _ if value.is_empty() => Truth::Unknown,
        Cell::Any => Truth::Yes,
        Cell::OneOf(values) => one_of(values, value),
        Cell::NoneOf(values) => !one_of(values, value),
        Cell::Above(bound) => order(value, bound, Ordering::is_gt),
        Cell::AtLeast(bound) => order(value, bound, Ordering::is_ge),
        Cell::Below(bound) => order(value, bound, Ordering::is_lt),
        Cell::AtMost(bound) => order(value, bound, Ordering::is_le),
        Cell::Between(from, to) => {
            order(value, from, Ordering::is_ge).and(order(value, to, Ordering::is_le))
        }
        Cell::StartsWith(start) => text(value).starts_with(&start.to_lowercase()).into(),
        Cell::Contains(part) => text(value).contains(&part.to_lowercase()).into(),
    }
}

fn one_of(values: &[Value], value: &Value) -> Truth {
    values.iter().any(|wanted| same(value, wanted)).into()
}

/// A postal code is text in the org and a number in a table: they are the same when they are written the same.
fn same(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (
            Value::Text(given),
            Value::Int(_) | Value::Decimal(_) | Value::Bool(_) | Value::Date(_),
        ) => given.trim().eq_ignore_ascii_case(&wanted.to_string()),
        _ => value.same_as(wanted),
    }
}

fn order(value: &Value, bound: &Value, holds: impl Fn(Ordering) -> bool) -> Truth {
    value
        .order(bound)
        .map_or(Truth::Unknown, |order| holds(order).into())
}

fn text(value: &Value) -> String {
    value.to_string().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_fail_or_cannot_be_told() {
        let text = |text: &str| Some(Value::text(text));
        let int = |n| Some(Value::Int(n));
        for (cell, value, truth) in [
            ("-", None, Truth::Yes),
            ("DE, AT", text("de"), Truth::Yes),
            ("DE, AT", text("CH"), Truth::No),
            ("DE", Some(Value::Null), Truth::Unknown),
            ("DE", text(" "), Truth::Unknown),
            ("DE", None, Truth::Unknown),
            ("not DE", text("CH"), Truth::Yes),
            ("not DE", Some(Value::Null), Truth::Unknown),
            ("empty", Some(Value::Null), Truth::Yes),
            ("filled", Some(Value::Null), Truth::No),
            ("< 5 or empty", Some(Value::Null), Truth::Yes),
            ("< 5 or empty", int(7), Truth::No),
            ("< 5 or empty", None, Truth::Unknown),
            ("empty", None, Truth::Unknown),
            (">= 1000", int(1000), Truth::Yes),
            ("> 1000", int(1000), Truth::No),
            ("> 1000", text("many"), Truth::Unknown),
            ("[1..5]", int(5), Truth::Yes),
            ("[1..5]", int(6), Truth::No),
            ("80331", text("80331"), Truth::Yes),
            ("01067", text("01067"), Truth::Yes),
            ("starts with 80", text("80331"), Truth::Yes),
            ("contains bay", text("Kestrel Bay"), Truth::Yes),
            ("yes", Some(Value::Bool(true)), Truth::Yes),
            (
                "< 2026-01-01",
                Some(Value::Date("2025-12-31".parse().unwrap())),
                Truth::Yes,
            ),
        ] {
            assert_eq!(
                test(&cell.parse().unwrap(), value.as_ref()),
                truth,
                "{cell} of {value:?}"
            );
        }
    }
}
