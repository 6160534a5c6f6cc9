use domain::schema::FieldKind;
use domain::text::plain;
use domain::time::{Date, Timestamp};
use domain::value::Value;
use engine::Shown;

use super::href;
use crate::records::api::Cell;
use crate::ui::grouped;

/// A value as a person writes it, and where it leads.
pub fn cell(kind: Option<FieldKind>, shown: &Shown) -> Cell {
    let text = match (&shown.name, kind) {
        (Some(name), _) => name.clone(),
        (None, _) => words(&shown.value),
    };
    Cell {
        text: plain(&text).into_owned(),
        href: shown.leads_to.as_ref().map(href),
    }
}

/// A reference is called by what it leads to: `Owner`, not `Owner ID`.
pub fn label_of(label: &str, is_reference: bool) -> String {
    let label = plain(label);
    let bare = label.strip_suffix(" ID").filter(|_| is_reference);
    bare.unwrap_or(&label).to_owned()
}

pub fn words(value: &Value) -> String {
    match value {
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Int(number) => number_in_groups(&number.to_string()),
        Value::Decimal(number) => number_in_groups(&number.to_string()),
        Value::Money(money) => {
            let amount = number_in_groups(&money.amount.to_string());
            match &money.currency {
                Some(code) => format!("{amount} {}", String::from(code.clone())),
                None => amount,
            }
        }
        Value::Date(date) => day(*date),
        Value::Instant(at) => moment(*at),
        other => other.to_string(),
    }
}

/// `21 Nov 2026`
fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `21 Nov 2026, 09:40`
fn moment(at: Timestamp) -> String {
    let clock = at.to_string();
    format!(
        "{}, {}",
        day(at.date()),
        clock.get(11..16).unwrap_or_default()
    )
}

/// `-1,234.5`
fn number_in_groups(digits: &str) -> String {
    let (sign, bare) = match digits.strip_prefix('-') {
        Some(bare) => ("-", bare),
        None => ("", digits),
    };
    let (whole, rest) = bare.split_once('.').unwrap_or((bare, ""));
    let whole = whole
        .parse::<u64>()
        .map_or_else(|_| whole.to_owned(), grouped);
    if rest.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}

/// `412 kB`
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_people_write_it() {
        assert_eq!(words(&Value::Int(1_234_567)), "1,234,567");
        let number = Value::Decimal("-1234.50".parse().unwrap());
        assert!(words(&number).starts_with("-1,234.5"));
        let at = Value::Instant("2026-11-21T09:40:02Z".parse().unwrap());
        assert_eq!(words(&at), "21 Nov 2026, 09:40");
        assert_eq!(words(&Value::Bool(true)), "Yes");
        assert_eq!(
            (size(412_880), size(1_204_311)),
            ("412 kB".into(), "1.2 MB".into())
        );
    }
}
