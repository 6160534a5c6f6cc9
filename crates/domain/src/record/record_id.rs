use serde::{Deserialize, Serialize};

/// A Salesforce record id, always in its 18-character form (15 case-sensitive characters and a checksum of their case).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a record id: it should have 15 or 18 letters and digits")]
pub struct NotARecordId(pub String);

const CHECKS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

fn checksum(fifteen: &str) -> String {
    fifteen
        .as_bytes()
        .chunks(5)
        .map(|five| {
            five.iter().enumerate().fold(0_usize, |bits, (at, b)| {
                bits | (usize::from(b.is_ascii_uppercase()) << at)
            })
        })
        .map(|bits| char::from(CHECKS[bits]))
        .collect()
}

impl RecordId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The first three characters: which object it is, in this org.
    pub fn key_prefix(&self) -> &str {
        &self.0[..3]
    }
}

impl TryFrom<String> for RecordId {
    type Error = NotARecordId;
    fn try_from(text: String) -> Result<Self, NotARecordId> {
        let sound =
            matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if !sound {
            return Err(NotARecordId(text.chars().take(40).collect()));
        }
        let check = checksum(&text[..15]);
        match text.get(15..).filter(|given| !given.is_empty()) {
            Some(given) if !given.eq_ignore_ascii_case(&check) => Err(NotARecordId(text)),
            _ => Ok(Self(format!("{}{check}", &text[..15]))),
        }
    }
}
impl std::str::FromStr for RecordId {
    type Err = NotARecordId;
    fn from_str(text: &str) -> Result<Self, NotARecordId> {
        text.to_owned().try_into()
    }
}
impl From<RecordId> for String {
    fn from(id: RecordId) -> String {
        id.0
    }
}
impl std::fmt::Display for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}
impl std::fmt::Debug for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_and_eighteen_characters_are_one_id() {
        let short: RecordId = "001D000000IqhSL".parse().unwrap();
        assert_eq!(short.as_str(), "001D000000IqhSLIAZ");
        assert_eq!("001D000000IqhSLIAZ".parse::<RecordId>().unwrap(), short);
        assert!(
            "001D000000IqhSLIAY".parse::<RecordId>().is_err(),
            "a wrong checksum is a mistyped id"
        );
        assert!("001'; delete".parse::<RecordId>().is_err());
    }
}
