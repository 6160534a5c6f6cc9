use super::literal;
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// What a rule asks of one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// `-`
    Any,
    /// `DE` or `DE, AT, CH` or `= x`
    OneOf(Vec<Value>),
    /// `not DE, AT` or `!= x`
    NoneOf(Vec<Value>),
    /// `> 30`
    Above(Value),
    /// `>= 30`
    AtLeast(Value),
    /// `< 5`
    Below(Value),
    /// `<= 5`
    AtMost(Value),
    /// `[1..5]`, both ends included
    Between(Value, Value),
    /// `empty`
    Empty,
    /// `filled`
    Filled,
    /// `starts with x`
    StartsWith(String),
    /// `contains x`
    Contains(String),
    /// `< 5000 or empty`
    OrEmpty(Box<Cell>),
}

impl std::str::FromStr for Cell {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let after = |lead: &str| lower.starts_with(lead).then(|| text[lead.len()..].trim());
        match lower.as_str() {
            "" => return Err("is blank; write `-` for any value, `empty` for none".into()),
            "-" => return Ok(Self::Any),
            "empty" => return Ok(Self::Empty),
            "filled" => return Ok(Self::Filled),
            _ => {}
        }
        if let Some(asked) = lower.strip_suffix(" or empty") {
            // Each one more would be read inside the one before, as deep as the cell is long.
            if asked.trim_end().ends_with(" or empty") {
                return Err("says `or empty` twice".into());
            }
            let asked = text[..asked.len()].parse()?;
            return Ok(Self::OrEmpty(Box::new(asked)));
        }
        if let Some(range) = after("[") {
            return between(range);
        }
        if let Some(rest) = after("starts with ") {
            return Ok(Self::StartsWith(words(rest)?));
        }
        if let Some(rest) = after("contains ") {
            return Ok(Self::Contains(words(rest)?));
        }
        if let Some(rest) = after("not ").or_else(|| after("!=")) {
            return Ok(Self::NoneOf(list(rest)?));
        }
        if let Some(rest) = after(">=") {
            return Ok(Self::AtLeast(bound(rest)?));
        }
        if let Some(rest) = after("<=") {
            return Ok(Self::AtMost(bound(rest)?));
        }
        if let Some(rest) = after(">") {
            return Ok(Self::Above(bound(rest)?));
        }
        if let Some(rest) = after("<") {
            return Ok(Self::Below(bound(rest)?));
        }
        list(after("=").unwrap_or(text)).map(Self::OneOf)
    }
}

fn list(text: &str) -> Result<Vec<Value>, String> {
    let words = literal::split(text);
    if words.iter().any(|word| word.is_empty()) {
        return Err(format!(
            "`{text}` has a value missing; write values with commas between them"
        ));
    }
    Ok(words.into_iter().map(literal::read).collect())
}

fn words(text: &str) -> Result<String, String> {
    match literal::read(text) {
        Value::Text(text) if text.is_empty() => Err("has no text to look for".into()),
        Value::Text(text) => Ok(text),
        _ => Ok(text.to_owned()),
    }
}

/// A number or a date: what can be more or less.
fn bound(text: &str) -> Result<Value, String> {
    match literal::read(text) {
        value @ (Value::Int(_) | Value::Decimal(_) | Value::Date(_)) => Ok(value),
        _ => Err(format!(
            "compares with `{text}`, which is neither a number nor a date (write 1000 or 2026-04-01)"
        )),
    }
}

fn between(rest: &str) -> Result<Cell, String> {
    let (from, to) = rest
        .strip_suffix(']')
        .and_then(|range| range.split_once(".."))
        .ok_or_else(|| format!("`[{rest}` is not a range; write it as [1..5]"))?;
    let (from, to) = (bound(from)?, bound(to)?);
    match from.order(&to) {
        Some(std::cmp::Ordering::Greater) => {
            Err(format!("the range [{from}..{to}] ends before it starts"))
        }
        None => Err(format!(
            "the range [{from}..{to}] mixes a number and a date"
        )),
        _ => Ok(Cell::Between(from, to)),
    }
}

/// As it is written in a table; reads back as the same cell.
impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |values: &[Value]| {
            values
                .iter()
                .map(literal::write)
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::Any => f.write_str("-"),
            Self::Empty => f.write_str("empty"),
            Self::Filled => f.write_str("filled"),
            Self::OneOf(values) => f.write_str(&list(values)),
            Self::NoneOf(values) => write!(f, "not {}", list(values)),
            Self::Above(bound) => write!(f, "> {bound}"),
            Self::AtLeast(bound) => write!(f, ">= {bound}"),
            Self::Below(bound) => write!(f, "< {bound}"),
            Self::AtMost(bound) => write!(f, "<= {bound}"),
            Self::Between(from, to) => write!(f, "[{from}..{to}]"),
            Self::StartsWith(text) => write!(f, "starts with {}", quoted(text)),
            Self::Contains(text) => write!(f, "contains {}", quoted(text)),
            Self::OrEmpty(asked) => write!(f, "{asked} or empty"),
        }
    }
}

fn quoted(text: &str) -> String {
    literal::write(&Value::text(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_read_as_a_person_means_them() {
        let read = |text: &str| text.parse::<Cell>().unwrap();
        assert_eq!(read(" - "), Cell::Any);
        assert_eq!(
            read("DE, AT"),
            Cell::OneOf(vec![Value::text("DE"), Value::text("AT")])
        );
        assert_eq!(read("= yes"), Cell::OneOf(vec![Value::Bool(true)]));
        assert_eq!(read("\"yes\""), Cell::OneOf(vec![Value::text("yes")]));
        assert_eq!(
            read("\"Bonn, Nord\""),
            Cell::OneOf(vec![Value::text("Bonn, Nord")])
        );
        assert_eq!(read("01067"), Cell::OneOf(vec![Value::text("01067")]));
        assert_eq!(read("!= 5"), Cell::NoneOf(vec![Value::Int(5)]));
        assert_eq!(read(">= 1000"), Cell::AtLeast(Value::Int(1000)));
        assert_eq!(read("[1..5]"), Cell::Between(Value::Int(1), Value::Int(5)));
        assert_eq!(read("Starts with 80"), Cell::StartsWith("80".into()));
        assert_eq!(
            read("< 5 or empty"),
            Cell::OrEmpty(Box::new(Cell::Below(Value::Int(5))))
        );
        assert_eq!(
            read("Notts"),
            Cell::OneOf(vec![Value::text("Notts")]),
            "only `not ` negates"
        );
    }

    #[test]
    fn a_cell_that_cannot_be_meant_says_what_to_write() {
        let wrong = |text: &str| text.parse::<Cell>().unwrap_err();
        insta::assert_snapshot!(
            ["", "> lots", "[5..1]", "[1-5]", "DE,, AT", "[1..2026-01-01]"].map(wrong).join("\n"), @r"
        is blank; write `-` for any value, `empty` for none
        compares with `lots`, which is neither a number nor a date (write 1000 or 2026-04-01)
        the range [5..1] ends before it starts
        `[1-5]` is not a range; write it as [1..5]
        `DE,, AT` has a value missing; write values with commas between them
        the range [1..2026-01-01] mixes a number and a date
        ");
    }

    #[test]
    fn a_cell_is_not_read_as_deep_as_somebody_likes() {
        let deep = format!("x{}", " or empty".repeat(20_000));
        assert!(deep.parse::<Cell>().is_err());
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            "[a-zA-Z0-9 ,=<>\\-\\[\\].ü]{1,12}".prop_map(Value::Text),
            any::<i32>().prop_map(|n| Value::Int(n.into())),
            any::<bool>().prop_map(Value::Bool),
        ]
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_as_it_was_written(values in prop::collection::vec(value(), 1..4), low in -99_i64..0, text in "[a-z ,>0-9]{1,9}") {
            for cell in [
                Cell::OneOf(values.clone()),
                Cell::NoneOf(values.clone()),
                Cell::Between(Value::Int(low), Value::Int(7)),
                Cell::StartsWith(text.clone()),
                Cell::Contains(text.clone()),
                Cell::OrEmpty(Box::new(Cell::Below(Value::Int(low)))),
            ] {
                prop_assert_eq!(cell.to_string().parse::<Cell>(), Ok(cell));
            }
        }
    }
}
