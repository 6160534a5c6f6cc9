//! What the browser may ask about decisions, and the one thing it may do: answer.

use domain::change::Undo;
use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub title: String,
    pub mission: String,
    pub state: DecisionState,
    pub parts: usize,
    /// The class of the part that is hardest to take back.
    pub undo: Undo,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
}

/// `domain::decision::Status`, as far as a page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    Waiting,
    Approved,
    Rejected,
    Expired,
    Blocked,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    pub row: DecisionRow,
    pub run: RunId,
    /// Whose signature is missing, or what came of it, in a sentence.
    pub sentence: String,
    pub parts: Vec<PartView>,
    pub signatures: Vec<SignatureView>,
    /// Why the person looking cannot sign, if so.
    pub cannot_sign: Option<String>,
    /// The pairs that were compared, the likeliest first.
    pub matches: Vec<Match>,
    /// Why the values of now could not be read, when they could not.
    pub live_problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    pub number: u32,
    /// What a signature on this part covers.
    pub digest: String,
    pub title: String,
    pub operation: String,
    pub undo: Undo,
    /// Parts that must be written before this one.
    pub needs: Vec<u32>,
    pub fields: Vec<FieldView>,
    pub because: Vec<Reason>,
}

/// A row of the diff. Empty text is an empty value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    pub field: String,
    pub before: String,
    pub proposed: String,
    /// The value in the org at the last look; none when nobody looked since.
    pub live: Option<String>,
    pub drifted: bool,
    pub because: Vec<Reason>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub text: String,
    /// `Account merge policy, version 12, section 2.3`
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    pub by: String,
    /// `signed all 4 parts`, `rejected: not duplicates`
    pub said: String,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Approve,
    Reject,
}

#[server]
pub async fn decisions() -> Result<Vec<DecisionRow>, Problem> {
    crate::context::told(super::answers::decisions().await)
}

#[server]
pub async fn decision(id: DecisionId) -> Result<DecisionView, Problem> {
    crate::context::told(super::answers::decision(id).await)
}

/// Answers. Each of `parts` is `number:digest`, as it stood on the page: what was on the screen is what is signed.
#[server]
pub async fn answer(
    id: DecisionId,
    verb: Verb,
    #[server(default)] parts: Vec<String>,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    crate::context::told(super::answers::answer(id, verb, parts, reason).await)
}
