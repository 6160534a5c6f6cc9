use super::{Commit, Progress, StepPath};
use crate::id::DecisionId;
use crate::observation::{Event, Observation};
use crate::time::Timestamp;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that a run remembers: what is done, what waits, how far a commit has come. Outputs stay in the journal's payloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct State {
    /// The number of the last observation folded in.
    pub last: u64,
    pub done: BTreeMap<StepPath, Done>,
    /// Decisions that wait for signatures, and the step that asked.
    pub open: BTreeMap<DecisionId, StepPath>,
    /// How many signatures of an open decision are in the journal.
    #[serde(default)]
    pub signed: BTreeMap<DecisionId, usize>,
    /// Approved decisions that are being written.
    pub commits: BTreeMap<DecisionId, (StepPath, Commit)>,
    /// How the decisions of this run ended.
    pub settled: BTreeMap<DecisionId, Verdict>,
    pub paused: bool,
    pub waiting: Option<(String, Timestamp, Timestamp)>,
    pub ended: Option<Verdict>,
}

/// What a finished step left for the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Done {
    Plain,
    /// A branch took this case.
    Case {
        case: String,
    },
    /// A for-each has these items.
    Items {
        items: Vec<String>,
    },
    /// A propose step asked; the decision is not settled yet.
    Asked {
        decision: DecisionId,
    },
    /// The decision of a propose step is settled.
    Settled {
        verdict: Verdict,
    },
}

/// What the run is doing, in the words of lists and badges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Queued,
    Running,
    WaitingForDecision,
    WaitingForSystem,
    Paused,
    Committing,
    Verifying,
    Ended,
}

impl State {
    /// Folds one observation in. What is late, repeated or out of place changes nothing but the number.
    pub fn apply(&mut self, observation: &Observation) {
        if observation.number <= self.last || self.ended.is_some() {
            return;
        }
        self.last = observation.number;
        if !matches!(
            observation.event,
            Event::Waiting { .. }
                | Event::Noted
                | Event::Paused { .. }
                | Event::Resumed { .. }
                | Event::Signed { .. }
        ) {
            self.waiting = None;
        }
        match &observation.event {
            Event::Stepped => self.finish(observation, Done::Plain),
            Event::Branched { case } => self.finish(observation, Done::Case { case: case.clone() }),
            Event::Listed { items } => self.finish(
                observation,
                Done::Items {
                    items: items.clone(),
                },
            ),
            Event::Proposed { decision, .. } => {
                if let Some(path) = &observation.path {
                    self.open.insert(decision.clone(), path.clone());
                    self.finish(
                        observation,
                        Done::Asked {
                            decision: decision.clone(),
                        },
                    );
                }
            }
            Event::Approved { decision, parts } => {
                if let Some(path) = self.open.remove(decision) {
                    self.commits
                        .insert(decision.clone(), (path, Commit::of(parts)));
                }
            }
            Event::Declined { decision, verdict } => {
                if let Some(path) = self.open.remove(decision) {
                    self.settle(decision, path, *verdict);
                }
            }
            Event::Reopened { decision } => {
                let untouched = |(_, commit): &(StepPath, Commit)| {
                    commit
                        .parts
                        .values()
                        .all(|progress| *progress == Progress::Pending)
                };
                if self.commits.get(decision).is_some_and(untouched)
                    && let Some((path, _)) = self.commits.remove(decision)
                {
                    self.open.insert(decision.clone(), path);
                }
            }
            Event::Fresh { decision } => {
                if let Some(commit) = self.commit(decision) {
                    commit.fresh = true;
                }
            }
            Event::Drifted { decision, part, .. } => {
                if let Some(Progress::Pending) = self
                    .commit(decision)
                    .and_then(|commit| commit.parts.get(part))
                {
                    self.progress(decision, *part, Progress::Drifted);
                }
            }
            Event::Intended {
                decision,
                part,
                send_by,
                ..
            } => {
                if let Some(Progress::Pending) = self
                    .commit(decision)
                    .and_then(|commit| commit.parts.get(part))
                {
                    if let Some(commit) = self.commit(decision) {
                        *commit.attempts.entry(*part).or_default() += 1;
                    }
                    self.progress(decision, *part, Progress::Intended { send_by: *send_by });
                }
            }
            Event::Sent {
                decision,
                part,
                outcome,
            } => {
                if let Some(commit) = self.commit(decision) {
                    commit.sent(*part, outcome);
                }
            }
            Event::Verified {
                decision,
                part,
                verification,
            } => {
                if let Some(Progress::Done) = self
                    .commit(decision)
                    .and_then(|commit| commit.parts.get(part))
                {
                    self.progress(decision, *part, Progress::Verified(verification.clone()));
                }
            }
            Event::Settled { decision, verdict } => {
                if let Some((path, _)) = self.commits.remove(decision) {
                    self.settle(decision, path, *verdict);
                }
            }
            Event::Waiting {
                system,
                since,
                until,
            } => self.waiting = Some((system.clone(), *since, *until)),
            Event::Paused { .. } => self.paused = true,
            Event::Resumed { .. } => self.paused = false,
            Event::Ended { verdict } => self.ended = Some(*verdict),
            Event::Signed { decision, .. } => {
                *self.signed.entry(decision.clone()).or_default() += 1;
            }
            Event::Started { .. } | Event::Noted => {}
        }
    }

    pub fn phase(&self) -> Phase {
        if self.ended.is_some() {
            Phase::Ended
        } else if self.paused {
            Phase::Paused
        } else if self.waiting.is_some() {
            Phase::WaitingForSystem
        } else if self.commits.values().any(|(_, commit)| {
            commit
                .parts
                .values()
                .any(|progress| matches!(progress, Progress::Done))
        }) {
            Phase::Verifying
        } else if !self.commits.is_empty() {
            Phase::Committing
        } else if !self.open.is_empty() {
            Phase::WaitingForDecision
        } else if self.last == 0 {
            Phase::Queued
        } else {
            Phase::Running
        }
    }

    /// Whether some part of an approved change set has been begun; until then the run can still be stopped.
    pub fn is_writing(&self) -> bool {
        let begun = |progress: &Progress| *progress != Progress::Pending;
        let mut commits = self.commits.values();
        commits.any(|(_, commit)| commit.parts.values().any(begun))
    }

    fn finish(&mut self, observation: &Observation, done: Done) {
        if let Some(path) = &observation.path {
            self.done.entry(path.clone()).or_insert(done);
        }
    }

    fn settle(&mut self, decision: &DecisionId, path: StepPath, verdict: Verdict) {
        self.settled.insert(decision.clone(), verdict);
        self.done.insert(path, Done::Settled { verdict });
    }

    fn commit(&mut self, decision: &DecisionId) -> Option<&mut Commit> {
        self.commits.get_mut(decision).map(|(_, commit)| commit)
    }

    fn progress(
        &mut self,
        decision: &DecisionId,
        part: crate::change::PartNumber,
        progress: Progress,
    ) {
        if let Some(commit) = self.commit(decision) {
            commit.parts.insert(part, progress);
        }
    }
}

impl Phase {
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::WaitingForDecision => "waiting for decision",
            Self::WaitingForSystem => "waiting for system",
            Self::Paused => "paused",
            Self::Committing => "committing",
            Self::Verifying => "verifying",
            Self::Ended => "ended",
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.phrase())
    }
}
