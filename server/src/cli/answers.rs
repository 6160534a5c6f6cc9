//! What the API tells, as far as the command line shows it.

use std::collections::BTreeMap;

use domain::canonical::Digest;
use domain::change::{Because, DiffRow, Operation, PartNumber, Risk, Undo};
use domain::decision::{Answer, Status};
use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use domain::observation::Observation;
use domain::run::Phase;
use domain::time::Timestamp;
use domain::verdict::Verdict;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Paged<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

#[derive(Deserialize)]
pub struct Run {
    pub id: RunId,
    pub mission: String,
    pub about: String,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// One run, opened.
#[derive(Deserialize)]
pub struct RunOpened {
    #[serde(flatten)]
    pub run: Run,
    pub version: Digest,
    pub started_by: String,
    pub happened_at: Option<Timestamp>,
    pub proposed_at: Option<Timestamp>,
    pub sentence: String,
    pub decisions: Vec<DecisionId>,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
pub struct Step {
    pub key: String,
    pub label: String,
}

#[derive(Deserialize)]
pub struct Decision {
    pub id: DecisionId,
    pub title: String,
    pub status: Status,
    pub asked_at: Timestamp,
    pub part_count: usize,
    pub undo: Undo,
    pub risk: Risk,
}

/// One decision, opened.
#[derive(Deserialize)]
pub struct DecisionOpened {
    pub id: DecisionId,
    pub run: RunId,
    pub mission: String,
    pub title: String,
    pub status: Status,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
    pub parts: Vec<Part>,
    pub signatures: Vec<Signature>,
    pub evidence: Vec<Observation>,
    pub matches: Vec<Match>,
    #[serde(default)]
    pub live_problem: Option<String>,
    pub hazards: Vec<Hazard>,
}

#[derive(Deserialize)]
pub struct Hazard {
    pub text: String,
}

#[derive(Deserialize)]
pub struct Part {
    pub number: PartNumber,
    pub digest: Digest,
    pub title: String,
    pub operation: Operation,
    pub undo: Undo,
    pub needs: Vec<PartNumber>,
    pub diff: Vec<DiffRow>,
    pub because: Vec<Because>,
}

#[derive(Deserialize)]
pub struct Signature {
    pub by: String,
    pub answer: Answer,
    pub parts: Vec<PartNumber>,
    pub at: Timestamp,
}

#[derive(Deserialize)]
pub struct Decided {
    pub status: Status,
}

#[derive(Deserialize)]
pub struct Mission {
    pub slug: String,
    pub title: String,
    pub purpose: String,
    pub version: Digest,
    pub number: u32,
    pub trigger: Option<String>,
    pub inputs: Vec<domain::mission::Input>,
    pub scope: BTreeMap<String, domain::scope::Grant>,
}

#[derive(Deserialize)]
pub struct Document {
    pub title: String,
    pub version: u32,
}
