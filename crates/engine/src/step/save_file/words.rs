use domain::data::Data;
use domain::file::Media;
use domain::value::Value;

/// What stands in a file for what a slot leads to. A letter says it as people write it; a table of values keeps them as
/// they are, one cell each.
pub(super) fn words(data: &Data, media: Media) -> String {
    match (data, media) {
        (Data::List(items), _) => {
            let all = items.iter().map(|item| bare(item, media));
            let all: Vec<String> = all.filter(|words| !words.is_empty()).collect();
            match media {
                Media::Csv => cell(&all.join("; ")),
                _ => all.join(", "),
            }
        }
        (one, Media::Csv) => cell(&bare(one, media)),
        (one, _) => bare(one, media),
    }
}

fn bare(data: &Data, media: Media) -> String {
    match data {
        Data::Value(value) if media != Media::Csv => written(value),
        other => crate::outputs::words(other),
    }
}

/// `120,000`, `18 Dec 2026`, `yes`
fn written(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Int(number) => grouped(&number.to_string()),
        Value::Decimal(number) => grouped(&number.to_string()),
        Value::Money(money) => {
            let amount = grouped(&money.amount.to_string());
            match &money.currency {
                Some(code) => format!("{amount} {}", String::from(code.clone())),
                None => amount,
            }
        }
        Value::Date(date) => date.strftime("%-d %b %Y").to_string(),
        Value::Instant(at) => {
            let clock = at.to_string();
            let day = at.date().strftime("%-d %b %Y");
            format!("{day}, {} UTC", clock.get(11..16).unwrap_or_default())
        }
        other => other.to_string(),
    }
}

/// `-1,234.5`
fn grouped(digits: &str) -> String {
    let (sign, bare) = match digits.strip_prefix('-') {
        Some(bare) => ("-", bare),
        None => ("", digits),
    };
    let (whole, rest) = bare.split_once('.').unwrap_or((bare, ""));
    let mut spaced = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    if rest.is_empty() {
        format!("{sign}{spaced}")
    } else {
        format!("{sign}{spaced}.{rest}")
    }
}

/// One cell, whatever its text holds. Text out of a record that a spreadsheet would take for a formula stays text.
fn cell(text: &str) -> String {
    let acts = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if acts {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', ';', '"', '\n', '\r', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_values_as_people_write_them() {
        let said = |value: Value| words(&Data::Value(value), Media::Markdown);
        assert_eq!(said(Value::Int(-1_234_567)), "-1,234,567");
        assert_eq!(
            said(Value::Decimal("120000.5".parse().unwrap())),
            "120,000.5"
        );
        assert_eq!(
            said(Value::Date("2026-12-18".parse().unwrap())),
            "18 Dec 2026"
        );
        assert_eq!(
            said(Value::Instant("2026-11-21T09:40:02Z".parse().unwrap())),
            "21 Nov 2026, 09:40 UTC"
        );
        assert_eq!(said(Value::Bool(true)), "yes");
    }

    #[test]
    fn a_table_keeps_a_value_in_its_cell_and_runs_nothing() {
        let said = |text: &str| words(&Data::text(text), Media::Csv);
        assert_eq!(said("Acme, \"West\""), "\"Acme, \"\"West\"\"\"");
        assert_eq!(said("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(said("-12.5"), "-12.5");
        let number = Data::Value(Value::Int(120_000));
        assert_eq!(words(&number, Media::Csv), "120000");
        let list = Data::List(vec![Data::text("a"), Data::text(""), Data::text("b")]);
        assert_eq!(words(&list, Media::Csv), "\"a; b\"");
        assert_eq!(words(&list, Media::Text), "a, b");
    }
}
