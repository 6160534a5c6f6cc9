//! What can go wrong, one variant per reaction of the caller.

use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row here: answer 404.
    #[error("that is no longer there")]
    Gone,
    /// Something of that name exists already: ask for another.
    #[error("this {0} is already taken")]
    Taken(&'static str),
    /// The lease is lost, or the row changed since it was read: read again, or let go.
    #[error("somebody else got there first")]
    Stale,
    /// The server is away or restarting, or somebody held what was needed for too long: the same job may be tried again.
    /// Whether it was committed is open when the connection broke at the end; leases and revisions make a second try safe.
    #[error("the database is busy; try again")]
    Busy,
    /// Another process writes to this data folder.
    #[error("the server is running on {}; use --portal to talk to it", .0.display())]
    AlreadyRunning(PathBuf),
    /// The database was written by a newer version of this program: do not touch it.
    #[error(
        "this database was written by a newer version (step {found}, this version knows up to {known}); start that version instead"
    )]
    Newer { found: i64, known: i64 },
    /// The database cannot be opened; the text says why and is for the operator.
    #[error("{0}")]
    Unusable(String),
    /// The store was shut down; nothing was written.
    #[error("the store is shut down")]
    Closed,
    /// A bug or a broken disk. Log the cause, show none of it.
    #[error("the database failed: {0}")]
    Broken(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// What is stored, or was asked to be stored, makes no sense.
    pub(crate) fn nonsense(what: impl Into<String>) -> Self {
        Self::Broken(Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(
            what.into(),
        )))
    }
}

/// PostgreSQL: serialization, deadlock, lock timeout, shutting down, starting up. SQLite: busy, locked, and their
/// extended codes.
const BUSY: [&str; 12] = [
    "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "5", "6", "261", "262", "517", "773",
];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(|db| db.code().map(std::borrow::Cow::into_owned));
        match (&error, code.as_deref()) {
            (sqlx::Error::RowNotFound, _) => Self::Gone,
            (sqlx::Error::PoolClosed, _) => Self::Closed,
            (sqlx::Error::PoolTimedOut | sqlx::Error::Io(_), _) => Self::Busy,
            (_, Some(code)) if BUSY.contains(&code) => Self::Busy,
            _ => Self::Broken(Arc::new(error)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(Arc::new(error))
    }
}

/// Names what is taken when a unique key refuses a row.
pub(crate) fn taken(what: &'static str) -> impl Fn(sqlx::Error) -> Error {
    move |error| match error.as_database_error() {
        Some(db) if db.is_unique_violation() => Error::Taken(what),
        _ => error.into(),
    }
}
