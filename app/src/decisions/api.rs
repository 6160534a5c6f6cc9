//! What the browser may ask about decisions, and the one thing it may do: answer.

use domain::change::{Risk, Undo};
use domain::id::{DecisionId, RunId};
use domain::matching::Match;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::Problem;
use crate::ui::Tone;

/// A page of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    pub rows: Vec<DecisionRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What waits for the reader, and in all.
    pub mine: u64,
    pub all: u64,
    /// How many of what is shown are of each risk and each mission, whatever filter is set.
    pub risks: Vec<(Risk, u64)>,
    pub missions: Vec<MissionCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionCount {
    pub slug: String,
    pub title: String,
    pub decisions: u64,
}

/// A line of the queue. Times come as words: the server knows what time it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRow {
    pub id: DecisionId,
    pub title: String,
    pub mission: String,
    pub state: DecisionState,
    pub parts: usize,
    /// The class of the part that is hardest to take back.
    pub undo: Undo,
    pub risk: Risk,
    pub freshness: FreshnessView,
    /// `Today 12:00`, and `in 1 h 48 min, then it expires`.
    pub due: (String, String),
    /// `Asked 2 min ago`
    pub asked: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshnessView {
    pub mark: FreshnessMark,
    /// `Fresh, 2 min ago`
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreshnessMark {
    Fresh,
    Drifted,
    Stale,
    NotLookedAt,
}

/// `domain::decision::Status`, as far as a page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    Waiting,
    Approved,
    Rejected,
    Expired,
    Withdrawn,
    Blocked,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    pub row: DecisionRow,
    pub run: RunId,
    pub parts: Vec<PartView>,
    /// Why, for parts as a whole.
    pub because: Vec<Reason>,
    pub hazards: Vec<HazardView>,
    /// What happens if nobody acts, sentence by sentence.
    pub waiting: Vec<String>,
    pub signatures: Vec<SignatureView>,
    /// `1 of 2 signatures`, and whose are missing.
    pub signed: (String, String),
    /// Whether one signature more is all it takes.
    pub last: bool,
    /// Why the person looking cannot answer, if so.
    pub hindrance: Option<String>,
    /// The pairs that were compared, the likeliest first.
    pub matches: Vec<Match>,
    pub course: CourseView,
    /// The run's last observation on this page: what comes after it is news.
    pub seen: u64,
    /// Where it stands among what waits for the reader.
    pub place: PlaceView,
    /// The id of the reader.
    pub reader: String,
    /// Why the values of now could not be read, when they could not.
    pub live_problem: Option<String>,
}

/// A decision among its neighbours in the queue. One that waits for others, or no longer, has what is first there after it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlaceView {
    /// `3 of 7`
    pub said: Option<String>,
    pub before: Option<DecisionId>,
    pub after: Option<DecisionId>,
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
    /// What it does, in words.
    pub does: Vec<Clause>,
    pub fields: Vec<FieldView>,
}

/// A piece of a sentence about records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clause {
    Words(String),
    /// A name, the end of its id, and the page of the record, when it has one.
    Record(String, String, Option<String>),
    Value(String),
}

/// A row of the diff. Empty text is an empty value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    pub field: String,
    pub before: String,
    pub proposed: String,
    pub changes: bool,
    /// The value in the org at the last look; none when nobody looked since.
    pub live: Option<String>,
    pub drifted: bool,
    /// Where the proposed value comes from.
    pub origin: String,
    pub because: Vec<Reason>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub text: String,
    pub source: Cite,
}

/// Where something can be looked up: `Account merge policy 1, row S1`, and the page that opens there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    pub label: String,
    pub href: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardView {
    pub icon: String,
    pub part: u32,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureView {
    pub by: String,
    /// `signed all 4 parts, 09:52`
    pub said: String,
    pub approves: bool,
}

/// What came of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseView {
    pub stage: Stage,
    pub tone: Tone,
    pub icon: String,
    pub title: String,
    pub said: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not answered by everybody yet.
    Open,
    /// Answered; the run is at work on it.
    Writing,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Approve,
    Reject,
}

/// Why not: the sentence says the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNot {
    NotDuplicates,
    WrongValues,
    NotNow,
}

impl WhyNot {
    pub const ALL: [Self; 3] = [Self::NotDuplicates, Self::WrongValues, Self::NotNow];

    /// As the form posts it.
    pub fn value(self) -> &'static str {
        match self {
            Self::NotDuplicates => "not_duplicates",
            Self::WrongValues => "wrong_values",
            Self::NotNow => "not_now",
        }
    }
}

#[server]
pub async fn queue(asked: Asked) -> Result<QueueView, Problem> {
    crate::context::told(super::answers::queue(asked).await)
}

#[server]
pub async fn decision(id: DecisionId) -> Result<DecisionView, Problem> {
    crate::context::told(super::answers::decision(id).await)
}

#[server]
pub async fn course(id: DecisionId) -> Result<CourseView, Problem> {
    crate::context::told(super::answers::course(id).await)
}

/// Answers, and says what happens next. Each of `parts` is `number:digest`, as it stood on the page: what was on the
/// screen is what is signed.
#[server]
pub async fn answer(
    id: DecisionId,
    verb: Verb,
    #[server(default)] parts: Vec<String>,
    #[server(default)] why: Option<WhyNot>,
    #[server(default)] say: String,
) -> Result<CourseView, Problem> {
    crate::context::told(super::answers::answer(id, verb, parts, why, say).await)
}
