use super::{Bits, Chance};
use crate::record::{FieldName, RecordRef};
use serde::{Deserialize, Serialize};

/// What two records are to each other. A related pair is never merged, however high the chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same organisation.
    Same,
    /// It may be; a person should look.
    Review,
    /// Another part of the same group: a subsidiary, a branch, a sister.
    Related,
    Different,
}

impl Likeness {
    /// As a sentence says it: `the same`, `perhaps the same`, `related`, `different`.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Review => "perhaps the same",
            Self::Related => "related",
            Self::Different => "different",
        }
    }
}

/// One piece of evidence: a comparison, the two values, and what it weighs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    pub label: String,
    pub left: String,
    pub right: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_field: Option<FieldName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right_field: Option<FieldName>,
    pub bits: Bits,
    /// Why it weighs that: `Both words are rare`, `Only one of them says Leasing`.
    pub note: String,
}

/// A candidate and everything that speaks for and against it: `start` and the bars add up to `bits`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub right: RecordRef,
    pub title: String,
    pub likeness: Likeness,
    pub chance: Chance,
    /// The odds in bits, after all evidence.
    pub bits: Bits,
    /// The odds before any evidence: that a record picked blindly is the one.
    pub start: Bits,
    pub bars: Vec<Bar>,
    /// What forbids taking them for the same, whatever the sum says.
    pub vetoes: Vec<String>,
}

impl Match {
    /// Evidence for, strongest first.
    pub fn supporting(&self) -> Vec<&Bar> {
        let mut bars: Vec<&Bar> = self
            .bars
            .iter()
            .filter(|bar| bar.bits > Bits::ZERO)
            .collect();
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.bits));
        bars
    }
    /// Evidence against, strongest first.
    pub fn opposing(&self) -> Vec<&Bar> {
        let mut bars: Vec<&Bar> = self
            .bars
            .iter()
            .filter(|bar| bar.bits.is_against())
            .collect();
        bars.sort_by_key(|bar| bar.bits);
        bars
    }
}
