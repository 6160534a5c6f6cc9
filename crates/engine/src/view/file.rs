use domain::file::{FileName, Folder, Media, Template};
use domain::id::{ActorId, FileId, RunId};
use domain::record::RecordRef;
use domain::run::StepPath;
use domain::time::Timestamp;
use serde::Serialize;

/// Which files a list shows. The default shows all.
#[derive(Clone, Debug, Default)]
pub struct FileFilter {
    pub folder: Option<Folder>,
    pub run: Option<RunId>,
    /// Only those that a mission made, by its slug.
    pub mission: Option<domain::mission::Slug>,
    /// Only what this person uploaded, or runs made that they started.
    pub by: Option<ActorId>,
    /// Only what is about this record, or mentions it.
    pub record: Option<RecordRef>,
    /// Words of the name.
    pub words: String,
}

/// A file in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileSummary {
    pub id: FileId,
    pub folder: Folder,
    pub name: FileName,
    pub media: Media,
    /// Of its current version.
    pub version: u32,
    pub bytes: u64,
    /// Who uploaded it, or started the run that made it.
    pub made_by: String,
    pub author: ActorId,
    /// The title of the mission that made it; none when a person uploaded it.
    pub mission: Option<String>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
}

/// One file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptFile {
    #[serde(flatten)]
    pub summary: FileSummary,
    pub made: Option<MadeBy>,
    /// The text whose slots were filled.
    pub template: Option<Template>,
    pub records: Vec<CitedRecord>,
    /// Newest first.
    pub versions: Vec<FileVersion>,
    pub archived_at: Option<Timestamp>,
    /// What the one who asks may do with it besides reading.
    pub may_change: bool,
    pub may_archive: bool,
}

/// The step of a run that made a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MadeBy {
    pub run: RunId,
    pub path: StepPath,
    /// What the steps list calls the step.
    pub step: String,
    /// The observation that tells of it.
    pub observation: Option<u64>,
    /// The mission's slug, and which of its versions it was.
    pub mission: String,
    pub version: u32,
}

/// A record that a file tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitedRecord {
    #[serde(flatten)]
    pub record: RecordRef,
    /// What it was called then; its id when its name may not be seen.
    pub name: String,
    pub about: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileVersion {
    pub number: u32,
    pub bytes: u64,
    pub by: String,
    pub at: Timestamp,
}

/// The bytes of one version, for somebody who may have them.
#[derive(Clone, Debug)]
pub struct FileContent {
    pub name: FileName,
    pub version: u32,
    pub bytes: Vec<u8>,
}
