//! The machine: `(state, observation) → (state, effects)`, and nothing else decides what a run does.

use super::commit::{Commit, Next, Progress};
use super::{Done, State, StepKey, StepPath};
use crate::change::PartNumber;
use crate::id::DecisionId;
use crate::mission::{Mission, Place, StepKind};
use crate::observation::Observation;
use crate::time::Timestamp;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run does next. The engine carries it out and answers with observations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    RunStep {
        path: StepPath,
    },
    /// Sleep until one of these decisions is answered or runs out.
    AwaitDecisions {
        decisions: Vec<DecisionId>,
    },
    /// Re-read everything the decision rests on, before its first write.
    Preflight {
        decision: DecisionId,
    },
    /// Re-read, compare, store the intent, send once.
    Write {
        decision: DecisionId,
        part: PartNumber,
    },
    /// Past `send_by`, look whether it happened. Never send.
    Reconcile {
        decision: DecisionId,
        part: PartNumber,
        send_by: Timestamp,
    },
    Verify {
        decision: DecisionId,
        part: PartNumber,
    },
    Settle {
        decision: DecisionId,
        verdict: Verdict,
    },
    /// Paused: nothing until somebody resumes it.
    Hold,
    End {
        verdict: Verdict,
    },
}

/// Folds one observation in and says what follows. After the end nothing does.
pub fn advance(
    mission: &Mission,
    mut state: State,
    observation: &Observation,
) -> (State, Vec<Effect>) {
    state.apply(observation);
    let effects = next(mission, &state).into_iter().collect();
    (state, effects)
}

/// The state that these observations make.
pub fn fold<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> State {
    observations
        .into_iter()
        .fold(State::default(), |mut state, observation| {
            state.apply(observation);
            state
        })
}

/// What a run in this state does next; nothing once it has ended.
pub fn next(mission: &Mission, state: &State) -> Option<Effect> {
    next_along(mission, state, &mut Trodden::default())
}

/// How many items of each for-each are through, from its first on. Whoever asks again and again about one growing state
/// keeps this: what is through stays through, and a long list is not walked from its start for every step.
#[derive(Clone, Debug, Default)]
pub struct Trodden(BTreeMap<StepPath, usize>);

/// [`next`], going on where the last question about the same run stopped.
pub fn next_along(mission: &Mission, state: &State, trodden: &mut Trodden) -> Option<Effect> {
    if state.ended.is_some() {
        return None;
    }
    // A commit that has begun is finished even when somebody pauses the run: half a change set helps nobody.
    if let Some((decision, (_, commit))) = state.commits.iter().next() {
        let decision = decision.clone();
        return Some(match commit.next() {
            Next::Preflight if state.paused => Effect::Hold,
            Next::Preflight => Effect::Preflight { decision },
            Next::Write(part) => Effect::Write { decision, part },
            Next::Reconcile(part, send_by) => Effect::Reconcile {
                decision,
                part,
                send_by,
            },
            Next::Verify(part) => Effect::Verify { decision, part },
            Next::Settle(verdict) => Effect::Settle { decision, verdict },
        });
    }
    if state.paused {
        return Some(Effect::Hold);
    }
    Some(
        match walk(mission, state, &Place::Top, &mut vec![], trodden) {
            Walk::Run(path) => Effect::RunStep { path },
            Walk::End(verdict) => Effect::End { verdict },
            Walk::Blocked => Effect::AwaitDecisions {
                decisions: state.open.keys().cloned().collect(),
            },
            Walk::Done => Effect::End {
                verdict: verdict(state),
            },
        },
    )
}

enum Walk {
    Run(StepPath),
    End(Verdict),
    /// Something in here waits for a decision.
    Blocked,
    Done,
}

/// The first step in mission order that is not done. Items of a for-each do not wait for each other's decisions.
fn walk(
    mission: &Mission,
    state: &State,
    place: &Place,
    items: &mut Vec<(StepKey, String)>,
    trodden: &mut Trodden,
) -> Walk {
    for step in mission.steps_at(place) {
        let path = StepPath::within(items, &step.key);
        match state.done.get(&path) {
            None => return Walk::Run(path),
            Some(Done::Plain) => {
                if let StepKind::Conclude(conclude) = &step.kind {
                    return Walk::End(conclude.verdict);
                }
            }
            Some(Done::Settled { .. }) => {}
            Some(Done::Asked { .. }) => return Walk::Blocked,
            Some(Done::Case { case }) => {
                let inside = Place::Case {
                    branch: step.key.clone(),
                    case: case.clone(),
                };
                match walk(mission, state, &inside, items, trodden) {
                    Walk::Done => {}
                    other => return other,
                }
            }
            Some(Done::Items { items: list }) => {
                let inside = Place::Item {
                    each: step.key.clone(),
                };
                let mut blocked = false;
                let through = trodden.0.get(&path).copied().unwrap_or(0);
                for (at, item) in list.iter().enumerate().skip(through) {
                    items.push((step.key.clone(), item.clone()));
                    let within = walk(mission, state, &inside, items, trodden);
                    items.pop();
                    match within {
                        // An item that concludes ends itself, not its sisters.
                        Walk::Done | Walk::End(_) => {
                            if !blocked {
                                trodden.0.insert(path.clone(), at + 1);
                            }
                        }
                        Walk::Blocked => blocked = true,
                        run @ Walk::Run(_) => return run,
                    }
                }
                if blocked {
                    return Walk::Blocked;
                }
            }
        }
    }
    Walk::Done
}

/// The verdict of a run that came to its last step: that of its decisions, the worst first.
fn verdict(state: &State) -> Verdict {
    let order = [
        Verdict::Failed,
        Verdict::PartlyApplied,
        Verdict::NeedsReview,
        Verdict::Stale,
        Verdict::Expired,
        Verdict::Rejected,
        Verdict::AppliedWithSideEffects,
        Verdict::Verified,
    ];
    let ended: Vec<Verdict> = state.settled.values().copied().collect();
    let worst = order.into_iter().find(|verdict| ended.contains(verdict));
    match worst {
        None => Verdict::NoActionNeeded,
        // Several decisions, some written and some not: the truth is in between.
        Some(
            Verdict::Failed
            | Verdict::Stale
            | Verdict::Expired
            | Verdict::Rejected
            | Verdict::NeedsReview,
        ) if ended.iter().copied().any(applied) => Verdict::PartlyApplied,
        Some(verdict) => verdict,
    }
}

fn applied(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Verified | Verdict::AppliedWithSideEffects | Verdict::PartlyApplied
    )
}

/// The verdict of a change set whose run cannot go on: what is true of its parts, whatever stopped the run.
pub fn left_as(commit: &Commit, stopped: Verdict) -> Verdict {
    let any = |fits: fn(&Progress) -> bool| commit.parts.values().any(fits);
    if any(|progress| {
        matches!(
            progress,
            Progress::Intended { .. }
                | Progress::Unclear { .. }
                | Progress::Unknown
                | Progress::Done
        )
    }) {
        // Sent, and nobody has seen what became of it.
        Verdict::NeedsReview
    } else if any(|progress| matches!(progress, Progress::Verified(_))) {
        Verdict::PartlyApplied
    } else {
        stopped
    }
}

/// The verdict of a run that cannot go on. What it wrote before is not denied.
pub fn given_up(state: &State, stopped: Verdict) -> Verdict {
    if state.settled.values().copied().any(applied) {
        Verdict::PartlyApplied
    } else {
        stopped
    }
}
