use crate::engine::Shared;
use std::sync::Arc;
use std::time::Duration;
use store::{Change, Changes};
use tokio::time::{Instant, sleep_until};

/// However quiet it is, the table is looked at this often: a message may be lost.
const NET: Duration = Duration::from_secs(1);

/// Knows when it is worth looking for due runs.
pub(super) struct Due {
    shared: Arc<Shared>,
    changes: Changes,
    next: Instant,
}

impl Due {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: shared.clone(),
            changes: shared.store.changes(),
            next: Instant::now(),
        }
    }

    /// Returns when a run may be due. Safe to give up and call again.
    pub(super) async fn wait(&mut self) {
        loop {
            tokio::select! {
                () = sleep_until(self.next) => return,
                change = self.changes.next() => match change {
                    Some(Change::Due(at)) => {
                        let wait = at.since(self.shared.clock.now());
                        self.next = self.next.min(Instant::now() + wait);
                    }
                    Some(Change::Missed) => self.next = Instant::now(),
                    Some(_) => {}
                    // The store is gone; the net keeps the loop from spinning until somebody stops us.
                    None => sleep_until(self.next).await,
                },
            }
        }
    }

    /// Nothing was due: looks again when told, or when the net says.
    pub(super) fn rest(&mut self) {
        self.next = Instant::now() + NET;
    }
}
