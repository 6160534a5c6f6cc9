use domain::id::DecisionId;
use domain::matching::Match;
use serde::{Deserialize, Serialize};

use super::Entry;

/// One observation, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub entry: Entry,
    /// How such an observation comes about, and what it is worth.
    pub says: String,
    pub evidence: Vec<Evidence>,
    pub decision: Option<DecisionId>,
    /// The stored record and its payload, as JSON for reading.
    pub stored: String,
}

/// Something that an observation rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Names and values under a title.
    Facts {
        title: String,
        rows: Vec<(String, String)>,
    },
    /// Records, with the fields that were seen.
    Records {
        title: String,
        records: Vec<Seen>,
        /// How many more there are.
        more: usize,
    },
    Cited(Cited),
    Match(Box<Match>),
    Part(PartSeen),
    /// Values before and after, field by field.
    Changes {
        title: String,
        rows: Vec<Changed>,
    },
    /// What was asked, what could not be seen.
    Notes(Vec<String>),
}

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub object: String,
    pub id: String,
    pub title: String,
    pub fields: Vec<(String, String)>,
}

/// Words of a document that a conclusion rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    pub document: String,
    pub version: u32,
    pub section: String,
    pub heading: String,
    pub prose: String,
    /// The row of the table that decided, under the heads of its columns.
    pub row: Option<(String, Vec<(String, String)>)>,
}

/// One part of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSeen {
    pub number: String,
    pub title: String,
    pub undo: String,
    pub changes: Vec<Changed>,
    pub because: Vec<String>,
}

/// One value, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub field: String,
    pub before: String,
    pub after: String,
}
