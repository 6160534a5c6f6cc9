//! What is kept of every call: who, what, how it went, what it cost. Never what was in it.

use crate::error::{Error, WriteError};
use domain::id::ConnectionId;
use domain::record::ObjectName;
use domain::time::Timestamp;
use salesforce::Budget;
use serde::{Deserialize, Serialize};

/// One use of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    pub at: Timestamp,
    pub connection: ConnectionId,
    /// `query`, `search`, `get`, `describe`, `merge`, …
    pub operation: &'static str,
    pub object: Option<ObjectName>,
    pub outcome: Outcome,
    /// Calls the org counted for it; 0 when it was denied or answered from what was known.
    pub calls: u32,
    pub millis: u64,
    /// The org's daily calls, as it told them last.
    pub budget: Option<Budget>,
}

/// How it went, in a code that holds no value of any record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// Out of scope; the rule in words.
    Denied(String),
    /// The org's code.
    Refused(String),
    /// It cannot be reached, or asks to wait; to be tried again.
    Away(String),
    SignedOut,
    /// A write of which nobody knows whether it happened.
    Unclear,
    Broken,
}

/// Takes call records. It must not block; any `Fn(CallRecord)` is one.
pub trait CallLog: Send + Sync {
    fn note(&self, record: CallRecord);
}

impl<F: Fn(CallRecord) + Send + Sync> CallLog for F {
    fn note(&self, record: CallRecord) {
        self(record);
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match error {
            Error::Denied(denied) => Self::Denied(denied.to_string()),
            Error::Salesforce(error) => error.into(),
        }
    }
}

impl From<&WriteError> for Outcome {
    fn from(error: &WriteError) -> Self {
        match error {
            WriteError::Denied(denied) => Self::Denied(denied.to_string()),
            WriteError::Salesforce(error) => match error {
                salesforce::WriteError::TooLate => Self::Away("too late to send".to_owned()),
                salesforce::WriteError::NotSent(error) => error.into(),
                salesforce::WriteError::Refused { code, .. } => Self::Refused(code.clone()),
                salesforce::WriteError::Conflict => Self::Refused("CONFLICT".to_owned()),
                salesforce::WriteError::Unclear { .. } => Self::Unclear,
            },
        }
    }
}

/// Messages of the org are left out: some repeat the value they refuse.
impl From<&salesforce::Error> for Outcome {
    fn from(error: &salesforce::Error) -> Self {
        use salesforce::Error;
        match error {
            Error::Unreachable { .. } => Self::Away("unreachable".to_owned()),
            Error::Throttled { .. } => Self::Away("throttled".to_owned()),
            Error::LimitExhausted { .. } => Self::Away("limit exhausted".to_owned()),
            Error::Locked { .. } => Self::Away("locked".to_owned()),
            Error::SignedOut { .. } | Error::OtherOrg { .. } => Self::SignedOut,
            Error::Refused { code, .. } => Self::Refused(code.clone()),
            Error::NotFound { .. } => Self::Refused("NOT_FOUND".to_owned()),
            Error::Hidden { .. } => Self::Refused("HIDDEN".to_owned()),
            Error::Malformed { .. } | Error::Vault { .. } => Self::Broken,
        }
    }
}
