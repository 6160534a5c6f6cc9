mod sections;

use super::Document;
use crate::record::ObjectName;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Something in a document that its author has to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl Problem {
    pub(super) fn new(line: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Reads a document. Everything that is wrong is told at once.
pub fn parse(text: &str) -> Result<Document, Vec<Problem>> {
    let (head, body_from) = head(text)?;
    let mut reader = sections::Reader::new(&head.title);
    for line in lines(text).filter(|line| line.number >= body_from) {
        reader.take(&line);
    }
    let (passages, tables) = reader.finish(text)?;
    Ok(Document {
        kind: head.kind,
        title: head.title,
        slug: head.slug,
        objects: head.objects,
        valid_from: head.valid_from,
        valid_until: head.valid_until,
        text: text.to_owned(),
        passages,
        tables,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kind: String,
    title: String,
    slug: String,
    #[serde(default)]
    objects: Vec<ObjectName>,
    #[serde(default, deserialize_with = "day")]
    valid_from: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    valid_until: Option<Date>,
}

/// A day, as TOML's own date or as text.
fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Day::deserialize(from)? {
        Day::Toml(day) => day.to_string(),
        Day::Text(text) => text,
    };
    text.parse().map(Some).map_err(|_| {
        serde::de::Error::custom(format!("`{text}` is not a day; write it as 2026-04-01"))
    })
}

/// The head, and the number of the first line after it.
fn head(text: &str) -> Result<(Head, usize), Vec<Problem>> {
    let one = |line, message: String| vec![Problem::new(line, message)];
    let mut marks = lines(text).filter(|line| line.text.trim_end() == "+++");
    let open = marks.next().filter(|mark| mark.number == 1);
    let (Some(open), Some(close)) = (open, marks.next()) else {
        return Err(one(
            1,
            "the document must begin with its head: `+++`, then kind, title and slug, then `+++`"
                .into(),
        ));
    };
    let toml = &text[open.after..close.from];
    let head: Head = toml::from_str(toml).map_err(|error| {
        let before = error
            .span()
            .map_or(0, |span| toml[..span.start].matches('\n').count());
        one(before + 2, format!("in the head: {}", error.message()))
    })?;
    let mut problems = vec![];
    for (name, value) in [("kind", &head.kind), ("slug", &head.slug)] {
        let sound = !value.is_empty()
            && value
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !sound {
            problems.push(Problem::new(
                1,
                format!(
                    "in the head: `{name}` is `{value}`; use small letters, digits and dashes, such as `merge-policy`"
                ),
            ));
        }
    }
    if head.title.trim().is_empty() {
        problems.push(Problem::new(1, "in the head: `title` is blank"));
    }
    if let (Some(from), Some(until)) = (head.valid_from, head.valid_until)
        && until < from
    {
        problems.push(Problem::new(
            1,
            format!("in the head: it would hold until {until}, before it begins on {from}"),
        ));
    }
    if problems.is_empty() {
        Ok((head, close.number + 1))
    } else {
        Err(problems)
    }
}

struct SourceLine<'a> {
    number: usize,
    text: &'a str,
    /// Where it begins, and where the next line begins, in bytes.
    from: usize,
    after: usize,
}

fn lines(text: &str) -> impl Iterator<Item = SourceLine<'_>> {
    let mut from = 0;
    text.split_inclusive('\n')
        .enumerate()
        .map(move |(at, line)| {
            let start = from;
            from += line.len();
            SourceLine {
                number: at + 1,
                text: line.trim_end_matches(['\n', '\r']),
                from: start,
                after: from,
            }
        })
}

#[cfg(test)]
mod tests;
