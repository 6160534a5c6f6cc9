use crate::answer::Refusal;
use crate::error::Error;
use std::time::Duration;

/// Why a write has no receipt: one variant for each thing the engine can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The time to send had passed. Certain: nothing was sent.
    #[error("it was too late to send this; nothing was changed")]
    TooLate,
    /// Certain: nothing happened. The cause knows when to try again.
    #[error("nothing was changed: {0}")]
    NotSent(Error),
    /// The org said no, and why. Certain: nothing happened.
    #[error("Salesforce refused: {message} ({code})")]
    Refused {
        code: String,
        message: String,
        fields: Vec<String>,
    },
    /// Somebody changed the record after the re-read. Certain: nothing happened.
    #[error("the record was changed by somebody else meanwhile; nothing was written")]
    Conflict,
    /// It may or may not have happened. Only looking tells; it must not be sent again.
    #[error("it is not known whether Salesforce did this: {why}")]
    Unclear { why: String },
}

impl WriteError {
    /// When the same write may be tried again; none when trying is no use, or not known to be safe.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotSent(error) => error.retry_after(),
            Self::TooLate => Some(Duration::ZERO),
            Self::Refused { .. } | Self::Conflict | Self::Unclear { .. } => None,
        }
    }
}

impl From<Refusal> for WriteError {
    fn from(refusal: Refusal) -> Self {
        if refusal.status == 412 {
            return Self::Conflict;
        }
        // A redirect, a gateway's page, a breakdown: the org may have acted before it.
        if refusal.is_breakdown() || refusal.code.is_empty() && refusal.status != 429 {
            return Self::Unclear {
                why: refusal.message,
            };
        }
        match refusal.clone().into_error() {
            error @ (Error::LimitExhausted { .. }
            | Error::Throttled { .. }
            | Error::Locked { .. }
            | Error::SignedOut { .. }
            | Error::OtherOrg { .. }) => Self::NotSent(error),
            _ => Self::Refused {
                code: refusal.code,
                message: refusal.message,
                fields: refusal.fields,
            },
        }
    }
}

/// What goes wrong before anything is sent.
impl From<Error> for WriteError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused {
                code,
                message,
                fields,
            } => Self::Refused {
                code,
                message,
                fields,
            },
            error => Self::NotSent(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, code: &str, message: &str) -> WriteError {
        let body = serde_json::json!([{ "message": message, "errorCode": code }]).to_string();
        Refusal::read(status, body.as_bytes()).into()
    }

    #[test]
    fn only_what_is_certain_is_said() {
        assert_eq!(
            outcome(412, "PRECONDITION_FAILED", "changed"),
            WriteError::Conflict
        );
        assert!(matches!(
            outcome(503, "SERVER_UNAVAILABLE", ""),
            WriteError::Unclear { .. }
        ));
        assert!(matches!(
            outcome(500, "UNKNOWN_EXCEPTION", ""),
            WriteError::Unclear { .. }
        ));
        assert!(matches!(outcome(302, "", ""), WriteError::Unclear { .. }));
        assert!(matches!(
            outcome(400, "UNABLE_TO_LOCK_ROW", ""),
            WriteError::NotSent(Error::Locked { .. })
        ));
        assert!(matches!(
            outcome(
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "TotalRequests Limit exceeded."
            ),
            WriteError::NotSent(_)
        ));
        assert!(matches!(
            outcome(404, "ENTITY_IS_DELETED", "entity is deleted"),
            WriteError::Refused { .. }
        ));
        assert!(matches!(
            outcome(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "no"),
            WriteError::Refused { .. }
        ));
    }
}
