//! What the engine shows of what it knows: plain data for pages, the HTTP API and the command line.

mod connection;
mod decision;
mod document;
mod file;
mod mission;
mod person;
mod record;
mod run;
mod tried;

pub use connection::{CheckLevel, CheckView, ConnectionState, ConnectionView};
pub use decision::{
    Clause, Course, DecisionSummary, DecisionView, Hazard, HazardKind, PartView, QueueTally,
    QueueView, SignatureView, Week, WrittenView,
};
pub use document::{
    CitedBy, DocumentView, EditionView, FoundPassage, PassageView, Reworded, Rewording,
};
pub use file::{CitedRecord, FileContent, FileFilter, FileSummary, FileVersion, KeptFile, MadeBy};
pub use mission::{DraftListed, DraftView, LiveView, MissionView, VersionView, WriteView};
pub use person::{PersonView, SignInView};
pub use record::{
    ByView, ChainView, ChangeView, ChangesView, Column, FateView, FieldView, FileView, FoundRecord,
    Gist, Moved, OrgSays, OtherHand, ReadBack, RecordQuery, RecordRow, RecordState, RecordView,
    RecordsView, RelatedView, Shown, SightView, SignedBy, What,
};
pub use run::{LineView, RunFilter, RunSummary, RunView, Steer, Steering, StepState, StepView};
pub use tried::{TriedInput, TriedOutput, TriedRow};
