//! A step in a sentence, as far as it is known.

use domain::mission::draft::Draft;
use leptos::prelude::*;
use toml::{Table, Value};

use crate::org::Org;

/// Words of a sentence: what was chosen stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    Plain(String),
    Chosen(String),
}

fn plain(words: impl Into<String>) -> Words {
    Words::Plain(words.into())
}
fn chosen(words: impl Into<String>) -> Words {
    Words::Chosen(words.into())
}

pub fn view(sentence: Vec<Words>) -> Vec<AnyView> {
    let word = |word: Words| match word {
        Words::Plain(words) => words.into_any(),
        Words::Chosen(words) => view! { <b>{words}</b> }.into_any(),
    };
    sentence.into_iter().map(word).collect()
}

/// What sets the mission off.
pub fn start(draft: &Draft, org: &Org) -> Vec<Words> {
    let word = |name: &str| {
        draft
            .get(None, &["trigger".into(), name.into()])
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let Some(object) = word("object") else {
        return vec![plain("somebody starts it, in the portal or by a program")];
    };
    let label = org.object_label(&object);
    let happens = match word("when").as_deref() {
        Some("changed") => "is changed",
        _ => "is created",
    };
    let mut sentence = vec![plain("a "), chosen(format!("{label} {happens}"))];
    let rows = draft.get(None, &["trigger".into(), "where".into()]);
    sentence.extend(filter(rows, &object, org, " where "));
    sentence
}

pub fn step(draft: &Draft, block: &Table, org: &Org) -> Vec<Words> {
    let word = |name: &str| {
        block
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    if let Some(label) = block.get("label").and_then(Value::as_str) {
        return vec![chosen(label)];
    }
    match word("kind").as_str() {
        "read" => {
            let object = word("object");
            if object.is_empty() {
                return vec![plain("Nothing chosen yet")];
            }
            let label = org.object_label(&object);
            if block.contains_key("record") {
                return vec![
                    plain("the "),
                    chosen(label),
                    plain(" of "),
                    chosen(reference(draft, &word("record"), org)),
                ];
            }
            let mut sentence = vec![chosen(label), plain(" records")];
            sentence.extend(filter(block.get("where"), &object, org, " where "));
            sentence
        }
        "knowledge" => vec![chosen(words(&word("document")))],
        "match" => vec![
            plain("Is "),
            chosen(reference(draft, &word("left"), org)),
            plain(" among those found?"),
        ],
        "decide" if block.contains_key("expression") => {
            vec![plain("by "), chosen(word("expression"))]
        }
        "decide" if block.contains_key("rule") => {
            let rules = block.get("rule").and_then(Value::as_array);
            let first = rules.and_then(|rules| rules.first());
            let mut sentence = vec![plain("by rules: ")];
            sentence.extend(conditions(
                first.and_then(|rule| rule.get("when")),
                draft,
                org,
            ));
            match rules.map_or(0, Vec::len) {
                0 | 1 => {}
                2 => sentence.push(plain(", or 1 more")),
                more => sentence.push(plain(format!(", or {} more", more - 1))),
            }
            sentence
        }
        "decide" => vec![plain("by "), chosen(reference(draft, &word("table"), org))],
        "branch" => {
            let first = block.get("case").and_then(|cases| cases.get(0));
            let rows = first.and_then(|case| case.get("when"));
            let sentence = conditions(rows, draft, org);
            if sentence.is_empty() {
                vec![plain("Nothing asked yet")]
            } else {
                sentence
            }
        }
        "for_each" => vec![plain("of "), chosen(reference(draft, &word("over"), org))],
        "conclude" => vec![
            plain(match word("verdict").as_str() {
                "needs_review" => "A person has to look: ",
                _ => "Nothing to do: ",
            }),
            chosen(slots(draft, &word("because"), org)),
        ],
        "propose" => {
            let title = word("title");
            if title.trim().is_empty() {
                vec![plain("Nothing proposed yet")]
            } else {
                vec![chosen(slots(draft, &title, org))]
            }
        }
        other => vec![plain(words(other))],
    }
}

/// `where` rows of a look-up.
pub fn filter(rows: Option<&Value>, object: &str, org: &Org, before: &str) -> Vec<Words> {
    let mut sentence = vec![];
    for row in rows
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
    {
        sentence.push(plain(if sentence.is_empty() { before } else { " and " }));
        let field = row.get("field").and_then(Value::as_str).unwrap_or_default();
        sentence.push(chosen(org.field_label(object, field)));
        compared(row, &mut sentence);
    }
    sentence
}

/// Rows about what the run knows.
pub fn conditions(rows: Option<&Value>, draft: &Draft, org: &Org) -> Vec<Words> {
    let mut sentence = vec![];
    for row in rows
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
    {
        if !sentence.is_empty() {
            sentence.push(plain(" and "));
        }
        let value = row.get("value").and_then(Value::as_str).unwrap_or_default();
        sentence.push(chosen(reference(draft, value, org)));
        compared(row, &mut sentence);
    }
    sentence
}

fn compared(row: &Table, sentence: &mut Vec<Words>) {
    let Some((name, right)) = row
        .iter()
        .find(|(name, _)| COMPARISONS.iter().any(|(word, _)| word == name))
    else {
        sentence.push(plain(" …"));
        return;
    };
    if name == "exists" {
        sentence.push(plain(if right.as_bool() == Some(false) {
            " is empty"
        } else {
            " is filled in"
        }));
        return;
    }
    let phrase = COMPARISONS
        .iter()
        .find(|(word, _)| word == name)
        .map_or("", |(_, phrase)| phrase);
    sentence.push(plain(format!(" {phrase} ")));
    sentence.push(chosen(operand(right)));
}

/// Comparators as the file says them, and as people do.
pub const COMPARISONS: [(&str, &str); 11] = [
    ("is", "is"),
    ("is_not", "is not"),
    ("more_than", "is more than"),
    ("at_least", "is at least"),
    ("less_than", "is less than"),
    ("at_most", "is at most"),
    ("contains", "contains"),
    ("starts_with", "starts with"),
    ("ends_with", "ends with"),
    ("in", "is one of"),
    ("exists", "is filled in"),
];

fn operand(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(operand).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            let whole = |name: &str| table.get(name).and_then(Value::as_integer);
            if let Some(days) = whole("days_ago") {
                return if days == 0 {
                    "today".to_owned()
                } else {
                    format!("{days} days ago")
                };
            }
            if let Some(days) = whole("days_ahead") {
                return format!("{days} days from now");
            }
            match table.get("ref") {
                Some(Value::String(one)) => words(one),
                _ => "another value".to_owned(),
            }
        }
        other => other.to_string(),
    }
}

/// `steps.deals.Name` as people say it: Name of Deals.
pub fn reference(draft: &Draft, text: &str, org: &Org) -> String {
    let mut parts = text.split('.');
    let (Some(root), Some(key)) = (parts.next(), parts.next()) else {
        return "nothing yet".to_owned();
    };
    let rest: Vec<&str> = parts.collect();
    let holder = match root {
        "input" => {
            let inputs = draft.get(None, &["input".into()]).and_then(Value::as_array);
            let input = inputs
                .into_iter()
                .flatten()
                .find(|input| input.get("key").and_then(Value::as_str) == Some(key));
            input
                .and_then(|input| input.get("label")?.as_str())
                .map_or_else(|| words(key), str::to_owned)
        }
        "items" => "the item".to_owned(),
        _ => step_name(draft, key, org),
    };
    match rest.as_slice() {
        [] => holder,
        ["count"] => format!("number of {holder}"),
        ["first", rest @ ..] if !rest.is_empty() => format!(
            "{} of the first of {holder}",
            words(rest.last().unwrap_or(&""))
        ),
        rest => {
            let field = rest.last().copied().unwrap_or_default();
            let object = object_of(draft, root, key);
            let label =
                object.map_or_else(|| words(field), |object| org.field_label(&object, field));
            format!("{label} of {holder}")
        }
    }
}

/// The object that a step reads, also through a for-each.
pub fn object_of(draft: &Draft, root: &str, key: &str) -> Option<String> {
    let block = draft.block(key)?;
    match (root, block.get("kind").and_then(Value::as_str)?) {
        (_, "read") => block
            .get("object")
            .and_then(Value::as_str)
            .map(str::to_owned),
        ("items", "for_each") => {
            let over = block.get("over").and_then(Value::as_str)?;
            let mut parts = over.split('.');
            object_of(draft, parts.next()?, parts.next()?)
        }
        _ => None,
    }
}

fn step_name(draft: &Draft, key: &str, org: &Org) -> String {
    let Some(block) = draft.block(key) else {
        return words(key);
    };
    if let Some(label) = block.get("label").and_then(Value::as_str) {
        return label.to_owned();
    }
    match (
        block.get("kind").and_then(Value::as_str),
        block.get("object").and_then(Value::as_str),
    ) {
        (Some("read"), Some(object)) => org.object_label(object),
        _ => words(key),
    }
}

/// A text with its slots as people say them.
pub fn slots(draft: &Draft, text: &str, org: &Org) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, after)) = after.split_once('}') else {
            break;
        };
        said.push_str(before);
        said.push('‹');
        said.push_str(&reference(draft, inside.trim(), org));
        said.push('›');
        rest = after;
    }
    said + rest
}

/// A key or API name as words.
pub fn words(text: &str) -> String {
    let words = text
        .rsplit('.')
        .next()
        .unwrap_or(text)
        .replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
