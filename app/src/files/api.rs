//! What the browser may ask about files. Keeping them is for plain forms, which the server answers itself.

use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::asked::Part;
use crate::Problem;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub tabs: Vec<Tab>,
    /// What only these are of: a run, a mission, a record, a person. Its page, when it has one.
    pub of: Option<(String, String)>,
    pub rows: Vec<FileRow>,
    /// Where the list goes on, and its first page.
    pub next: Option<String>,
    pub first: String,
    pub upload: UploadView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    pub title: String,
    pub href: String,
    pub here: bool,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub name: String,
    pub href: String,
    pub folder: String,
    /// `Markdown, 2 kB`
    pub kind: String,
    /// `Stalled deals, started by Ana Ruiz`
    pub made: String,
    pub changed_at: Timestamp,
}

/// What the form for a new file needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadView {
    /// Folders to choose from: the word, what people call it, and whether it is chosen. None for those who only read.
    pub folders: Vec<(String, String, bool)>,
    /// The record that the file will be about: its object, its id, and what it is called.
    pub about: Option<(String, String, String)>,
}

/// One file in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileScreen {
    pub id: String,
    pub name: String,
    pub folder: (String, String),
    /// `Markdown, 2 kB`
    pub kind: String,
    pub preview: Preview,
    /// The version that is shown, and the one that holds today.
    pub shown: u32,
    pub current: u32,
    pub by: (String, String),
    pub created_at: Timestamp,
    pub made: Option<Made>,
    /// The text whose slots were filled, and its page.
    pub template: Option<(String, String)>,
    pub records: Vec<Cited>,
    pub versions: Vec<Version>,
    pub archived_at: Option<Timestamp>,
    pub may_change: bool,
    pub may_archive: bool,
    /// What a form for a new version lets one choose.
    pub accept: String,
}

/// The step that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The mission's title, its version and its page.
    pub mission: (String, u32, String),
    /// The step's label, and the observation that tells of it.
    pub step: (String, String),
    pub run: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    pub object: String,
    pub name: String,
    pub href: Option<String>,
    pub about: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub number: u32,
    pub size: String,
    pub by: String,
    pub at: Timestamp,
    pub shows: String,
    pub download: String,
    pub here: bool,
}

/// What is in a file, as far as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preview {
    Text {
        text: String,
        cut: bool,
    },
    Markdown {
        blocks: Vec<Block>,
        cut: bool,
    },
    Table {
        rows: Vec<Vec<String>>,
        cut: bool,
    },
    /// Where the picture is.
    Picture(String),
    /// Nothing is shown of it.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// From 1 on, never more than one deeper than the heading before.
    Heading(u8, Vec<Span>),
    Words(Vec<Span>),
    Items {
        numbered: bool,
        items: Vec<Vec<Span>>,
    },
    Code(String),
    Rows(Vec<Vec<String>>),
}

/// Words, and whether they stand out.
pub type Span = (bool, String);

/// One page of a list.
#[server(input = Json)]
pub async fn list(part: Part) -> Result<Listing, Problem> {
    crate::context::told(super::answers::list(part).await)
}

/// A file in its current version, or in another.
#[server]
pub async fn file(id: String, version: Option<u32>) -> Result<FileScreen, Problem> {
    crate::context::told(super::answers::file(&id, version).await)
}
