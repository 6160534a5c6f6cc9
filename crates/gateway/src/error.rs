use domain::scope::Denied;
use std::time::Duration;

/// Why a read gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Out of scope. Nothing was sent.
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Salesforce(#[from] salesforce::Error),
}

/// Why a write has no receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Out of scope. Nothing was sent.
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Salesforce(#[from] salesforce::WriteError),
}

impl Error {
    /// When asking again makes sense; none when it will not help.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Denied(_) => None,
            Self::Salesforce(error) => error.retry_after(),
        }
    }
}

impl WriteError {
    /// When the same write may be tried again; none when trying is no use, or not known to be safe.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Denied(_) => None,
            Self::Salesforce(error) => error.retry_after(),
        }
    }
}
