//! The journal of a leased run, as its worker writes it.
//!
//! Observations are numbered, chained and folded here, and handed to the store in order. Handing over does not wait:
//! only what must be on disk before the next act, an intent before its request above all, waits with [`Journal::settle`].
//! What is handed over while the last hand-over is still in line joins it: the busier the writer, the fewer its jobs.

use crate::clock::Clock;
use domain::canonical::Digest;
use domain::id::ActorId;
use domain::observation::{Event, Kind, Observation, SCHEMA};
use domain::run::{State, StepPath};
use domain::text::plain;
use domain::time::Timestamp;
use futures_util::FutureExt as _;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::runs::{Appended, Entries, Lease, Payload, Request, Then};
use store::{Job, Store, Ticket, Tx};

/// How long a worker may be silent before another takes its run.
pub(crate) const LEASE: Duration = Duration::from_mins(1);

/// Observations that are handed over together, at most: whoever watches a run of many quick steps sees them come.
const TOGETHER: usize = 250;

/// The lease is lost, or the store is gone: the run is somebody else's now.
#[derive(Debug)]
pub(crate) struct Lost(pub store::Error);

pub(crate) struct Journal {
    store: Store,
    clock: Arc<dyn Clock>,
    lease: Arc<Lease>,
    /// Who speaks when nobody else does.
    system: ActorId,
    state: State,
    head: Digest,
    said: Pending,
    /// The hand-over that the writer has not begun yet.
    in_line: Arc<Mutex<Option<HandOver>>>,
    tickets: VecDeque<Ticket<Appended>>,
    request: Option<Request>,
}

/// What was said and is not stored yet.
#[derive(Default)]
struct Pending {
    observations: Vec<Observation>,
    payloads: Vec<Payload>,
    /// Rows that belong to the same moment: decisions opened and closed.
    also: Vec<Also>,
}

struct HandOver {
    said: Pending,
    /// The fold up to and with the last observation, and its hash.
    state: State,
    head: Digest,
    then: Then,
}

type Also = Box<dyn for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, ()> + Send + Sync>;

/// What is said in one observation.
pub(crate) struct Said {
    pub kind: Kind,
    pub path: Option<StepPath>,
    pub headline: String,
    pub event: Event,
    pub by: Option<ActorId>,
}

impl Said {
    pub(crate) fn new(kind: Kind, headline: impl Into<String>, event: Event) -> Self {
        Self {
            kind,
            path: None,
            headline: headline.into(),
            event,
            by: None,
        }
    }
    pub(crate) fn at(mut self, path: &StepPath) -> Self {
        self.path = Some(path.clone());
        self
    }
    pub(crate) fn by(mut self, actor: &ActorId) -> Self {
        self.by = Some(actor.clone());
        self
    }
}

impl Journal {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        lease: Lease,
        state: State,
        head: Digest,
        request: Option<Request>,
    ) -> Self {
        let system = crate::people::system(&lease.workspace);
        Self {
            store,
            clock,
            lease: Arc::new(lease),
            system,
            state,
            head,
            said: Pending::default(),
            in_line: Arc::default(),
            tickets: VecDeque::new(),
            request,
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Adds an observation. It is on its way to the store with the next hand-over.
    pub(crate) fn say(&mut self, said: Said) -> Timestamp {
        self.write(said, None)
    }

    /// Adds an observation with details. The details must have a JSON form.
    pub(crate) fn tell(&mut self, said: Said, details: &impl Serialize) -> Timestamp {
        let payload = payload(&*self.clock, details);
        let digest = payload.digest;
        self.said.payloads.push(payload);
        self.write(said, Some(digest))
    }

    /// Adds rows to the job that stores the pending observations.
    pub(crate) fn also(
        &mut self,
        rows: impl for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, ()> + Send + Sync + 'static,
    ) {
        self.said.also.push(Box::new(rows));
    }

    fn write(&mut self, said: Said, payload: Option<Digest>) -> Timestamp {
        let at = self.clock.now();
        let observation = Observation {
            run: self.lease.run.clone(),
            number: self.state.last + 1,
            kind: said.kind,
            schema: SCHEMA,
            path: said.path,
            actor: said.by.unwrap_or_else(|| self.system.clone()),
            at,
            // Names of records stand in it: what could not be seen there is named.
            headline: plain(&said.headline).into_owned(),
            event: said.event,
            payload,
            previous: self.head,
        };
        self.head = observation.hash().expect("observations hold no floats");
        self.state.apply(&observation);
        self.said.observations.push(observation);
        at
    }

    /// Hands what is pending to the store and goes on at once.
    pub(crate) fn hand_over(&mut self) {
        let until = self.clock.now().plus(LEASE);
        self.append(Then::Keep { until });
    }

    /// Hands over what has piled up. Only between two effects: all rows of one effect are one job.
    pub(crate) fn hand_over_if_long(&mut self) {
        if self.said.observations.len() >= TOGETHER {
            self.hand_over();
        }
    }

    /// Waits until everything said so far is stored. Fails when the lease is lost: then nothing may be done any more.
    pub(crate) async fn settle(&mut self) -> Result<(), Lost> {
        self.hand_over();
        while let Some(ticket) = self.tickets.pop_front() {
            self.note(ticket.await)?;
        }
        Ok(())
    }

    /// What keeps the lease while something takes long.
    pub(crate) fn keeper(&self) -> Keeper {
        Keeper {
            store: self.store.clone(),
            clock: self.clock.clone(),
            lease: self.lease.clone(),
        }
    }

    /// Looks, without waiting, whether the store refused something or somebody wants something of the run.
    pub(crate) fn glance(&mut self) -> Result<Option<Request>, Lost> {
        while let Some(ticket) = self.tickets.front_mut() {
            let Some(appended) = ticket.now_or_never() else {
                break;
            };
            self.tickets.pop_front();
            self.note(appended)?;
        }
        Ok(self.request)
    }

    /// Has carried out what somebody wanted.
    pub(crate) fn answered(&mut self, request: Request) {
        self.request = None;
        let lease = self.lease.clone();
        self.also(move |tx| {
            Box::pin(async move { store::runs::answered(tx, &lease, request).await })
        });
    }

    /// Lets go of the run until then, or until it is woken.
    pub(crate) async fn release(mut self, wake_at: Option<Timestamp>) -> Result<(), Lost> {
        if self.said.observations.is_empty() {
            self.settle().await?;
            let lease = self.lease.clone();
            let freed = self
                .store
                .write(move |tx| {
                    Box::pin(async move { store::runs::release(tx, &lease, wake_at).await })
                })
                .await;
            return freed.map_err(Lost);
        }
        self.append(Then::Release { wake_at });
        while let Some(ticket) = self.tickets.pop_front() {
            self.note(ticket.await)?;
        }
        Ok(())
    }

    fn append(&mut self, then: Then) {
        if self.said.observations.is_empty() {
            return;
        }
        let said = std::mem::take(&mut self.said);
        let (state, head) = (self.state.clone(), self.head);
        let mut in_line = lock(&self.in_line);
        if let Some(before) = &mut *in_line {
            before.said.observations.extend(said.observations);
            before.said.payloads.extend(said.payloads);
            before.said.also.extend(said.also);
            (before.state, before.head, before.then) = (state, head, then);
            return;
        }
        *in_line = Some(HandOver {
            said,
            state,
            head,
            then,
        });
        drop(in_line);
        let (lease, in_line) = (self.lease.clone(), self.in_line.clone());
        self.tickets.push_back(self.store.enqueue(move |tx| {
            Box::pin(async move {
                let begun = lock(&in_line).take();
                let HandOver {
                    said,
                    state,
                    head,
                    then,
                } = begun.expect("one job for each hand-over in line");
                let entries = Entries {
                    observations: said.observations,
                    payloads: said.payloads,
                    state,
                    head,
                };
                let appended = store::runs::append(tx, &lease, &entries, then).await?;
                for rows in said.also {
                    rows(tx).await?;
                }
                Ok(appended)
            })
        }));
    }

    fn note(&mut self, appended: store::Result<Appended>) -> Result<(), Lost> {
        let appended = appended.map_err(Lost)?;
        if appended.request.is_some() {
            self.request = appended.request;
        }
        Ok(())
    }
}

/// Holds on to a run.
pub(crate) struct Keeper {
    store: Store,
    clock: Arc<dyn Clock>,
    lease: Arc<Lease>,
}

impl Keeper {
    /// Does the work, and extends the lease for as long as it takes. When the lease is lost, the next append says so.
    pub(crate) async fn while_it_takes<T>(&self, mut work: impl Future<Output = T> + Unpin) -> T {
        loop {
            if let Ok(done) = tokio::time::timeout(LEASE / 3, &mut work).await {
                return done;
            }
            let (lease, until) = (self.lease.clone(), self.clock.now().plus(LEASE));
            self.store.write_later(move |tx| {
                Box::pin(async move { store::runs::extend(tx, &lease, until).await })
            });
        }
    }
}

fn lock(in_line: &Mutex<Option<HandOver>>) -> MutexGuard<'_, Option<HandOver>> {
    in_line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Details under a digest that nobody can guess from the details.
pub(crate) fn payload(clock: &dyn Clock, details: &impl Serialize) -> Payload {
    let body = serde_json::to_vec(details).expect("details are plain data");
    Payload::new(clock.secret()[..16].to_vec(), body)
}
