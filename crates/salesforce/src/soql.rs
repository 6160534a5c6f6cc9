//! SOQL and SOSL out of data. Names are parsed types and every value becomes one literal, so no text can change what is asked.

mod condition;
mod literal;
mod sosl;
#[cfg(test)]
mod tests;

pub use sosl::find;

use condition::{Condition, condition};
use domain::query::{Direction, Filter, Query};
use domain::record::FieldName;
use std::fmt::Write as _;

/// The address of a query may not be longer than this; Salesforce refuses 16 384 bytes, headers included.
const LONGEST: usize = 12_000;

/// One condition alone is longer than Salesforce takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the query is too long for Salesforce; ask for less at once")]
pub struct TooLong;

/// The queries that together answer this one: none when no row can fit, several when a list in it is long. A row may
/// come from more than one of them.
pub fn select(query: &Query) -> Result<Vec<String>, TooLong> {
    let Some(text) = one(query) else {
        return Ok(vec![]);
    };
    if encoded_len(&text) <= LONGEST {
        return Ok(vec![text]);
    }
    let (front, back) = halves(&query.filter).ok_or(TooLong)?;
    let mut all = vec![];
    for filter in [front, back] {
        all.extend(select(&Query {
            filter,
            ..query.clone()
        })?);
    }
    Ok(all)
}

/// `SELECT COUNT() …`; none when no row can fit.
pub(crate) fn count(query: &Query) -> Result<Option<String>, TooLong> {
    let mut text = format!("SELECT COUNT() FROM {}", query.object);
    match condition(&query.filter) {
        Condition::Never => return Ok(None),
        Condition::Always => {}
        Condition::When(test) => text = format!("{text} WHERE {test}"),
    }
    if encoded_len(&text) <= LONGEST {
        Ok(Some(text))
    } else {
        Err(TooLong)
    }
}

/// Fields to select: what is asked for, what it is sorted by, and the id.
pub(crate) fn columns(query: &Query) -> Vec<&FieldName> {
    let mut columns: Vec<&FieldName> = vec![];
    for field in query
        .fields
        .iter()
        .chain(query.order.iter().map(|(field, _)| field))
    {
        if !field.is("Id") && !columns.iter().any(|known| known.is(field.as_str())) {
            columns.push(field);
        }
    }
    columns
}

fn one(query: &Query) -> Option<String> {
    let test = condition(&query.filter);
    if query.limit == 0 || test == Condition::Never {
        return None;
    }
    let mut text = String::from("SELECT Id");
    for field in columns(query) {
        let _ = write!(text, ", {field}");
    }
    let _ = write!(text, " FROM {}", query.object);
    if let Condition::When(test) = test {
        let _ = write!(text, " WHERE {test}");
    }
    for (at, (field, direction)) in query.order.iter().enumerate() {
        let lead = if at == 0 { " ORDER BY" } else { "," };
        let way = match direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let _ = write!(text, "{lead} {field} {way}");
    }
    let _ = write!(text, " LIMIT {}", query.limit);
    Some(text)
}

/// Two filters that together let through what this one does: its longest list of values or alternatives, halved.
fn halves(filter: &Filter) -> Option<(Filter, Filter)> {
    match filter {
        Filter::In { field, values } if values.len() > 1 => {
            let (front, back) = values.split_at(values.len() / 2);
            let of = |values: &[_]| Filter::In {
                field: field.clone(),
                values: values.to_vec(),
            };
            Some((of(front), of(back)))
        }
        Filter::Any(inner) if inner.len() > 1 => {
            let (front, back) = inner.split_at(inner.len() / 2);
            Some((Filter::Any(front.to_vec()), Filter::Any(back.to_vec())))
        }
        Filter::Any(inner) if inner.len() == 1 => halves(&inner[0]),
        Filter::All(inner) => {
            let place = (0..inner.len()).max_by_key(|at| width(&inner[*at]))?;
            let (front, back) = halves(&inner[place])?;
            let with = |half: Filter| {
                let mut inner = inner.clone();
                inner[place] = half;
                Filter::All(inner)
            };
            Some((with(front), with(back)))
        }
        _ => None,
    }
}

fn width(filter: &Filter) -> usize {
    match filter {
        Filter::In { values, .. } => values.len(),
        Filter::Any(inner) => inner.len(),
        Filter::All(inner) => inner.iter().map(width).max().unwrap_or(0),
        Filter::Not(_) | Filter::Test { .. } => 0,
    }
}

/// How long a text is once it is part of an address.
fn encoded_len(text: &str) -> usize {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b == b' ' {
                1
            } else {
                3
            }
        })
        .sum()
}
