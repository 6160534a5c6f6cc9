use crate::view::RunSummary;
use domain::id::DocumentId;
use domain::knowledge::{Format, Kind, words::Piece};
use domain::mission::Slug;
use domain::time::{Date, Timestamp};
use serde::Serialize;

/// A knowledge document as lists show it, by its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    pub id: DocumentId,
    pub kind: Kind,
    pub title: String,
    pub format: Format,
    /// The number of the newest version.
    pub version: u32,
    /// The version that applies today; none before its first day, after its last, and once it is archived.
    pub applies: Option<u32>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub published_at: Timestamp,
    pub published_by: String,
    pub archived_at: Option<Timestamp>,
}

/// One version, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionView {
    pub number: u32,
    pub format: Format,
    pub published_at: Timestamp,
    pub published_by: String,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    /// Whether it is the one that applies today.
    pub applies: bool,
}

/// A passage that can be cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassageView {
    /// `2.3`, `page-3`, `line-12`
    pub section: String,
    pub heading: String,
    pub text: String,
    /// The page that opens there.
    pub href: String,
}

/// A passage that was found by words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundPassage {
    pub document: DocumentId,
    pub kind: Kind,
    pub title: String,
    pub version: u32,
    pub section: String,
    pub heading: String,
    /// The words around, those that were searched for marked.
    pub excerpt: Vec<Piece>,
    pub href: String,
}

/// What goes by a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitedBy {
    /// Missions that would look it up, by what they are today.
    pub missions: Vec<(Slug, String)>,
    /// The last runs that did, newest first, and the version each went by.
    pub runs: Vec<(RunSummary, u32)>,
}

/// What a version says otherwise than the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rewording {
    pub number: u32,
    /// None for the first version.
    pub before: Option<u32>,
    /// Stretches of lines around each difference.
    pub stretches: Vec<Vec<Reworded>>,
    /// Whether there are more than are told.
    pub more: bool,
}

/// A line of the old text, the new one, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reworded {
    /// Its number in the text before, from 1.
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub text: String,
}
