//! Opening the database, and what everything else is asked through.

mod lock;
mod open;

pub use open::{Database, Settings};

use crate::Result;
use crate::changes::{Change, Changes};
use crate::database::{InWorkspace, Readers, Source};
use crate::writer::{Job, Queue, Ticket, Tx};
use domain::id::WorkspaceId;
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

/// The store. Cheap to clone; the last clone that goes closes it.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    readers: Readers,
    queue: Queue,
    changes: broadcast::Sender<Change>,
    /// The feed of other nodes, on PostgreSQL.
    feed: Option<AbortHandle>,
}

impl Store {
    /// Opens the database, brings its tables up to date, and takes the data folder's lock when it is a file.
    ///
    /// # Errors
    /// [`AlreadyRunning`](crate::Error::AlreadyRunning), [`Newer`](crate::Error::Newer), [`Unusable`](crate::Error::Unusable).
    pub async fn open(settings: Settings) -> Result<Self> {
        open::open(settings)
            .await
            .map(|shared| Self(Arc::new(shared)))
    }

    /// One tenant's view. Make it only from an authenticated actor or a leased run.
    pub fn within<'a>(&'a self, workspace: &'a WorkspaceId) -> InWorkspace<'a> {
        InWorkspace::new(Source::from(self), workspace)
    }

    /// Runs a job and waits for its commit. The job runs even when the wait is given up.
    pub async fn write<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, T> + Send + 'static,
    {
        self.enqueue(job).await
    }

    /// Puts a job in line and returns at once. Jobs run in the order they were put: when a ticket is settled, so are all before it.
    pub fn enqueue<T, F>(&self, job: F) -> Ticket<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, T> + Send + 'static,
    {
        self.0.queue.put(job)
    }

    /// For what may be lost in a crash and delays nobody: call log, stamps. A failure is logged.
    pub fn write_later<F>(&self, job: F)
    where
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, ()> + Send + 'static,
    {
        self.0.queue.put_later(job);
    }

    /// Whether other processes may write to it too.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.readers, Readers::Pg(_))
    }

    /// The edition of what seldom changes: people, gates, missions, knowledge, connections. As long as it is the same,
    /// what was asked after it was looked up still holds: it grows before anybody is told of such a commit. None when
    /// other processes write too: then nothing may be kept.
    pub fn edition(&self) -> Option<u64> {
        (!self.is_shared()).then(|| self.0.queue.edition())
    }

    /// What is committed from now on, by this process and, on PostgreSQL, by others.
    pub fn changes(&self) -> Changes {
        Changes::new(self.0.changes.subscribe())
    }

    /// Does what is in line, then closes the database and lets go of the lock.
    pub async fn close(&self) {
        self.0.queue.close().await;
        self.0.feed.iter().for_each(AbortHandle::abort);
        self.0.readers.close().await;
    }

    pub(crate) fn readers(&self) -> &Readers {
        &self.0.readers
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.feed.iter().for_each(AbortHandle::abort);
    }
}
