//! Journals as they are read: folded once, and from then on only carried on. A journal only grows and is never edited,
//! so what was folded stays true, whoever has written what follows.

use crate::Error;
use domain::id::{DecisionId, RunId, WorkspaceId};
use domain::observation::{Event, Kind, Observation};
use domain::run::{State, StepPath};
use domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;
use tokio::sync::OwnedMutexGuard;

/// Observations of one question.
const PAGE: u32 = 500;
/// No more runs than this are remembered …
const RUNS: usize = 256;
/// … and no more of their observations: some 40 MB.
const LINES: usize = 250_000;

/// One journal, folded up to some number.
#[derive(Default)]
pub(crate) struct Story {
    pub first: Option<Observation>,
    pub state: State,
    /// One a number, from 1.
    pub lines: Vec<Line>,
    /// The last line of each step, by its key.
    pub said: BTreeMap<String, usize>,
    pub proposed: Vec<(DecisionId, Timestamp)>,
}

/// What the rail shows of one observation.
pub(crate) struct Line {
    pub kind: Kind,
    pub at: Timestamp,
    /// The key of its step.
    pub step: Option<Arc<str>>,
    pub headline: String,
}

impl Story {
    pub(crate) fn last(&self) -> u64 {
        self.lines.len() as u64
    }

    pub(crate) fn line(&self, number: u64) -> Option<&Line> {
        self.lines
            .get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Reads on, up to that number or the end of the journal.
    pub(crate) async fn read_on(
        &mut self,
        store: &Store,
        workspace: &WorkspaceId,
        run: &RunId,
        until: u64,
    ) -> Result<(), Error> {
        while self.last() < until {
            let wanted = u32::try_from(until - self.last()).unwrap_or(PAGE).min(PAGE);
            let more = store::runs::observations(store.within(workspace), run, self.last(), wanted)
                .await?;
            if more.is_empty() {
                break;
            }
            for observation in more {
                self.add(observation);
            }
        }
        Ok(())
    }

    fn add(&mut self, observation: Observation) {
        self.state.apply(&observation);
        if let Event::Proposed { decision, .. } = &observation.event {
            self.proposed.push((decision.clone(), observation.at));
        }
        let key = observation.path.as_ref().map(StepPath::key);
        if let Some(key) = key {
            match self.said.get_mut(key) {
                Some(said) => *said = self.lines.len(),
                None => {
                    self.said.insert(key.to_owned(), self.lines.len());
                }
            }
        }
        let before = self.lines.last().and_then(|line| line.step.clone());
        let step = key.map(|key| {
            before
                .filter(|step| **step == *key)
                .unwrap_or_else(|| key.into())
        });
        let first = self.lines.is_empty().then(|| observation.clone());
        self.lines.push(Line {
            kind: observation.kind,
            at: observation.at,
            step,
            headline: observation.headline,
        });
        self.first = self.first.take().or(first);
    }
}

/// The journals that were looked at lately.
#[derive(Default)]
pub(crate) struct Stories(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    clock: u64,
    kept: HashMap<(WorkspaceId, RunId), Kept>,
}

struct Kept {
    used: u64,
    lines: usize,
    story: Arc<tokio::sync::Mutex<Story>>,
}

impl Stories {
    /// A journal, folded at least up to that number if it is that long.
    pub(crate) async fn read(
        &self,
        store: &Store,
        workspace: &WorkspaceId,
        run: &RunId,
        until: u64,
    ) -> Result<OwnedMutexGuard<Story>, Error> {
        let mut story = self.take(workspace, run).lock_owned().await;
        if story.last() < until {
            story.read_on(store, workspace, run, until).await?;
            self.has_grown(workspace, run, story.lines.len());
        }
        Ok(story)
    }

    fn take(&self, workspace: &WorkspaceId, run: &RunId) -> Arc<tokio::sync::Mutex<Story>> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let now = shelf.clock;
        let kept = shelf
            .kept
            .entry((workspace.clone(), run.clone()))
            .or_insert_with(|| Kept {
                used: now,
                lines: 0,
                story: Arc::default(),
            });
        kept.used = now;
        kept.story.clone()
    }

    /// Forgets what was not looked at for the longest time, when it has become too much.
    fn has_grown(&self, workspace: &WorkspaceId, run: &RunId, lines: usize) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (workspace.clone(), run.clone());
        if let Some(kept) = shelf.kept.get_mut(&key) {
            kept.lines = lines;
        }
        let all = |shelf: &Shelf| shelf.kept.values().map(|kept| kept.lines).sum::<usize>();
        while shelf.kept.len() > 1 && (shelf.kept.len() > RUNS || all(&shelf) > LINES) {
            let oldest = shelf.kept.iter().min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            shelf.kept.remove(&oldest);
        }
    }
}
