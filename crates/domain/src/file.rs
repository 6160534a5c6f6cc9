//! A **file** is what a mission made or a person uploaded: it has a name, stands in a folder, has versions that never
//! change, and cites the records it tells of. Whoever may not see what it cites does not see the file.

mod media; // what sort of file, by its name and its first bytes
mod name; // how a file may be called

pub use media::Media;
pub use name::{FileName, NotAFileName};

use crate::canonical::Digest;
use crate::id::{DocumentId, FileId, MissionId, RunId};
use crate::record::{FieldName, RecordRef};
use crate::run::StepPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The largest file that is kept, in bytes: 5 MB.
pub const LARGEST: usize = 5_000_000;

/// Where a file is kept. Every workspace has the same four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// Texts for a person to use: nothing has been sent.
    #[serde(alias = "Drafts")]
    Drafts,
    #[serde(alias = "Reports")]
    Reports,
    /// Texts with slots that missions fill.
    #[serde(alias = "Templates")]
    Templates,
    #[serde(alias = "Uploads")]
    Uploads,
}

/// A record that a file tells of. Whoever may not see its object and all of these fields does not see the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    #[serde(flatten)]
    pub record: RecordRef,
    /// What it was called when the file was made; its own field is among `fields`.
    pub name: Option<String>,
    pub fields: BTreeSet<FieldName>,
    /// Whether the file is about it, and does not only mention it.
    pub about: bool,
}

/// The step of a run that made a file. One step makes one file, however often it is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub run: RunId,
    pub path: StepPath,
    pub mission: MissionId,
    pub version: Digest,
}

/// The text whose slots were filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kept_as", rename_all = "snake_case")]
pub enum Template {
    File {
        id: FileId,
        name: FileName,
        version: u32,
    },
    Document {
        id: DocumentId,
        title: String,
        version: u32,
    },
}

impl Folder {
    pub const ALL: [Self; 4] = [Self::Drafts, Self::Reports, Self::Templates, Self::Uploads];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Drafts => "Drafts",
            Self::Reports => "Reports",
            Self::Templates => "Templates",
            Self::Uploads => "Uploads",
        }
    }
    /// What stands in urls and mission files: `drafts`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Reports => "reports",
            Self::Templates => "templates",
            Self::Uploads => "uploads",
        }
    }
    /// Whether missions save there. Templates steer missions and uploads are people's own: both are left to people.
    pub fn takes_from_missions(self) -> bool {
        matches!(self, Self::Drafts | Self::Reports)
    }
}

impl std::str::FromStr for Folder {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL
            .into_iter()
            .find(|folder| folder.word().eq_ignore_ascii_case(text));
        known.ok_or_else(|| {
            format!("`{text}` is not a folder: drafts, reports, templates or uploads")
        })
    }
}
impl std::fmt::Display for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.title())
    }
}

impl Template {
    /// `Follow-up.md, version 2`
    pub fn sentence(&self) -> String {
        match self {
            Self::File { name, version, .. } => format!("{name}, version {version}"),
            Self::Document { title, version, .. } => format!("{title}, version {version}"),
        }
    }
}
