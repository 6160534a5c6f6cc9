use super::condition::{Condition, condition};
use super::{LONGEST, TooLong, encoded_len};
use domain::query::{Search, SearchIn};
use std::fmt::Write as _;

/// Characters that SOSL gives a meaning to, in quotes too.
const RESERVED: &str = r#"?&|!{}[]()^~*:\"'+-"#;

/// The search as SOSL; none when no row can fit, or there are not two letters to look for.
pub fn find(search: &Search) -> Result<Option<String>, TooLong> {
    let test = condition(&search.filter);
    let words: Vec<_> = search
        .words
        .iter()
        .filter_map(|word| quoted(word))
        .collect();
    let letters = search
        .words
        .iter()
        .flat_map(|word| word.chars())
        .filter(|c| c.is_alphanumeric())
        .count();
    if search.limit == 0 || letters < 2 || test == Condition::Never {
        return Ok(None);
    }
    let within = match search.within {
        SearchIn::Name => "NAME",
        SearchIn::Email => "EMAIL",
        SearchIn::Phone => "PHONE",
        SearchIn::All => "ALL",
    };
    let mut text = format!(
        "FIND {{{}}} IN {within} FIELDS RETURNING {}(Id",
        words.join(" AND "),
        search.object
    );
    for (at, field) in search.fields.iter().enumerate() {
        let again = search.fields[..at]
            .iter()
            .any(|known| known.is(field.as_str()));
        if !field.is("Id") && !again {
            let _ = write!(text, ", {field}");
        }
    }
    if let Condition::When(test) = test {
        let _ = write!(text, " WHERE {test}");
    }
    let _ = write!(text, " LIMIT {})", search.limit);
    if encoded_len(&text) <= LONGEST {
        Ok(Some(text))
    } else {
        Err(TooLong)
    }
}

/// Quoted, so that `AND`, `OR` and `NOT` are words like others; none when nothing in it can be looked for.
fn quoted(word: &str) -> Option<String> {
    let mut out = String::from("\"");
    for c in word.trim().chars() {
        match c {
            c if c.is_control() => out.push(' '),
            c if RESERVED.contains(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push('"');
    word.chars().any(char::is_alphanumeric).then_some(out)
}
