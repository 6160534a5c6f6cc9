use domain::change::{Because, PartNumber};
use domain::id::{DecisionId, RunId};
use domain::record::{FieldName, ObjectName, RecordRef};
use domain::schema::FieldKind;
use domain::sight::Whose;
use domain::time::Timestamp;
use domain::value::Value;
use serde::Serialize;
use store::Cursor;

/// Which records a list shows.
#[derive(Clone, Debug, Default)]
pub struct RecordQuery {
    /// Words that must occur in the name; empty for all.
    pub words: String,
    /// Only rows that have this value in this field. Refused when the field is out of sight.
    pub only: Option<(FieldName, String)>,
    pub after: Option<Cursor>,
    /// How many at most; none for a page.
    pub limit: Option<u32>,
}

/// Whose eyes a page is seen with, and what would widen them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SightView {
    #[serde(flatten)]
    pub whose: Whose,
    pub sentence: String,
}

/// A record that was looked for by words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundRecord {
    #[serde(flatten)]
    pub record: RecordRef,
    pub name: String,
    /// What tells it from others of that name.
    pub hint: String,
}

/// Records of one object, changed last first; or those that were found, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordsView {
    pub object: ObjectName,
    pub label: String,
    /// What a row tells besides its name.
    pub columns: Vec<Column>,
    pub items: Vec<RecordRow>,
    pub next: Option<Cursor>,
    pub sight: SightView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    pub field: FieldName,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordRow {
    #[serde(flatten)]
    pub record: RecordRef,
    pub name: String,
    /// In the order of the columns.
    pub values: Vec<Shown>,
    pub changed_at: Option<Timestamp>,
}

/// A value, and for a reference the name of what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub value: Value,
    /// The record it leads to, when that is one of those that can be opened here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<RecordRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One record, as far as one may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordView {
    #[serde(flatten)]
    pub gist: Gist,
    pub state: RecordState,
    pub fields: Vec<FieldView>,
    pub related: Vec<RelatedView>,
    /// None when files are out of sight.
    pub files: Option<Vec<FileView>>,
    pub sight: SightView,
}

/// Which record it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gist {
    #[serde(flatten)]
    pub record: RecordRef,
    /// What the org calls its object.
    pub label: String,
    pub name: String,
    /// Where it opens in Salesforce.
    pub url: Option<String>,
    /// What became of it, when it is gone by our doing.
    pub fate: Option<FateView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RecordState {
    There,
    /// The org has it no more. Values are those of the last time a run read it.
    Gone,
    /// The org does not answer. Values are those of the last time a run read it.
    Away {
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldView {
    pub field: FieldName,
    pub label: String,
    pub kind: FieldKind,
    #[serde(flatten)]
    pub shown: Shown,
    /// Whether a signed change has set it.
    pub changed_by_us: bool,
}

/// Records of another object that hang on this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelatedView {
    pub object: ObjectName,
    pub label: String,
    pub count: u64,
    /// The latest of them.
    pub items: Vec<RecordRow>,
}

/// A file that hangs on the record. Its bytes stay in Salesforce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileView {
    pub title: String,
    /// `pdf`
    pub kind: String,
    pub bytes: u64,
    pub changed_at: Option<Timestamp>,
    pub url: String,
}

/// What became of a record by a signed change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FateView {
    /// `merged`, `converted`, `deleted`
    pub how: &'static str,
    /// What it became a part of, with its name.
    pub into: Option<(RecordRef, String)>,
    pub at: Timestamp,
    pub decision: DecisionId,
    pub signed: Vec<SignedBy>,
}

/// Why a record changed: every change that is known, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangesView {
    #[serde(flatten)]
    pub gist: Gist,
    pub changes: Vec<ChangeView>,
    pub org: OrgSays,
    pub sight: SightView,
}

/// Whether the org's own history is in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "org", rename_all = "snake_case")]
pub enum OrgSays {
    Told,
    /// It keeps no history of this object, or hides it from the integration user.
    Untracked,
    Away {
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    pub at: Timestamp,
    pub what: What,
    pub by: ByView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    Field {
        field: FieldName,
        label: String,
        before: Shown,
        after: Shown,
    },
    /// A field that the one who asks may not see.
    Hidden,
    Created,
    /// Others were merged into this one.
    Merged {
        losers: Vec<(RecordRef, String)>,
        moved: Vec<Moved>,
    },
    /// This one was merged into another.
    MergedAway {
        into: RecordRef,
        name: String,
    },
    /// This lead was converted.
    Converted {
        account: RecordRef,
        name: String,
        contact: Option<RecordRef>,
    },
    /// A lead was converted into this account or contact.
    TookIn {
        lead: RecordRef,
        name: String,
    },
    Deleted,
    /// A word of the org's own history.
    Word {
        word: String,
    },
}

/// Records that moved along, by object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    pub object: ObjectName,
    pub count: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ByView {
    Ours(Box<ChainView>),
    Other {
        /// The org's own name for the user.
        name: String,
        #[serde(flatten)]
        hand: OtherHand,
    },
}

/// How one of our changes came about: seen in, because, decided in, written and read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainView {
    pub run: RunId,
    /// The mission's title, and the first digits of its version.
    pub mission: String,
    pub version: String,
    /// The observation that saw what it rests on.
    pub observation: u64,
    /// Reasons; without their texts where those may tell of fields out of sight.
    pub because: Vec<Because>,
    /// The observation of the step that the first reason names, when it names one.
    pub concluded_at: Option<u64>,
    pub decision: DecisionId,
    pub part: PartNumber,
    pub signed: Vec<SignedBy>,
    pub asked_at: Timestamp,
    pub written_at: Timestamp,
    pub read_back: ReadBack,
    pub read_back_at: Option<Timestamp>,
    /// Whom the org's own history names for it, and when by its clock.
    pub in_org: Option<(String, Timestamp)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedBy {
    pub name: String,
    /// A gate rule signed, nobody did.
    pub policy: bool,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadBack {
    Verified,
    /// As signed, and something else has changed more.
    SideEffects,
    /// Not as signed.
    Differs,
    /// Nothing in the org to read back.
    Unverifiable,
    /// Written, not read back yet.
    NotYet,
    /// Nobody can tell whether it was written.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "hand", rename_all = "snake_case")]
pub enum OtherHand {
    Other,
    /// Within seconds of a write of ours.
    AfterOurs {
        written_at: Timestamp,
    },
    /// The integration user, and no write of ours explains it.
    Connected,
}
