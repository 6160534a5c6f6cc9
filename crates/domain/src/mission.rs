//! A **mission** says what to read, how to reason and what to propose: a graph of typed steps in a readable file.
//! It has versions; a run pins one. A mission never writes: it proposes.

mod against;
mod check;
mod condition;
mod decide;
mod difference;
pub mod draft;
mod file;
mod needs;
mod offers;
mod operand;
mod propose;
mod reference;
mod save_file;
mod step;
mod trial;
mod value_type;
mod write_set;

pub use check::{Problem, check};
pub use condition::{
    ByName, Comparator, Condition, FieldTest, Finding, Labels, Seen, Test, Truth, sentence,
};
pub use decide::{AskTable, Decide, Fact, FactSource, Formula, Outputs, Rule, Rules, Take};
pub use file::{FORMAT, Reading, parse, parse_and, published, read, read_and};
pub use offers::{Offer, Offered};
pub use operand::{Derivation, Operand, Source};
pub use propose::{PartTemplate, Propose, TemplateEffect};
pub use reference::{Reference, Root, Slot, Text};
pub use save_file::SaveFile;
pub use step::{Branch, Case, Conclude, ForEach, Knowledge, Lookup, Match, Read, Step, StepKind};
pub use trial::RuleTrial;
pub use value_type::ValueType;
pub use write_set::CouldWrite;

use crate::canonical::{Digest, NotCanonical};
use crate::record::ObjectName;
use crate::run::StepKey;
use crate::scope::Scope;
use serde::{Deserialize, Serialize};

/// One version of a mission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mission {
    pub slug: Slug,
    pub title: String,
    /// What it is for, in a sentence or two.
    pub purpose: String,
    pub trigger: Option<Trigger>,
    pub inputs: Vec<Input>,
    pub scope: Scope,
    pub steps: Vec<Step>,
    /// Hours an unanswered decision waits before it expires and nothing is changed.
    pub expires_after_hours: u32,
}

/// What a run is handed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub key: StepKey,
    pub label: String,
    /// The object whose record id it takes; plain text without one.
    #[serde(default)]
    pub object: Option<ObjectName>,
}

/// What sets it off by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trigger {
    pub object: ObjectName,
    pub when: When,
    /// The input that gets the record's id.
    pub input: StepKey,
    pub filter: Vec<FieldTest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Once for each record made after the mission was switched on.
    Created,
    /// Each time a record changes.
    Changed,
}

/// A mission's name in urls and commands: `reconcile-duplicates`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Which steps stand side by side: a step's `under`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Top,
    Case { branch: StepKey, case: String },
    Item { each: StepKey },
}

impl Mission {
    /// The hash of the version, over the canonical form: comments and layout do not count.
    pub fn digest(&self) -> Result<Digest, NotCanonical> {
        Digest::of(self)
    }
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key.as_str() == key)
    }
    /// The steps of one place, in the order of the file.
    pub fn steps_at<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| &step.under == place)
    }
}

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for Slug {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let sound = !text.is_empty()
            && text.len() <= 60
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if sound {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is not a mission's name: lower-case letters, digits and `-`"
            ))
        }
    }
}
impl std::str::FromStr for Slug {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}
impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}
impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests;
