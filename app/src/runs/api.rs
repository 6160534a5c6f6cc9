//! What the browser may ask about runs.

use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use domain::observation::Kind;
use domain::run::Phase;
use domain::time::Timestamp;
use domain::verdict::Verdict;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    pub id: RunId,
    pub mission: String,
    /// The record it is about, by name.
    pub about: String,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    pub started_at: Timestamp,
}

/// A run as it was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub head: RunHead,
    /// In order of their numbers.
    pub entries: Vec<Entry>,
}

/// What changes while a run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHead {
    pub id: RunId,
    pub mission: String,
    /// What set it off, and for which record.
    pub about: String,
    /// The first digits of the mission version's digest.
    pub version: String,
    pub started_at: Timestamp,
    /// When it happened in the org, by the org's clock; for runs that a trigger started.
    pub happened_at: Option<Timestamp>,
    /// When its first decision was in the queue.
    pub proposed_at: Option<Timestamp>,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    /// The last headline: what it is doing, or how it ended.
    pub sentence: String,
    pub steps: Vec<StepView>,
    /// Whether a decision waits for someone.
    pub waiting: bool,
    pub decision: Option<DecisionId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub title: String,
    pub state: StepState,
    /// The last thing it said.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    Now,
    Waiting,
    Ahead,
    /// In a branch that was not taken.
    Skipped,
}

/// One line of the rail. The page and the stream carry the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub number: u64,
    pub kind: Kind,
    pub at: Timestamp,
    /// The title of its step.
    pub step: Option<String>,
    pub headline: String,
}

/// One observation, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub entry: Entry,
    pub facts: Vec<(String, String)>,
    /// What was compared, as waterfalls.
    pub matches: Vec<Match>,
    /// What was asked, what could not be seen.
    pub notes: Vec<String>,
    pub decision: Option<DecisionId>,
    /// The stored record and its payload, as JSON for reading.
    pub stored: String,
}

#[server]
pub async fn runs() -> Result<Vec<RunRow>, Problem> {
    crate::context::told(super::answers::runs().await)
}

#[server]
pub async fn open(id: RunId) -> Result<Run, Problem> {
    crate::context::told(super::answers::run(id).await)
}

#[server]
pub async fn head(id: RunId) -> Result<RunHead, Problem> {
    crate::context::told(super::answers::head(id).await)
}

#[server]
pub async fn observation(run: RunId, number: u64) -> Result<Detail, Problem> {
    crate::context::told(super::answers::observation(run, number).await)
}
