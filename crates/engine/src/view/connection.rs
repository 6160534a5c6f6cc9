use domain::id::ConnectionId;
use domain::record::RecordId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A connection, how it fares and what was found when it was checked; without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionView {
    pub id: ConnectionId,
    pub name: String,
    pub url: String,
    pub client_id: String,
    /// Whether a person consents, instead of client credentials.
    pub by_consent: bool,
    pub state: ConnectionState,
    /// The org it belongs to for good, once it has answered.
    pub organization: Option<RecordId>,
    /// `Countersign Integration (integration@acme.example)`
    pub connected_as: Option<String>,
    pub last_ok_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub last_error_at: Option<Timestamp>,
    /// Daily calls used and allowed, as the org last told.
    pub budget: Option<(u64, u64)>,
    pub checked_at: Option<Timestamp>,
    pub checks: Vec<CheckView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Set up, and nobody has consented yet, or no call was made.
    New,
    Working,
    /// The last call failed.
    Failing,
    /// An admin ended it.
    Disconnected,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    pub level: CheckLevel,
    pub title: String,
    /// What was found and what to do; may be empty when all is well.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckLevel {
    Good,
    /// It works, and should be mended.
    Care,
    Bad,
}

impl CheckView {
    pub(crate) fn good(title: impl Into<String>, text: String) -> Self {
        Self::new(CheckLevel::Good, title, text)
    }
    pub(crate) fn care(title: impl Into<String>, text: String) -> Self {
        Self::new(CheckLevel::Care, title, text)
    }
    pub(crate) fn bad(title: impl Into<String>, text: String) -> Self {
        Self::new(CheckLevel::Bad, title, text)
    }
    fn new(level: CheckLevel, title: impl Into<String>, text: String) -> Self {
        Self {
            level,
            title: title.into(),
            text,
        }
    }
}
