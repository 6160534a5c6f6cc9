//! Workers: they take due runs by lease and carry out what the run machine says, one effect after the other.

mod drive;
mod wait;

pub(crate) use drive::{Drive, Halt, Trouble};

use crate::engine::{Engine, Shared};
use crate::hands::Held;
use crate::journal::LEASE;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::runs::Leased;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Everything that works in the background. Stopping waits for the effects at hand; the rest is taken up later.
pub struct Workers {
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Takes no more runs, lets those at hand come to a resting place, and returns.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

impl Engine {
    /// Starts the workers and the triggers of this process. Call it once.
    pub fn work(&self) -> Workers {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let hot = self
            .0
            .hot_runs
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
        if let Some(hot) = hot {
            tasks.spawn(dispatch(self.0.clone(), hot, stop.clone()));
            tasks.spawn(crate::trigger::watch(self.clone(), stop.clone()));
        }
        Workers { stop, tasks }
    }
}

/// Hands due runs to tasks, at most so many at a time. Runs that this process leased itself come first.
async fn dispatch(
    shared: Arc<Shared>,
    mut hot: mpsc::UnboundedReceiver<Held>,
    stop: CancellationToken,
) {
    // The file is locked to this process, so whoever held a lease on it is dead.
    if !shared.store.is_shared() {
        let dropped = shared
            .store
            .write(|tx| Box::pin(async move { store::runs::drop_orphans(tx).await }))
            .await;
        match dropped {
            Ok(0) => {}
            Ok(runs) => tracing::info!(
                runs,
                "took over what was under way when the server went down"
            ),
            Err(error) => {
                tracing::warn!(%error, "runs of a process that died wait until their leases run out");
            }
        }
    }
    shared.working.store(true, Ordering::Relaxed);
    let seats = Arc::new(Semaphore::new(shared.workers));
    let mut due = wait::Due::new(&shared);
    let mut runs = JoinSet::new();
    loop {
        while runs.try_join_next().is_some() {}
        let free = tokio::select! {
            () = stop.cancelled() => break,
            seat = seats.clone().acquire_owned() => seat.expect("the semaphore is never closed"),
        };
        let held = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(held) = hot.recv() => Some(held),
            () = due.wait() => take(&shared).await.map(|leased| shared.hands.hold(leased)),
        };
        match held {
            Some(held) => {
                let (shared, stop) = (shared.clone(), stop.clone());
                runs.spawn(async move {
                    drive::drive(shared, held, stop).await;
                    drop(free);
                });
            }
            None => due.rest(),
        }
    }
    while runs.join_next().await.is_some() {}
}

/// The run that is due the longest, if there is one.
async fn take(shared: &Shared) -> Option<Leased> {
    let now = shared.clock.now();
    let (worker, until) = (shared.worker.clone(), now.plus(LEASE));
    let taken = shared
        .store
        .write(move |tx| {
            Box::pin(async move { store::runs::lease_next(tx, &worker, now, until).await })
        })
        .await;
    taken.unwrap_or_else(|error| {
        tracing::warn!(%error, "could not look for due runs");
        None
    })
}
