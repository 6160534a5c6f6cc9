use super::Media;
use crate::text::plain;
use serde::{Deserialize, Serialize};

/// What a file is called: `Follow-up Acme.md`. It leads nowhere in a file system, hides nothing, and its ending says what
/// it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

/// Why a name is refused, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAFileName(String);

const LONGEST: usize = 120;
/// What some system reads as part of a path, or refuses in a name.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

impl FileName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn media(&self) -> Media {
        Media::named(&self.0).expect("it was made with a known ending")
    }

    /// A name made of words from records, which may hold anything: what a name may not hold becomes a dash, and what is
    /// too long is cut before the ending.
    pub fn tidied(text: &str) -> Result<Self, NotAFileName> {
        let (stem, ending) = text.rsplit_once('.').unwrap_or((text, ""));
        let tidy = |letter: char| match letter {
            letter if FORBIDDEN.contains(&letter) => '-',
            letter if letter.is_whitespace() || letter.is_control() => ' ',
            letter => letter,
        };
        let seen = plain(stem);
        let stem: String = seen
            .chars()
            .map(tidy)
            .take(LONGEST - ending.chars().count().min(20) - 1)
            .collect();
        let words: Vec<&str> = stem.split_whitespace().collect();
        let stem = words.join(" ");
        let stem = stem.trim_matches(['.', ' ']);
        format!("{stem}.{ending}").try_into()
    }
}

impl TryFrom<String> for FileName {
    type Error = NotAFileName;
    fn try_from(text: String) -> Result<Self, NotAFileName> {
        let refused = |why: &str| Err(NotAFileName(why.to_owned()));
        if text.is_empty() {
            return refused("give the file a name");
        }
        if text.chars().count() > LONGEST {
            return refused("the name is longer than 120 letters");
        }
        if let Some(letter) = text.chars().find(|letter| FORBIDDEN.contains(letter)) {
            return Err(NotAFileName(format!(
                "the name holds `{letter}`; a name is letters, digits and spaces, not a path"
            )));
        }
        if text.chars().any(char::is_control) || plain(&text) != text.as_str() {
            return refused("the name holds characters that cannot be seen");
        }
        if text.starts_with(['.', ' ']) || text.ends_with(' ') {
            return refused("the name begins or ends with a dot or a space");
        }
        if Media::named(&text).is_none() {
            return refused(
                "only text (.txt), Markdown (.md), CSV (.csv), PDF (.pdf) and pictures (.png, .jpg) are kept; the name must end so",
            );
        }
        Ok(Self(text))
    }
}
impl std::str::FromStr for FileName {
    type Err = NotAFileName;
    fn from_str(text: &str) -> Result<Self, NotAFileName> {
        text.to_owned().try_into()
    }
}
impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}
impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_somewhere_or_hides_something_is_refused() {
        for bad in [
            "",
            "../../etc/passwd.txt",
            "..\\plan.md",
            "C:plan.md",
            ".md",
            ".hidden.md",
            " plan.md",
            "plan.md ",
            "plan.html",
            "plan.svg",
            "plan.md.exe",
            "plan",
            "pl\u{202e}an.md",
            "pl\nan.md",
            "<b>.md",
        ] {
            assert!(bad.parse::<FileName>().is_err(), "{bad:?}");
        }
        for good in [
            "Plan 2026.md",
            "Müller & Söhne.csv",
            "株式会社.txt",
            "a.b.PDF",
        ] {
            assert!(good.parse::<FileName>().is_ok(), "{good:?}");
        }
        assert!(
            format!("{}.md", "a".repeat(118))
                .parse::<FileName>()
                .is_err()
        );
    }

    #[test]
    fn words_of_a_record_become_a_name() {
        let name = |text: &str| FileName::tidied(text).unwrap().0;
        assert_eq!(name("Follow-up Acme / West.md"), "Follow-up Acme - West.md");
        assert_eq!(name("../../etc/passwd.md"), "-..-etc-passwd.md");
        assert_eq!(name("a\u{202e}b\nc  d.txt"), "a⟨U+202E⟩b c d.txt");
        let long = name(&format!("{}.csv", "ä".repeat(300)));
        assert!(
            long.chars().count() <= 120 && long.ends_with("ä.csv"),
            "{long}"
        );
        assert!(FileName::tidied("...md").is_err());
    }
}
