//! One writer: jobs in the order they came, many in one transaction, acknowledged after its commit.
//!
//! One per process, on PostgreSQL too: the commit is what costs, and a batch shares it, so a second connection would
//! buy little there and lose the order that tickets promise. More nodes bring more writers.

mod batch;
mod queue;
mod work;

pub(crate) use batch::Hand;
pub(crate) use queue::{Queue, start};

use crate::changes::Change;
use crate::database::{Conn, InWorkspace, Source};
use crate::{Error, Result};
use domain::id::WorkspaceId;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;

/// What a job gives back: `Box::pin(async move { … })`. It awaits the store and nothing else, for all others wait with it.
/// When a question or verb in it fails, it returns that error; what it wrote is taken back, and its neighbours stay.
pub type Job<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// What a job writes through. Nothing of it is there before the commit.
pub struct Tx<'c> {
    conn: Conn<'c>,
    announced: &'c mut Vec<Change>,
}

impl Tx<'_> {
    /// Asks in the middle of a job; what the job has written so far is seen.
    pub fn within<'s>(&'s mut self, workspace: &'s WorkspaceId) -> InWorkspace<'s> {
        InWorkspace::new(Source::from(self), workspace)
    }
    /// Tells subscribers after the commit.
    pub fn announce(&mut self, change: Change) {
        self.announced.push(change);
    }
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        self.conn.by_ref()
    }
}

/// A job that is on its way. Await it to learn what came of it, after the commit. Dropping it cancels nothing.
#[must_use = "await the ticket, or use write_later"]
pub struct Ticket<T>(oneshot::Receiver<Result<T>>);

impl<T> Future for Ticket<T> {
    type Output = Result<T>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Pin::new(&mut self.0)
            .poll(context)
            .map(|answer| answer.unwrap_or(Err(Error::Closed)))
    }
}
