//! What was committed, told to whoever listens. A message may be lost; polling finds the work all the same.

mod listen;

pub(crate) use listen::{announce, listen};

use domain::id::{ConnectionId, DecisionId, DocumentId, MissionId, RunId, WorkspaceId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// Something that was committed. It says where to look, never what is there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A run has new observations, or another phase.
    Run(RunId),
    /// A run is due at that time, or was made due earlier than it was.
    Due(Timestamp),
    /// A decision was opened, signed or closed.
    Decision(DecisionId),
    Mission(MissionId),
    Document(DocumentId),
    /// A connection was made or set up anew.
    Connection(ConnectionId),
    /// How a connection fares was noted.
    Health(ConnectionId),
    /// People, gates or settings of a workspace.
    Workspace(WorkspaceId),
    /// Messages were lost: look at everything again.
    Missed,
}

impl Change {
    /// Whether it is about what seldom changes: people, gates, missions, knowledge, connections.
    pub(crate) fn is_seldom(&self) -> bool {
        match self {
            Self::Run(_) | Self::Due(_) | Self::Decision(_) | Self::Health(_) => false,
            Self::Mission(_)
            | Self::Document(_)
            | Self::Connection(_)
            | Self::Workspace(_)
            | Self::Missed => true,
        }
    }
}

/// A subscription.
pub struct Changes(broadcast::Receiver<Change>);

impl Changes {
    pub(crate) fn new(receiver: broadcast::Receiver<Change>) -> Self {
        Self(receiver)
    }
    /// The next change; none when the store is gone.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(RecvError::Lagged(_)) => Some(Change::Missed),
            Err(RecvError::Closed) => None,
        }
    }
}
