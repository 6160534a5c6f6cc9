use domain::canonical::Digest;
use domain::id::{DecisionId, RunId};
use domain::mission::Slug;
use domain::observation::{Cause, Kind};
use domain::run::{Phase, StepKey};
use domain::time::Timestamp;
use domain::verdict::Verdict;
use serde::Serialize;
pub use store::runs::Request as Steer;

/// Which runs a list shows.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    pub phase: Option<Phase>,
    /// Only those of one mission.
    pub mission: Option<Slug>,
    /// Only what has not ended.
    pub open: bool,
    /// Only what ended like this.
    pub verdict: Option<Verdict>,
    /// Trials instead of what counts.
    pub trials: bool,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    pub id: RunId,
    /// The mission's title.
    pub mission: String,
    pub slug: String,
    /// What set it off, and for which record.
    pub about: String,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub last_number: u64,
    /// It proposes nothing to anybody.
    pub trial: bool,
}

/// One run, without its journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunView {
    #[serde(flatten)]
    pub summary: RunSummary,
    pub version: Digest,
    /// The name of the person, agent or trigger that started it.
    pub started_by: String,
    pub cause: Cause,
    /// When it happened, by the org's own clock; for runs that a trigger started.
    pub happened_at: Option<Timestamp>,
    /// When its first decision was in the queue.
    pub proposed_at: Option<Timestamp>,
    /// What it is doing, or how it ended.
    pub sentence: String,
    pub decisions: Vec<DecisionId>,
    pub steps: Vec<StepView>,
}

/// One line of the Explain rail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    pub number: u64,
    pub kind: Kind,
    pub at: Timestamp,
    /// What the steps list calls its step.
    pub step: Option<String>,
    pub headline: String,
}

/// What somebody wants of a run, and what this caller may want of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steering {
    /// Asked for, and not yet answered by its worker.
    pub asked: Option<Steer>,
    pub may: Vec<Steer>,
}

/// One step of the mission, as far as this run has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    pub key: StepKey,
    pub label: String,
    pub kind: &'static str,
    pub state: StepState,
    /// The last thing it said.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    Now,
    Waiting,
    Ahead,
    /// In a branch that was not taken.
    Skipped,
}
