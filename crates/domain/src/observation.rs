//! An **observation** is one numbered journal entry of a run; together they are the Explain rail.
//!
//! It is stored before it is shown and never edited. A run's state is the fold of its observations, and each carries
//! the hash of the one before, so that a bent or missing entry shows.

mod event;

pub use event::{Cause, Event, Outcome, Verification};

use crate::actor::ActorId;
use crate::canonical::{Digest, NotCanonical};
use crate::id::RunId;
use crate::run::StepPath;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The shape of `Event` this build writes. Older shapes are lifted to it when they are read.
pub const SCHEMA: u16 = 1;

/// One entry of a run's journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    pub run: RunId,
    /// Counts from 1 without gaps.
    pub number: u64,
    pub kind: Kind,
    pub schema: u16,
    /// The step it belongs to; none for what concerns the whole run.
    pub path: Option<StepPath>,
    pub actor: ActorId,
    pub at: Timestamp,
    /// One sentence for people.
    pub headline: String,
    pub event: Event,
    /// Where the details are kept: records read, the waterfall, the diff. Erasable without breaking the chain.
    pub payload: Option<Digest>,
    /// The hash of the observation before; [`Digest::NONE`] for the first.
    pub previous: Digest,
}

impl Observation {
    /// What the next observation carries as `previous`.
    pub fn hash(&self) -> Result<Digest, NotCanonical> {
        Digest::of(self)
    }
}

/// What sort of conclusion it is; told apart on screen by word and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Notice,
    Read,
    Knowledge,
    Match,
    Rule,
    Model,
    Proposal,
    Decision,
    Commit,
    Verify,
    Wait,
    Note,
    Verdict,
    File,
}

/// How much of the rail a reader wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Headline,
    Conclusions,
    Everything,
}

impl Kind {
    /// All of them, in an order that stays: a place in it stands for a kind where many are sent at once.
    pub const ALL: [Self; 14] = [
        Self::Notice,
        Self::Read,
        Self::Knowledge,
        Self::Match,
        Self::Rule,
        Self::Model,
        Self::Proposal,
        Self::Decision,
        Self::Commit,
        Self::Verify,
        Self::Wait,
        Self::Note,
        Self::Verdict,
        Self::File,
    ];
    /// Whether a line of this kind with that headline is found by these words: each occurs in one of the two, in any case.
    pub fn mentions(self, headline: &str, words: &str) -> bool {
        let (kind, headline) = (self.word().to_lowercase(), headline.to_lowercase());
        words
            .split_whitespace()
            .map(str::to_lowercase)
            .all(|word| headline.contains(&word) || kind.contains(&word))
    }
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "Notice",
            Self::Read => "Read",
            Self::Knowledge => "Knowledge",
            Self::Match => "Match",
            Self::Rule => "Rule",
            Self::Model => "Model says",
            Self::Proposal => "Proposal",
            Self::Decision => "Decision",
            Self::Commit => "Commit",
            Self::Verify => "Verify",
            Self::Wait => "Wait",
            Self::Note => "Note",
            Self::Verdict => "Verdict",
            Self::File => "File",
        }
    }
    pub fn level(self) -> Level {
        match self {
            Self::Notice | Self::Proposal | Self::Decision | Self::Verdict => Level::Headline,
            Self::Match
            | Self::Rule
            | Self::Commit
            | Self::Verify
            | Self::Wait
            | Self::Model
            | Self::File => Level::Conclusions,
            Self::Read | Self::Knowledge | Self::Note => Level::Everything,
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}
