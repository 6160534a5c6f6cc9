use domain::canonical::Digest;
use domain::change::{Because, DiffRow, Effect, Operation, PartNumber, Undo};
use domain::decision::{Answer, Status};
use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use domain::observation::Observation;
use domain::time::Timestamp;
use serde::Serialize;

/// A decision in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionSummary {
    pub id: DecisionId,
    pub run: RunId,
    /// The mission's title.
    pub mission: String,
    pub title: String,
    pub status: Status,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
    pub parts: usize,
    /// The hardest to take back of its parts.
    pub undo: Undo,
}

/// A decision with everything a signer needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionView {
    #[serde(flatten)]
    pub summary: DecisionSummary,
    pub parts: Vec<PartView>,
    pub signatures: Vec<SignatureView>,
    /// What the run observed up to the proposal, oldest first.
    pub evidence: Vec<Observation>,
    /// The waterfalls behind it: the pairs that were taken for the same, and the doubtful ones.
    pub matches: Vec<Match>,
    /// Why the live values could not be read, when they could not.
    pub live_problem: Option<String>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartView {
    pub number: PartNumber,
    /// What a signature on it covers.
    pub digest: Digest,
    pub title: String,
    pub operation: Operation,
    pub undo: Undo,
    pub undo_phrase: &'static str,
    pub needs: Vec<PartNumber>,
    pub diff: Vec<DiffRow>,
    pub because: Vec<Because>,
    pub effect: Effect,
}

/// Who answered, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureView {
    pub by: String,
    pub answer: Answer,
    pub parts: Vec<PartNumber>,
    pub at: Timestamp,
}
