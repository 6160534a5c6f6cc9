use domain::canonical::Digest;
use domain::change::{Because, DiffRow, Effect, Operation, PartNumber, Risk, Undo};
use domain::decision::{Answer, Freshness, Status};
use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use domain::observation::Observation;
use domain::record::{RecordId, RecordRef};
use domain::time::Timestamp;
use domain::verdict::Verdict;
use serde::Serialize;
use std::collections::BTreeMap;
use store::Cursor;

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
    pub part_count: usize,
    /// The hardest to take back of its parts.
    pub undo: Undo,
    pub risk: Risk,
    /// As of the last look; a list never looks itself.
    pub freshness: Freshness,
    /// Why the one who asks cannot sign it; none when they can.
    pub hindrance: Option<String>,
}

/// A page of the queue, and how much there is beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueView {
    pub items: Vec<DecisionSummary>,
    pub next: Option<Cursor>,
    /// What waits for the one who asks, and what waits in all, by mission and risk.
    pub mine: Vec<QueueTally>,
    pub all: Vec<QueueTally>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueTally {
    pub slug: String,
    pub mission: String,
    pub risk: Risk,
    pub decisions: u64,
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
    /// What could go wrong, computed from the parts and from what the run has read.
    pub hazards: Vec<Hazard>,
    /// The records that parts and values name, as people call them.
    pub names: BTreeMap<RecordId, String>,
    pub course: Course,
    /// The number of the run's last observation: what is followed begins after it.
    pub seen: u64,
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
    /// Values it was reasoned on, does not set, and that are not what they were.
    pub moved: Vec<DiffRow>,
    pub because: Vec<Because>,
    pub effect: Effect,
    /// What the effect does, in words.
    pub does: Vec<Clause>,
}

/// A piece of a sentence about records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clause {
    Words(String),
    /// A record, by the name it had when it was read.
    Record {
        record: RecordRef,
        name: String,
    },
    /// A value, as it will stand in the org.
    Value(String),
}

/// Something that could go wrong, or will be lost. The number is the part it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hazard {
    pub part: PartNumber,
    pub kind: HazardKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardKind {
    /// The evidence is not all on one side.
    Doubt,
    /// Records that hang on one that goes move along.
    Moves,
    /// Values that are given up.
    Lost,
    /// Something in the org that runs by itself.
    Automation,
    /// What no restore brings back.
    NoWayBack,
    /// Another decision wants to change the same record.
    Rival,
}

/// How far it has come after the answer. Nothing is called verified before it was read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "course", rename_all = "snake_case")]
pub enum Course {
    /// Not answered by everybody yet.
    Open,
    /// Being written: so many parts of so many are written and read back.
    Writing { parts: usize, verified: usize },
    /// The org is away; what is approved is written when it is back.
    Away { system: String },
    /// Nothing more will be done; `said` is what the run says of it.
    Ended { verdict: Verdict, said: Vec<String> },
}

/// Something that was changed in the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenView {
    pub decision: DecisionId,
    pub run: RunId,
    pub title: String,
    pub verdict: Verdict,
    pub at: Timestamp,
    /// Who approved it.
    pub signers: Vec<String>,
}

/// How the decisions of the last seven days ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Week {
    pub written: u64,
    pub rejected: u64,
    pub expired: u64,
    /// The org had moved on before they were written.
    pub stale: u64,
}

/// Who answered, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureView {
    pub by: String,
    pub answer: Answer,
    pub parts: Vec<PartNumber>,
    pub at: Timestamp,
}
