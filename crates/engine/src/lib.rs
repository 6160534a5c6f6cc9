//! Runs missions durably, and is all the verbs of the product: pages, HTTP API, agents and command line call these.
//!
//! - [`Engine::work`] starts the workers. One takes a due run by lease, asks [`domain::run::next`] what follows, carries
//!   it out and answers with observations (`worker`, `step`, `commit`, `journal`).
//! - Reads of the org are free; the only way to its writes is `commit`, and it starts from an approved decision.
//! - Reads of what is known ([`Engine::run`], [`Engine::decision`]) are filtered by who asks.

mod cache;
mod caller;
mod clock;
mod commit;
mod composing;
mod control;
mod counterparts;
mod decide;
mod engine;
mod error;
mod files;
mod gates;
mod hands;
mod journal;
mod knowledge;
mod missions;
mod orgs;
mod outputs;
mod people;
mod setup;
mod show;
mod standing;
mod start;
mod step;
mod stories;
mod trigger;
pub mod view;
mod worker;

pub use caller::Caller;
pub use clock::{Clock, SystemClock};
pub use decide::Decide;
pub use engine::{Engine, Settings};
pub use error::Error;
pub use files::Upload;
pub use knowledge::{Field, LARGEST_FILE, LARGEST_TEXT, Manuscript, NotSaved, Uploaded, Wrong};
pub use people::{INVITATION, NewPerson, SignIn, Vouched};
pub use setup::{Consent, NewConnection};
pub use show::QueueFilter;
/// Where a list goes on, for transports that know no store.
pub use store::{Cursor, Page};
pub use view::{
    ByView, ChainView, ChangeView, ChangesView, CheckLevel, CheckView, CitedBy, CitedRecord,
    Clause, Column, ConnectionState, ConnectionView, Course, DecisionSummary, DecisionView,
    DocumentView, DraftListed, DraftView, EditionView, FateView, FieldView, FileContent,
    FileFilter, FileSummary, FileVersion, FileView, FoundPassage, FoundRecord, Gist, Hazard,
    HazardKind, KeptFile, LineView, LiveView, MadeBy, MissionView, Moved, OrgSays, OtherHand,
    PartView, PassageView, PersonView, QueueTally, QueueView, ReadBack, RecordQuery, RecordRow,
    RecordState, RecordView, RecordsView, RelatedView, Reworded, Rewording, RunFilter, RunSummary,
    RunView, Shown, SightView, SignInView, SignatureView, SignedBy, Steer, Steering, StepState,
    StepView, TriedInput, TriedOutput, TriedRow, VersionView, Week, What, WriteView, WrittenView,
};
pub use worker::Workers;
