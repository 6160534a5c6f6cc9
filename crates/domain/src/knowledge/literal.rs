//! A value as it is written in a table: `yes`, `1000`, `2026-04-01`, `Negotiation`, `"yes"`.

use crate::value::{Decimal, Value};

/// The value that a word in a table means. Text in double quotes is text whatever it looks like.
pub(super) fn read(word: &str) -> Value {
    let word = word.trim();
    if let Some(quoted) = word
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Value::text(quoted.replace("\\\"", "\""));
    }
    match word.to_ascii_lowercase().as_str() {
        "yes" | "true" => return Value::Bool(true),
        "no" | "false" => return Value::Bool(false),
        _ => {}
    }
    number(word)
        .or_else(|| word.parse().ok().map(Value::Date))
        .unwrap_or_else(|| Value::text(word))
}

/// Only what is spelled as we would spell it: `01067` is a postal code, `1e3` a product.
fn number(word: &str) -> Option<Value> {
    let decimal: Decimal = word.parse().ok()?;
    let plain = decimal.to_string() == word.trim_end_matches('0').trim_end_matches('.')
        || decimal.to_string() == word;
    plain.then(|| decimal.to_int().map_or(Value::Decimal(decimal), Value::Int))
}

/// The word that reads back as this value.
pub(super) fn write(value: &Value) -> String {
    match value {
        Value::Text(text) if read(text) == *value && is_bare(text) => text.clone(),
        Value::Text(text) => format!("\"{}\"", text.replace('"', "\\\"")),
        value => value.to_string(),
    }
}

/// Whether text stands for itself: no comma that would part it, no word that cells begin with.
fn is_bare(text: &str) -> bool {
    let lower = text.to_lowercase();
    let opens = [
        "=",
        "!",
        ">",
        "<",
        "[",
        "\"",
        "not ",
        "starts with ",
        "contains ",
    ];
    !text.is_empty()
        && text.trim() == text
        && !text.contains(',')
        && !["-", "empty", "filled"].contains(&lower.as_str())
        && !lower.ends_with(" or empty")
        && !opens.iter().any(|open| lower.starts_with(open))
}

/// Parts `a, "b, c", d` at its commas, those in quotes excepted.
pub(super) fn split(list: &str) -> Vec<&str> {
    let mut parts = vec![];
    let (mut from, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in list.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            ',' if !quoted => {
                parts.push(list[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
        escaped = c == '\\';
    }
    parts.push(list[from..].trim());
    parts
}
