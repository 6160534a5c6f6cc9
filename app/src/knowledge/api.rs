//! What the browser may ask about knowledge. Writing it is for plain forms, which the server answers itself.

use domain::id::DocumentId;
use domain::knowledge::words::Piece;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::runs::api::RunRow;
use crate::ui::Tone;

/// The documents of a kind or of all kinds, or what was found in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub tabs: Vec<Tab>,
    /// The words that were searched for.
    pub find: String,
    /// The kind's word; empty for all.
    pub kind: String,
    pub archived: bool,
    pub rows: Vec<DocumentRow>,
    /// None when nothing was searched for.
    pub found: Option<Vec<FoundRow>>,
    /// Whether the one who looks may write.
    pub writes: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    pub title: String,
    pub href: String,
    pub count: usize,
    pub here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    pub href: String,
    pub title: String,
    pub kind: String,
    /// `Markdown`
    pub format: String,
    pub version: u32,
    pub state: State,
    pub published_at: Timestamp,
    pub published_by: String,
}

/// Whether a version holds today, in a badge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub tone: Tone,
    pub icon: String,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRow {
    pub href: String,
    /// `Sales guide, section 2: Renewals`
    pub title: String,
    /// `Playbook, version 3`
    pub of: String,
    pub excerpt: Vec<Piece>,
}

/// One version of a document, with what is known of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub id: DocumentId,
    pub title: String,
    pub kind: String,
    pub kind_href: String,
    pub format: String,
    /// The file it was taken from, when it is more than the text.
    pub printed: bool,
    pub objects: String,
    /// `from 1 Apr 2026 until 31 Dec 2026`
    pub holds: String,
    pub version: u32,
    /// The newest version.
    pub current: u32,
    pub state: State,
    pub archived_at: Option<Timestamp>,
    pub passages: Vec<PassageView>,
    pub versions: Vec<VersionRow>,
    /// Missions that look it up: title and address.
    pub missions: Vec<(String, String)>,
    /// The last runs that did, and the version each went by.
    pub runs: Vec<(RunRow, u32)>,
    pub writes: bool,
}

/// A heading and what stands under it: words, then rules or rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageView {
    /// What citations lead to.
    pub anchor: String,
    /// `2.3`; empty when the heading says it.
    pub number: String,
    /// Empty for what needs none.
    pub heading: String,
    pub nested: bool,
    pub blocks: Vec<Block>,
    pub tables: Vec<TableView>,
    /// What became of it, in an older version.
    pub since: Option<Since>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Words(String),
    Items(Vec<String>),
    /// As it is, line by line.
    Kept(String),
}

/// A passage in the newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Since {
    /// It says something else there.
    Reworded { href: String },
    /// It is not there.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    /// `Rules: hold`, `Rows`
    pub name: String,
    pub columns: Vec<ColumnView>,
    /// Each begins with its id.
    pub rows: Vec<RowView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    pub name: String,
    /// Numbers stand under each other.
    pub number: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// What citations lead to.
    pub anchor: String,
    pub cells: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub number: u32,
    pub href: String,
    /// What it says otherwise than the one before; none for the first.
    pub changes: Option<String>,
    pub published_at: Timestamp,
    pub published_by: String,
    pub holds: String,
    pub applies: bool,
    /// The one that is shown.
    pub here: bool,
}

/// What stands in the form for a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// None for a new one.
    pub known: Option<Known>,
    /// The kind's word.
    pub kind: String,
    pub title: String,
    pub objects: String,
    pub valid_from: String,
    pub valid_until: String,
    pub text: String,
    pub seen: String,
    /// Name of a field and what is wrong with it.
    pub wrong: Vec<(String, String)>,
}

/// The document that is written over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub href: String,
    pub title: String,
    pub kind: String,
    pub format: String,
    /// Its words stand in a file, and cannot be typed.
    pub printed: bool,
    pub next: u32,
}

/// What a version says otherwise than the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesView {
    pub href: String,
    pub title: String,
    pub number: u32,
    pub before: Option<u32>,
    pub published_at: Timestamp,
    pub published_by: String,
    pub stretches: Vec<Vec<LineView>>,
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub text: String,
}

/// Documents of a kind, or what words find in them.
#[server]
pub async fn documents(kind: String, find: String, archived: bool) -> Result<Library, Problem> {
    crate::context::told(super::answers::library(&kind, find, archived).await)
}

/// A document in one version, or in its newest one.
#[server]
pub async fn document(id: DocumentId, version: Option<u32>) -> Result<DocumentView, Problem> {
    crate::context::told(super::answers::document(id, version).await)
}

/// The form for a document, or for a new one of a kind.
#[server]
pub async fn form_for(id: Option<DocumentId>, kind: String) -> Result<Form, Problem> {
    crate::context::told(super::answers::form(id, kind).await)
}

#[server]
pub async fn changes(id: DocumentId, version: Option<u32>) -> Result<ChangesView, Problem> {
    crate::context::told(super::answers::changes(id, version).await)
}
