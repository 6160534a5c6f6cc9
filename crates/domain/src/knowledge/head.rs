//! The head of a document: what it is for and when it holds, between `+++` lines.

use super::parse::{Problem, lines};
use super::{Format, Kind};
use crate::record::ObjectName;
use crate::time::Date;
use serde::Deserialize;

/// The longest title, in characters.
const LONGEST: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub kind: Kind,
    pub title: String,
    pub slug: String,
    #[serde(default)]
    pub format: Format,
    #[serde(default)]
    pub objects: Vec<ObjectName>,
    #[serde(default, deserialize_with = "day")]
    pub valid_from: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    pub valid_until: Option<Date>,
}

/// As it stands at the top of a document.
impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let quoted = |text: &str| toml::Value::String(text.to_owned());
        writeln!(f, "+++\nkind = {}", quoted(self.kind.word()))?;
        writeln!(f, "title = {}", quoted(&one_line(&self.title)))?;
        writeln!(f, "slug = {}", quoted(&self.slug))?;
        if self.format != Format::default() {
            writeln!(f, "format = {}", quoted(self.format.word()))?;
        }
        if !self.objects.is_empty() {
            let names = self.objects.iter().map(|name| quoted(name.as_str()));
            writeln!(f, "objects = {}", toml::Value::Array(names.collect()))?;
        }
        for (name, day) in [
            ("valid_from", self.valid_from),
            ("valid_until", self.valid_until),
        ] {
            if let Some(day) = day {
                writeln!(f, "{name} = {day}")?;
            }
        }
        writeln!(f, "+++")
    }
}

/// A title is one line, whatever was typed.
fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `account-merge-policy` for `Account merge policy`; `document` when no letter of it can stand in one.
pub fn slug_of(title: &str) -> String {
    let words: Vec<String> = super::words::folded(title)
        .split(' ')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    if words.is_empty() {
        "document".to_owned()
    } else {
        words.join("-")
    }
}

/// The head, and the number of the first line after it.
pub(super) fn read(text: &str) -> Result<(Head, usize), Vec<Problem>> {
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
    let problems = head.problems();
    if problems.is_empty() {
        Ok((head, close.number + 1))
    } else {
        Err(problems)
    }
}

impl Head {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = vec![];
        let mut say = |what: String| problems.push(Problem::new(1, format!("in the head: {what}")));
        let sound = !self.slug.is_empty()
            && self
                .slug
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !sound {
            say(format!(
                "`slug` is `{}`; use small letters, digits and dashes, such as `account-merge-policy`",
                self.slug
            ));
        }
        if self.title.trim().is_empty() {
            say("`title` is blank".to_owned());
        }
        if self.title.chars().count() > LONGEST {
            say(format!("`title` is longer than {LONGEST} letters"));
        }
        if !self.kind.takes(self.format) {
            say(format!(
                "a document of the kind {} cannot be {}",
                self.kind,
                self.format.name()
            ));
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until < from
        {
            say(format!(
                "it would hold until {until}, before it begins on {from}"
            ));
        }
        problems
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_back_as_it_was_written() {
        let head = Head {
            kind: Kind::Pricing,
            title: "Preise \"2026\" \\ Süd".to_owned(),
            slug: slug_of("Preise \"2026\" \\ Süd"),
            format: Format::Csv,
            objects: vec!["Account".parse().unwrap(), "Opportunity".parse().unwrap()],
            valid_from: "2026-04-01".parse().ok(),
            valid_until: "2026-12-31".parse().ok(),
        };
        assert_eq!(head.slug, "preise-2026-sud");
        let text = head.to_string();
        let (again, first) = read(&text).unwrap();
        assert_eq!(again, head);
        assert_eq!(first, text.lines().count() + 1);
    }

    #[test]
    fn a_title_without_latin_letters_has_a_slug_all_the_same() {
        assert_eq!(slug_of("株式会社"), "document");
        assert_eq!(slug_of(" Who's first? "), "who-s-first");
    }
}
