//! A job on its way through the writer, whatever its type.

use super::{Job, Tx};
use crate::{Error, Result};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use tokio::sync::oneshot;

pub(crate) trait Work: Send {
    /// Runs the job. False when it failed and what it wrote has to be taken back.
    fn run<'t>(&'t mut self, tx: &'t mut Tx<'_>)
    -> Pin<Box<dyn Future<Output = bool> + Send + 't>>;
    /// What it did is not there after all.
    fn fail(&mut self, error: Error);
    /// Tells whoever holds the ticket.
    fn settle(self: Box<Self>);
}

pub(super) struct Task<T, F> {
    job: Option<F>,
    outcome: Result<T>,
    ticket: Option<oneshot::Sender<Result<T>>>,
}

impl<T, F> Task<T, F> {
    pub(super) fn new(job: F, ticket: Option<oneshot::Sender<Result<T>>>) -> Self {
        Self {
            job: Some(job),
            outcome: Err(Error::Closed),
            ticket,
        }
    }
}

impl<T, F> Work for Task<T, F>
where
    T: Send + 'static,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, T> + Send,
{
    fn run<'t>(
        &'t mut self,
        tx: &'t mut Tx<'_>,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 't>> {
        Box::pin(async move {
            let Some(job) = self.job.take() else {
                return false;
            };
            // A job that panics is a bug, but not one that the runs beside it should pay for.
            let run = AssertUnwindSafe(async { job(tx).await }).catch_unwind();
            self.outcome = run
                .await
                .unwrap_or_else(|_| Err(Error::nonsense("a job panicked")));
            self.outcome.is_ok()
        })
    }

    fn fail(&mut self, error: Error) {
        // Its own refusal says more than the batch's.
        if self.outcome.is_ok() || self.job.is_some() {
            self.outcome = Err(error);
        }
    }

    fn settle(self: Box<Self>) {
        match (self.ticket, self.outcome) {
            (Some(ticket), outcome) => {
                let _ = ticket.send(outcome);
            }
            (None, Err(error)) => tracing::warn!(%error, "a job that nobody waits for failed"),
            (None, Ok(_)) => {}
        }
    }
}
