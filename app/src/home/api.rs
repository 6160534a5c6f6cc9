//! What the first page shows, in one answer. Times come as words: the server knows what time it is.

use domain::id::{DecisionId, RunId};
use domain::run::Phase;
use domain::verdict::Verdict;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::connections::ConnectionRow;
use crate::decisions::api::DecisionRow;
use crate::runs::StepState;
use crate::ui::Tone;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The reader's first name.
    pub name: String,
    /// How many decisions wait for the reader, and how many in all.
    pub mine: u64,
    pub all: u64,
    /// What expires first, of those that wait for the reader; of all when none do.
    pub waits: Vec<DecisionRow>,
    pub going: Vec<Going>,
    pub changes: Vec<Change>,
    pub connections: Vec<ConnectionRow>,
    pub notices: Vec<Notice>,
    /// `12 changes written, 3 rejected`; none while nothing was decided.
    pub week: Option<String>,
}

/// A run that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Going {
    pub id: RunId,
    pub mission: String,
    /// What set it off, and for which record.
    pub about: String,
    pub phase: Phase,
    /// What it is doing.
    pub says: String,
    /// The steps it goes through, in order.
    pub steps: Vec<StepState>,
    /// `4 min`
    pub since: String,
}

/// Something that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub decision: DecisionId,
    pub title: String,
    /// `Ben Okafor and Ana Ruiz`
    pub signers: String,
    pub verdict: Verdict,
    /// `Today 09:58`
    pub at: String,
}

/// Something that wants somebody's eye, and the way there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub tone: Tone,
    pub icon: String,
    pub text: String,
    pub href: String,
    pub act: String,
}

#[server]
pub async fn at_home() -> Result<Home, Problem> {
    crate::context::told(super::answers::home().await)
}
