//! What the browser may ask about runs.

mod detail; // one observation, opened
mod outline; // which kinds a journal has, number by number

pub use detail::{Changed, Cited, Detail, Evidence, PartSeen, Seen};
pub use outline::Outline;

use domain::id::{DecisionId, RunId};
use domain::observation::Kind;
use domain::run::Phase;
use domain::time::Timestamp;
use domain::verdict::Verdict;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::address::Place;
use crate::Problem;

/// More rows than this are not put into a document: a longer rail shows a window of itself.
pub const FEW: usize = 250;

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
    pub ended_at: Option<Timestamp>,
}

/// One page of the list, and where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRows {
    pub rows: Vec<RunRow>,
    /// The title of the mission whose runs these are, when only those were asked for.
    pub mission: Option<String>,
    pub next: Option<String>,
}

/// A run as it was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub head: RunHead,
    /// The head as it was at the moment that the address names.
    pub then: Option<RunHead>,
    pub outline: Outline,
    /// Lines of the rail, in order of their numbers: all of a short one, those around the place of a long one.
    pub entries: Vec<Entry>,
    /// The numbers that hold the words that the address searches for.
    pub found: Option<Vec<u64>>,
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
    /// The number of its last observation.
    pub last: u64,
    pub steps: Vec<StepView>,
    /// Whether a decision waits for someone.
    pub waiting: bool,
    pub decision: Option<DecisionId>,
    /// The latest files that it has made and the reader may see, by name, each with its page.
    pub files: Vec<(String, String)>,
    /// What somebody has asked of it and its worker has not answered yet.
    pub asked: Option<Steer>,
    /// What the reader may ask of it now.
    pub may: Vec<Steer>,
}

/// What people may want of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Steer {
    Pause,
    Resume,
    Stop,
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

/// Which runs are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// `open`, `all`, or what ended in some verdict.
    pub show: String,
    /// Only those of one mission, by its slug.
    pub mission: Option<String>,
    pub after: Option<String>,
}

/// One page of a list.
#[server(input = Json)]
pub async fn list(wanted: Wanted) -> Result<RunRows, Problem> {
    crate::context::told(super::answers::list(wanted).await)
}

#[server(input = Json)]
pub async fn open(id: RunId, place: Place) -> Result<Run, Problem> {
    crate::context::told(super::answers::run(id, &place).await)
}

/// The head as it is, or as it was after an observation.
#[server]
pub async fn head(id: RunId, at: Option<u64>) -> Result<RunHead, Problem> {
    crate::context::told(super::answers::head(id, at).await)
}

#[server(input = Json)]
pub async fn entries(run: RunId, numbers: Vec<u64>) -> Result<Vec<Entry>, Problem> {
    crate::context::told(super::answers::entries(run, &numbers).await)
}

/// What is new, for a page that has no stream.
#[server]
pub async fn news(run: RunId, after: u64) -> Result<Vec<Entry>, Problem> {
    crate::context::told(super::answers::news(run, after).await)
}

#[server]
pub async fn search(run: RunId, words: String) -> Result<Vec<u64>, Problem> {
    crate::context::told(super::answers::search(run, &words).await)
}

#[server]
pub async fn observation(run: RunId, number: u64) -> Result<Detail, Problem> {
    crate::context::told(super::answers::observation(run, number).await)
}

/// Asks something of a run; its worker answers with an observation.
#[server]
pub async fn ask(id: RunId, verb: Steer) -> Result<(), Problem> {
    crate::context::told(super::answers::steer(id, verb).await)
}
