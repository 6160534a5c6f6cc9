use domain::record::{FieldName, ObjectName, RecordId};
use std::time::Duration;

/// Why a read gave nothing: one variant for each thing a caller can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The org does not answer, or answers that it cannot. Wait, then ask again.
    #[error("Salesforce cannot be reached: {why}")]
    Unreachable { why: String, retry_after: Duration },
    /// Too much at once. Wait a little, then ask again.
    #[error("Salesforce asks for a pause: {message}")]
    Throttled {
        message: String,
        retry_after: Duration,
    },
    /// The org's calls of this day are used up, or as many of them as we may use. Wait long.
    #[error("{used} of {max} daily Salesforce calls are used; the rest is kept back")]
    LimitExhausted {
        used: u64,
        max: u64,
        retry_after: Duration,
    },
    /// Somebody else holds the record. Ask again in a moment.
    #[error("the record is locked in Salesforce: {message}")]
    Locked { message: String },
    /// No token that the org takes. A person has to connect again.
    #[error("the connection to Salesforce is signed out: {why}")]
    SignedOut {
        why: String,
        /// The word of the org's own sign-in, when it said one: `invalid_client_id`.
        word: Option<String>,
    },
    /// These settings lead to another org than the one this connection was made for. A person has to connect it apart.
    #[error(
        "these settings lead to another org ({theirs}), and this connection belongs to {ours}; connect the other org under a name of its own"
    )]
    OtherOrg { ours: RecordId, theirs: RecordId },
    /// The org, or the check before it, says no. Asking again will not help.
    #[error("Salesforce refused: {message} ({code})")]
    Refused {
        code: String,
        message: String,
        fields: Vec<String>,
    },
    /// There is no such record, or the connected user may not see it.
    #[error("{what} is not in Salesforce, or the connected user may not see it")]
    NotFound { what: String },
    /// The org has no such object or fields, or hides them from the connected user: describe does not tell which.
    #[error(
        "{object}{} is not there, or hidden from the connected user",
        Listed(fields)
    )]
    Hidden {
        object: ObjectName,
        fields: Vec<FieldName>,
    },
    /// The answer is not what the API promises.
    #[error("Salesforce answered something that cannot be read: {what}")]
    Malformed { what: String },
    /// The place where tokens are kept does not work. Ours to repair.
    #[error("the tokens cannot be kept: {why}")]
    Vault { why: String },
}

impl Error {
    /// When asking again makes sense; none when it will not help.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Unreachable { retry_after, .. }
            | Self::Throttled { retry_after, .. }
            | Self::LimitExhausted { retry_after, .. } => Some(*retry_after),
            Self::Locked { .. } => Some(Duration::from_secs(2)),
            Self::Vault { .. } => Some(Duration::from_secs(10)),
            Self::SignedOut { .. }
            | Self::OtherOrg { .. }
            | Self::Refused { .. }
            | Self::NotFound { .. }
            | Self::Hidden { .. }
            | Self::Malformed { .. } => None,
        }
    }
    pub(crate) fn signed_out(why: impl Into<String>) -> Self {
        Self::SignedOut {
            why: why.into(),
            word: None,
        }
    }
    pub(crate) fn unreachable(why: impl Into<String>) -> Self {
        Self::Unreachable {
            why: why.into(),
            retry_after: Duration::from_secs(30),
        }
    }
    pub(crate) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::Refused {
            code: code.to_owned(),
            message: message.into(),
            fields: vec![],
        }
    }
    pub(crate) fn malformed(what: impl std::fmt::Display) -> Self {
        Self::Malformed {
            what: what.to_string(),
        }
    }
}

/// `.Name, .Website`, or nothing when it is the object itself.
struct Listed<'a>(&'a [FieldName]);

impl std::fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut between = "";
        self.0.iter().try_for_each(|field| {
            write!(f, "{between}.{field}")?;
            between = ", ";
            Ok(())
        })
    }
}
