//! What the engine shows of what it knows: plain data for pages, the HTTP API and the command line.

mod connection;
mod decision;
mod mission;
mod person;
mod run;

pub use connection::{CheckLevel, CheckView, ConnectionState, ConnectionView};
pub use decision::{
    ChangeView, Clause, Course, DecisionSummary, DecisionView, Hazard, HazardKind, PartView,
    QueueTally, QueueView, SignatureView, Week,
};
pub use mission::{DocumentView, MissionView, WriteView};
pub use person::{PersonView, SignInView};
pub use run::{LineView, RunFilter, RunSummary, RunView, Steer, Steering, StepState, StepView};
