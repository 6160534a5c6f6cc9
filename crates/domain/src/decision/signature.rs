use crate::actor::ActorId;
use crate::canonical::Digest;
use crate::change::PartNumber;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One answer to a decision. Stored once, never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub by: Signer,
    pub answer: Answer,
    /// The parts it covers, each at the digest that was on the screen. What is left out is dropped.
    pub parts: BTreeMap<PartNumber, Digest>,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    Actor(ActorId),
    /// A gate rule that allows the write: the same path, another signer.
    Policy {
        rule: String,
        version: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    Approve,
    Reject { reason: String },
}

impl Signature {
    pub fn is_approval(&self) -> bool {
        matches!(self.answer, Answer::Approve)
    }
    pub fn covers(&self, number: PartNumber, digest: &Digest) -> bool {
        self.is_approval() && self.parts.get(&number) == Some(digest)
    }
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Actor(actor) => actor.fmt(f),
            Self::Policy { rule, version } => write!(f, "the rule “{rule}” (version {version})"),
        }
    }
}
