use domain::decision::Refusal;
use std::sync::Arc;

/// Why a verb was not done, one variant for each reaction of the caller. The texts are for people.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    #[error("that is not there, or no longer there")]
    Gone,
    /// What was named is not there.
    #[error("{0}")]
    NoSuch(String),
    #[error("{0}")]
    Forbidden(String),
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The input is wrong; the text says where and what to do.
    #[error("{0}")]
    Invalid(String),
    /// Somebody was faster.
    #[error("{0}")]
    Conflict(String),
    /// Something we need is away; trying later helps.
    #[error("{0}")]
    Unavailable(String),
    #[error("something broke on our side")]
    Internal(Arc<dyn std::error::Error + Send + Sync>),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Gone => Self::Gone,
            store::Error::Taken(_) | store::Error::Stale => Self::Conflict(error.to_string()),
            store::Error::Busy | store::Error::Closed => Self::Unavailable(error.to_string()),
            broken => Self::Internal(Arc::new(broken)),
        }
    }
}

impl Error {
    pub(crate) fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Arc::new(error))
    }
}
