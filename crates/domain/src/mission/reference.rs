use crate::data::Data;
use crate::run::StepKey;
use serde::{Deserialize, Serialize};

/// Where a step looks for what another has left: `input.lead`, `steps.candidates.count`, `items.deals.Name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    pub root: Root,
    pub names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    Input(StepKey),
    Step(StepKey),
    /// The item at hand of a for-each step around this one.
    Item(StepKey),
}

impl Reference {
    /// Follows the names from what the root holds.
    pub fn follow(&self, start: &Data) -> Option<Data> {
        start.follow(&self.names)
    }
}

impl TryFrom<String> for Reference {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let mut names = text.split('.').map(str::to_owned);
        let wrong = || {
            format!(
                "`{text}` is not a reference: write `steps.KEY.FIELD`, `input.KEY` or `items.KEY.FIELD`"
            )
        };
        let (Some(root), Some(key)) = (names.next(), names.next()) else {
            return Err(wrong());
        };
        let key: StepKey = key.parse().map_err(|_| wrong())?;
        let root = match root.as_str() {
            "input" => Root::Input(key),
            "steps" => Root::Step(key),
            "items" => Root::Item(key),
            _ => return Err(wrong()),
        };
        let names: Vec<String> = names.collect();
        let sound = names.iter().all(|name| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        if sound {
            Ok(Self { root, names })
        } else {
            Err(wrong())
        }
    }
}
impl std::str::FromStr for Reference {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}
impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.root {
            Root::Input(key) => write!(f, "input.{key}")?,
            Root::Step(key) => write!(f, "steps.{key}")?,
            Root::Item(key) => write!(f, "items.{key}")?,
        }
        self.names.iter().try_for_each(|name| write!(f, ".{name}"))
    }
}
impl From<Reference> for String {
    fn from(reference: Reference) -> String {
        reference.to_string()
    }
}

/// A sentence with slots: `Merge {steps.survivor.others.Name} into {steps.survivor.winner.Name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(pub Vec<Slot>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    Words(String),
    Filled(Reference),
}

impl Text {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let blank = |slot: &Slot| matches!(slot, Slot::Words(words) if words.trim().is_empty());
        self.0.iter().all(blank)
    }

    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.0.iter().filter_map(|slot| match slot {
            Slot::Filled(reference) => Some(reference),
            Slot::Words(_) => None,
        })
    }
}

impl TryFrom<String> for Text {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let mut slots = vec![];
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let close = rest[open..]
                .find('}')
                .ok_or_else(|| format!("`{text}` has a `{{` without its `}}`"))?
                + open;
            if open > 0 {
                slots.push(Slot::Words(rest[..open].to_owned()));
            }
            slots.push(Slot::Filled(rest[open + 1..close].trim().parse()?));
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            slots.push(Slot::Words(rest.to_owned()));
        }
        Ok(Self(slots))
    }
}
impl From<Text> for String {
    fn from(text: Text) -> String {
        text.0
            .iter()
            .map(|slot| match slot {
                Slot::Words(words) => words.clone(),
                Slot::Filled(reference) => format!("{{{reference}}}"),
            })
            .collect()
    }
}
