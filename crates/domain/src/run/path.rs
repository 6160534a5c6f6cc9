use serde::{Deserialize, Serialize};

/// The stable name of a step in its mission: lower-case letters, digits and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepKey(String);

/// Where in a run something happened: a step key, inside the items of the for-each steps around it:
/// `deals[006…]/draft`. Never a position, so an edited mission does not shift an old journal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepPath(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not the key of a step: lower-case letters, digits and `_`, starting with a letter"
)]
pub struct NotAStepPath(pub String);

fn is_key(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `key` or `key[item]`.
fn is_segment(text: &str) -> bool {
    match text.split_once('[') {
        None => is_key(text),
        Some((key, item)) => {
            is_key(key)
                && item
                    .strip_suffix(']')
                    .is_some_and(|item| !item.is_empty() && !item.contains(['[', ']', '/']))
        }
    }
}

impl StepKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StepPath {
    /// A step inside the given items, outermost first.
    pub fn within(items: &[(StepKey, String)], key: &StepKey) -> Self {
        use std::fmt::Write as _;
        let mut path = items.iter().fold(String::new(), |mut path, (each, item)| {
            let _ = write!(path, "{each}[{item}]/");
            path
        });
        path.push_str(key.as_str());
        Self(path)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The step's own key, without the items around it.
    pub fn key(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
    /// The items around it, outermost first: the for-each step's key and the item's key.
    pub fn items(&self) -> Vec<(StepKey, String)> {
        let mut segments: Vec<_> = self.0.split('/').collect();
        segments.pop();
        let split = |segment: &str| {
            let (key, item) = segment.split_once('[')?;
            Some((StepKey(key.to_owned()), item.strip_suffix(']')?.to_owned()))
        };
        segments.into_iter().filter_map(split).collect()
    }
}

impl TryFrom<String> for StepKey {
    type Error = NotAStepPath;
    fn try_from(text: String) -> Result<Self, NotAStepPath> {
        if is_key(&text) {
            Ok(Self(text))
        } else {
            Err(NotAStepPath(text))
        }
    }
}
impl TryFrom<String> for StepPath {
    type Error = NotAStepPath;
    fn try_from(text: String) -> Result<Self, NotAStepPath> {
        let sound = text.split('/').all(is_segment) && text.rsplit('/').next().is_some_and(is_key);
        if sound {
            Ok(Self(text))
        } else {
            Err(NotAStepPath(text))
        }
    }
}

macro_rules! textual {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = NotAStepPath;
            fn from_str(text: &str) -> Result<Self, NotAStepPath> {
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
textual!(StepKey);
textual!(StepPath);
