use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the API name of {kind}")]
pub struct NotAName {
    pub text: String,
    pub kind: &'static str,
}

/// `Account`, `Renewal__c`; never `Account; drop`. The org's own spelling is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectName(String);

/// `Website`, `Tax_Id__c`, or a path through parents, at most five: `Account.Owner.Name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldName(String);

const LONGEST: usize = 80;
const DEEPEST: usize = 6;

fn is_word(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl FieldName {
    /// Whether the value lives on a parent record; such a field can be read, never written.
    pub fn is_path(&self) -> bool {
        self.0.contains('.')
    }
}

impl TryFrom<String> for ObjectName {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        if is_word(&text) {
            Ok(Self(text))
        } else {
            Err(NotAName {
                text: clip(&text),
                kind: "an object",
            })
        }
    }
}
impl TryFrom<String> for FieldName {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        let fits = text.split('.').all(is_word) && text.split('.').count() <= DEEPEST;
        if fits {
            Ok(Self(text))
        } else {
            Err(NotAName {
                text: clip(&text),
                kind: "a field",
            })
        }
    }
}

/// A name as a person reads it: `Billing street` for `BillingStreet`, `Tax id` for `Tax_Id__c`, `Owner` for `OwnerId`. It
/// needs no org: what is said of a mission stands without one.
pub fn words(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(part_words).collect();
    let text = parts.join(" ").to_lowercase();
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn part_words(name: &str) -> String {
    let custom = name
        .strip_suffix("__c")
        .or_else(|| name.strip_suffix("__r"));
    let name = match (custom, name.strip_suffix("Id")) {
        (Some(custom), _) => custom,
        (None, Some(reference)) if !reference.is_empty() => reference,
        (None, _) => name,
    };
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let breaks = letter.is_uppercase() && before.is_lowercase();
        if letter == '_' || breaks {
            words.push(' ');
        }
        if letter != '_' {
            words.push(letter);
        }
        before = letter;
    }
    words
}

fn clip(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

macro_rules! named {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// Salesforce compares names without case, and so do we.
            pub fn is(&self, other: &str) -> bool {
                self.0.eq_ignore_ascii_case(other)
            }
        }
        impl std::str::FromStr for $name {
            type Err = NotAName;
            fn from_str(text: &str) -> Result<Self, NotAName> {
                text.to_owned().try_into()
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}
named!(ObjectName);
named!(FieldName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_as_people_say_them() {
        for (name, said) in [
            ("BillingStreet", "Billing street"),
            ("Tax_Id__c", "Tax id"),
            ("OwnerId", "Owner"),
            ("Owner.Name", "Owner name"),
            ("Id", "Id"),
            ("Merge_Hold__c", "Merge hold"),
            ("twin_candidates", "Twin candidates"),
        ] {
            assert_eq!(words(name), said);
        }
    }

    #[test]
    fn names_that_could_carry_a_query_are_refused() {
        for bad in [
            "Account; drop",
            "Account--",
            "",
            "1Account",
            "Account'",
            "Näme",
        ] {
            assert!(bad.parse::<ObjectName>().is_err(), "{bad}");
            assert!(bad.parse::<FieldName>().is_err(), "{bad}");
        }
        assert!("Account.Owner.Name".parse::<FieldName>().unwrap().is_path());
        assert!("a.b.c.d.e.f.g".parse::<FieldName>().is_err());
        assert!("Name.".parse::<FieldName>().is_err());
    }
}
