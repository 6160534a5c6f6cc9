use super::literal::{like, literal};
use domain::query::{Filter, Op};

/// A filter as a text, or known without looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Always,
    Never,
    When(String),
}

pub(crate) fn condition(filter: &Filter) -> Condition {
    match filter {
        Filter::All(inner) => join(inner, " AND ", &Condition::Never, Condition::Always),
        Filter::Any(inner) => join(inner, " OR ", &Condition::Always, Condition::Never),
        Filter::Not(inner) => match condition(inner) {
            Condition::Always => Condition::Never,
            Condition::Never => Condition::Always,
            // Without its own parentheses `A AND NOT B` is a syntax error in SOQL.
            Condition::When(test) => Condition::When(format!("(NOT ({test}))")),
        },
        Filter::In { values, .. } if values.is_empty() => Condition::Never,
        Filter::In { field, values } => {
            let values: Vec<_> = values.iter().map(literal).collect();
            Condition::When(format!("{field} IN ({})", values.join(",")))
        }
        Filter::Test { field, op, value } => Condition::When(match op {
            Op::Is => format!("{field} = {}", literal(value)),
            Op::IsNot => format!("{field} != {}", literal(value)),
            Op::Less => format!("{field} < {}", literal(value)),
            Op::AtMost => format!("{field} <= {}", literal(value)),
            Op::More => format!("{field} > {}", literal(value)),
            Op::AtLeast => format!("{field} >= {}", literal(value)),
            Op::StartsWith => format!("{field} LIKE '{}%'", like(&value.to_string())),
            Op::EndsWith => format!("{field} LIKE '%{}'", like(&value.to_string())),
            Op::Contains => format!("{field} LIKE '%{}%'", like(&value.to_string())),
            Op::Spelled => format!("{field} LIKE '%{}'", spelled(&value.to_string())),
        }),
    }
}

/// `settles`: the outcome of one that settles the whole. `empty`: the outcome of none.
fn join(inner: &[Filter], between: &str, settles: &Condition, empty: Condition) -> Condition {
    let mut tests = vec![];
    for filter in inner {
        match condition(filter) {
            Condition::When(test) => tests.push(test),
            settled if settled == *settles => return settled,
            _ => {}
        }
    }
    match tests.len() {
        0 => empty,
        1 => Condition::When(tests.remove(0)),
        _ => Condition::When(format!("({})", tests.join(between))),
    }
}

/// Each character with anything after it.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        out.push_str(&like(c.encode_utf8(&mut [0; 4])));
        out.push('%');
    }
    out
}
