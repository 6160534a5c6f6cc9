use crate::cache::Cache;
use crate::clock::Clock;
use crate::counterparts::Counterparts;
use crate::hands::{Hands, Held};
use crate::orgs::Orgs;
use crate::standing::Standing;
use crate::stories::Stories;
use domain::id::WorkerId;
use gateway::Seal;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::mpsc;

/// What an engine is made of.
pub struct Settings {
    pub store: Store,
    /// Seals secrets at rest.
    pub seal: Arc<Seal>,
    pub clock: Arc<dyn Clock>,
    /// Runs that are worked on at the same time.
    pub workers: usize,
    /// How often a trigger asks its org for news.
    pub poll_every: Duration,
    /// How long one write may take, from the stored intent to the answer.
    pub write_within: Duration,
    /// After a write that was not answered in time: how much later the org is asked what became of it. It may still be at
    /// work on what it had received by then.
    pub look_after: Duration,
}

impl Settings {
    pub fn new(store: Store, seal: Arc<Seal>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            seal,
            clock,
            workers: 16,
            poll_every: Duration::from_secs(15),
            write_within: Duration::from_secs(15),
            look_after: Duration::from_millis(500),
        }
    }
}

/// The engine of one process. Cheap to clone.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) worker: WorkerId,
    pub(crate) workers: usize,
    pub(crate) poll_every: Duration,
    pub(crate) write_within: Duration,
    pub(crate) look_after: Duration,
    pub(crate) orgs: Orgs,
    pub(crate) cache: Cache,
    pub(crate) standing: Standing,
    pub(crate) counterparts: Counterparts,
    pub(crate) hands: Hands,
    pub(crate) stories: Stories,
    /// Runs that this process leased while starting or deciding them: they skip the wait for a poll.
    pub(crate) hot: mpsc::UnboundedSender<Held>,
    pub(crate) hot_runs: std::sync::Mutex<Option<mpsc::UnboundedReceiver<Held>>>,
    /// Whether workers run here; without them nothing is leased to this process.
    pub(crate) working: std::sync::atomic::AtomicBool,
}

impl Engine {
    pub fn open(settings: Settings) -> Self {
        let (hot, hot_runs) = mpsc::unbounded_channel();
        let worker = WorkerId::new(settings.clock.unique());
        let orgs = Orgs::new(
            settings.store.clone(),
            settings.seal,
            settings.clock.clone(),
        );
        Self(Arc::new(Shared {
            store: settings.store,
            clock: settings.clock,
            worker,
            workers: settings.workers.max(1),
            poll_every: settings.poll_every,
            write_within: settings.write_within,
            look_after: settings.look_after,
            orgs,
            cache: Cache::default(),
            standing: Standing::default(),
            counterparts: Counterparts::default(),
            hands: Hands::default(),
            stories: Stories::default(),
            hot,
            hot_runs: std::sync::Mutex::new(Some(hot_runs)),
            working: std::sync::atomic::AtomicBool::new(false),
        }))
    }

    /// Goes on with a run that was leased to this process just now.
    pub(crate) fn go_on(&self, leased: store::runs::Leased) {
        // A full stop in between is no loss: the lease runs out and the run is due again.
        let _ = self.0.hot.send(self.0.hands.hold(leased));
    }

    /// The store, for sign-in, sessions and tokens.
    pub fn store(&self) -> &Store {
        &self.0.store
    }
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }
}
