//! Runs in the hands of this process, and who waits until they are let go.
//!
//! Whoever waits for a run is woken once, when it comes to rest, instead of by every observation of every run.

use domain::id::{RunId, WorkspaceId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::runs::Leased;
use tokio::sync::oneshot;

#[derive(Clone, Default)]
pub(crate) struct Hands(Arc<Mutex<HashMap<Key, Hand>>>);

type Key = (WorkspaceId, RunId);

#[derive(Default)]
struct Hand {
    /// A run may be leased again while its last worker is still turning away.
    holders: usize,
    waiting: Vec<oneshot::Sender<()>>,
}

/// A run that is leased to this process. Dropping it wakes whoever waits.
pub(crate) struct Held {
    pub leased: Leased,
    grip: Grip,
}

struct Grip {
    hands: Hands,
    key: Key,
}

impl Hands {
    pub(crate) fn hold(&self, leased: Leased) -> Held {
        let key = (leased.run.workspace.clone(), leased.run.id.clone());
        self.lock().entry(key.clone()).or_default().holders += 1;
        let hands = self.clone();
        Held {
            leased,
            grip: Grip { hands, key },
        }
    }

    /// Resolves when the run is let go; none when it is not in our hands.
    pub(crate) fn watch(
        &self,
        workspace: &WorkspaceId,
        run: &RunId,
    ) -> Option<oneshot::Receiver<()>> {
        let mut hands = self.lock();
        let hand = hands.get_mut(&(workspace.clone(), run.clone()))?;
        hand.waiting.retain(|waiting| !waiting.is_closed());
        let (woken, let_go) = oneshot::channel();
        hand.waiting.push(woken);
        Some(let_go)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Hand>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// The run, and what keeps it in our hands.
    pub(crate) fn take(self) -> (Leased, impl Send) {
        (self.leased, self.grip)
    }
}

impl Drop for Grip {
    fn drop(&mut self) {
        let mut hands = self.hands.lock();
        let Some(hand) = hands.get_mut(&self.key) else {
            return;
        };
        hand.holders -= 1;
        let waiting = std::mem::take(&mut hand.waiting);
        if hand.holders == 0 {
            hands.remove(&self.key);
        }
        drop(hands);
        for woken in waiting {
            // Whoever gave up waiting is gone.
            let _ = woken.send(());
        }
    }
}
