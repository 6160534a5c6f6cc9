//! Who is next: jobs in the order they came, and those that can wait when nothing else does.

use super::batch::Hand;
use super::work::{Task, Work};
use super::{Job, Ticket, Tx};
use crate::Result;
use crate::changes::Change;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::Instant;

/// Jobs that share a commit.
const BATCH: usize = 64;
/// The queue has been empty for so long that nobody is held up by a job that can wait.
const QUIET: Duration = Duration::from_millis(10);
/// A job that could wait has waited long enough: a few of them ride along.
const OVERDUE: Duration = Duration::from_secs(1);
const RIDERS: usize = 16;

/// The way to the writer.
pub(crate) struct Queue {
    /// Grows with every commit that changes what seldom changes, before anybody is told of that commit.
    edition: Arc<AtomicU64>,
    soon: mpsc::UnboundedSender<Item>,
    later: mpsc::UnboundedSender<Box<dyn Work>>,
}

enum Item {
    Work(Box<dyn Work>),
    /// No more work is taken; answered when all of it is done and the file is free.
    Close(oneshot::Sender<()>),
}

/// Starts the writer. `held` is let go only when its last job is done.
pub(crate) fn start(
    hand: Hand,
    changes: broadcast::Sender<Change>,
    held: impl Send + 'static,
) -> Queue {
    let (soon, soon_jobs) = mpsc::unbounded_channel();
    let (later, later_jobs) = mpsc::unbounded_channel();
    let edition = Arc::new(AtomicU64::new(0));
    let writer = Writer {
        hand,
        changes,
        edition: edition.clone(),
        soon: soon_jobs,
        later: later_jobs,
        waiting: VecDeque::new(),
    };
    tokio::spawn(async move {
        let asked = writer.run().await;
        drop(held);
        if let Some(asked) = asked {
            let _ = asked.send(());
        }
    });
    Queue {
        edition,
        soon,
        later,
    }
}

impl Queue {
    /// A queue that takes nothing: the store is open for reading only.
    pub(crate) fn closed() -> Self {
        Self {
            edition: Arc::default(),
            soon: mpsc::unbounded_channel().0,
            later: mpsc::unbounded_channel().0,
        }
    }

    pub(crate) fn put<T, F>(&self, job: F) -> Ticket<T>
    where
        T: Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, T> + Send + 'static,
    {
        let (ticket, receiver) = oneshot::channel();
        // When the writer is gone the work is dropped, and the ticket says so.
        let _ = self
            .soon
            .send(Item::Work(Box::new(Task::new(job, Some(ticket)))));
        Ticket(receiver)
    }

    pub(crate) fn put_later<F>(&self, job: F)
    where
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> Job<'t, ()> + Send + 'static,
    {
        let _ = self.later.send(Box::new(Task::new(job, None)));
    }

    pub(crate) fn edition(&self) -> u64 {
        self.edition.load(Ordering::Acquire)
    }

    pub(crate) async fn close(&self) {
        let (asked, done) = oneshot::channel();
        if self.soon.send(Item::Close(asked)).is_ok() {
            let _ = done.await;
        }
    }
}

struct Writer {
    hand: Hand,
    changes: broadcast::Sender<Change>,
    edition: Arc<AtomicU64>,
    soon: mpsc::UnboundedReceiver<Item>,
    later: mpsc::UnboundedReceiver<Box<dyn Work>>,
    waiting: VecDeque<(Instant, Box<dyn Work>)>,
}

/// What the writer does next.
enum Turn {
    Soon(Item),
    Idle,
    Over,
}

impl Writer {
    async fn run(mut self) -> Option<oneshot::Sender<()>> {
        let mut closing = None;
        loop {
            let mut batch = Vec::new();
            match self.turn().await {
                Turn::Soon(Item::Work(job)) => {
                    batch.push(job);
                    self.fill(&mut batch, &mut closing);
                    self.take_overdue(&mut batch);
                }
                Turn::Soon(Item::Close(asked)) => self.begin_closing(&mut closing, asked),
                Turn::Idle => batch.extend(self.take_waiting(BATCH)),
                Turn::Over => break,
            }
            if !batch.is_empty() {
                self.commit(batch).await;
            }
        }
        self.hand.close().await;
        closing
    }

    async fn turn(&mut self) -> Turn {
        loop {
            while let Ok(job) = self.later.try_recv() {
                self.waiting.push_back((Instant::now(), job));
            }
            if !self.waiting.is_empty() {
                return match tokio::time::timeout(QUIET, self.soon.recv()).await {
                    Ok(Some(item)) => Turn::Soon(item),
                    Ok(None) | Err(_) => Turn::Idle,
                };
            }
            tokio::select! {
                biased;
                item = self.soon.recv() => return item.map_or(Turn::Over, Turn::Soon),
                Some(job) = self.later.recv() => self.waiting.push_back((Instant::now(), job)),
            }
        }
    }

    fn fill(&mut self, batch: &mut Vec<Box<dyn Work>>, closing: &mut Option<oneshot::Sender<()>>) {
        while batch.len() < BATCH {
            match self.soon.try_recv() {
                Ok(Item::Work(job)) => batch.push(job),
                Ok(Item::Close(asked)) => self.begin_closing(closing, asked),
                Err(_) => break,
            }
        }
    }

    fn begin_closing(
        &mut self,
        closing: &mut Option<oneshot::Sender<()>>,
        asked: oneshot::Sender<()>,
    ) {
        self.soon.close();
        self.later.close();
        closing.get_or_insert(asked);
    }

    fn take_overdue(&mut self, batch: &mut Vec<Box<dyn Work>>) {
        if self
            .waiting
            .front()
            .is_some_and(|(since, _)| since.elapsed() >= OVERDUE)
        {
            batch.extend(self.take_waiting(RIDERS));
        }
    }

    fn take_waiting(&mut self, most: usize) -> impl Iterator<Item = Box<dyn Work>> + '_ {
        let some = self.waiting.len().min(most);
        self.waiting.drain(..some).map(|(_, job)| job)
    }

    async fn commit(&mut self, mut batch: Vec<Box<dyn Work>>) {
        let mut announced = Vec::new();
        let fate: Result<()> = self.hand.batch(&mut batch, &mut announced).await;
        // Also after a failure: it may be that only the word of the commit was lost.
        if announced.iter().any(Change::is_seldom) {
            self.edition.fetch_add(1, Ordering::Release);
        }
        match fate {
            Ok(()) => {
                announced.dedup();
                for change in announced {
                    // Nobody listening is no error.
                    let _ = self.changes.send(change);
                }
            }
            Err(error) => {
                tracing::error!(%error, jobs = batch.len(), "a batch was not committed");
                for job in &mut batch {
                    job.fail(error.clone());
                }
            }
        }
        batch.into_iter().for_each(Work::settle);
    }
}
