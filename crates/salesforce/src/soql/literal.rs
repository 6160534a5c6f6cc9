use crate::stamp;
use domain::value::Value;
use std::fmt::Write as _;

/// One value as one literal.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("'{}'", escaped(text)),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        // With a code the org compares across currencies; without one the amount is in its own.
        Value::Money(money) => {
            let code = money.currency.clone().map(String::from).unwrap_or_default();
            format!("{code}{}", money.amount)
        }
        Value::Date(day) => day.to_string(),
        Value::Time(time) => time.strftime("%H:%M:%S.%3fZ").to_string(),
        Value::Instant(at) => stamp::instant(*at),
        Value::Reference(id) => format!("'{id}'"),
    }
}

/// The inside of a quoted text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '\'' | '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// The inside of a quoted pattern: `%` and `_` mean themselves.
pub(super) fn like(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '%' | '_' => out.extend(['\\', c]),
            c => out.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}
