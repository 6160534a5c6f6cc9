use super::{Test, Truth};
use crate::data::Data;
use crate::mission::{Reference, Source};
use crate::value::Value;

/// What a condition came to, and what was read for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub truth: Truth,
    pub read: Vec<Seen>,
}

/// Something a rule looked at, and what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub reference: Reference,
    /// None when there is no such thing here: a step that did not run, a field that was not read.
    pub value: Option<Value>,
}

impl Finding {
    /// Rows that must all hold, from the first on. After a clear no nothing more is read: it is settled.
    pub fn of(rows: &[Test], source: &dyn Source) -> Self {
        let mut found = Self {
            truth: Truth::Yes,
            read: vec![],
        };
        for row in rows {
            let one = row.finding(source);
            found.truth = found.truth.and(one.truth);
            Seen::add(&mut found.read, one.read);
            if found.truth == Truth::No {
                break;
            }
        }
        found
    }
}

impl Test {
    /// Why it cannot be told: what of it was not read, is empty, or is of another kind.
    pub fn doubt(&self, source: &dyn Source) -> String {
        let read = self.finding(source).read;
        if let Some(unread) = read.iter().find(|seen| seen.value.is_none()) {
            return format!("{} was not read", unread.reference);
        }
        let empty = |seen: &&Seen| seen.value.as_ref().is_some_and(Value::is_empty);
        match read.iter().find(empty) {
            Some(empty) => format!("{} is empty", empty.reference),
            None => format!("{} cannot be compared with it", self.value),
        }
    }
}

impl Seen {
    pub fn of(reference: &Reference, source: &dyn Source) -> Self {
        Self {
            reference: reference.clone(),
            value: source.resolve(reference).map(|data| in_short(&data)),
        }
    }

    /// Joins what was read; what was looked at twice is told once.
    pub fn add(known: &mut Vec<Self>, more: impl IntoIterator<Item = Self>) {
        for seen in more {
            if !known.iter().any(|one| one.reference == seen.reference) {
                known.push(seen);
            }
        }
    }
}

/// One value stands for itself, several as a short text.
fn in_short(data: &Data) -> Value {
    const MOST: usize = 5;
    if let Some(value) = data.value() {
        return value;
    }
    let values = data.values();
    let mut words: Vec<String> = values.iter().take(MOST).map(ToString::to_string).collect();
    if values.len() > MOST {
        words.push("…".into());
    }
    if words.is_empty() {
        Value::Null
    } else {
        Value::Text(words.join(", "))
    }
}

/// As a note says it: `items.deals.Amount: 62000`.
impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.reference)?;
        match &self.value {
            None => f.write_str("(not read)"),
            Some(value) if value.is_empty() => f.write_str("(empty)"),
            Some(value) => value.fmt(f),
        }
    }
}
