use crate::view::Course;
use domain::decision::Status;
use domain::id::DecisionId;
use domain::observation::{Event, Observation, Outcome, Verification};
use domain::run::{Progress, fold};

/// How far the decision has come, by the journal of its run.
pub(super) fn course(id: &DecisionId, status: &Status, journal: &[Observation]) -> Course {
    let state = fold(journal);
    if let Some(verdict) = state.settled.get(id) {
        return Course::Ended {
            verdict: *verdict,
            said: said(id, journal),
        };
    }
    let Status::Approved { parts } = status else {
        return Course::Open;
    };
    if let Some((system, ..)) = &state.waiting {
        return Course::Away {
            system: system.clone(),
        };
    }
    let verified = |(_, commit): &(_, domain::run::Commit)| {
        let done = |progress: &&Progress| matches!(progress, Progress::Verified(_));
        commit.parts.values().filter(done).count()
    };
    Course::Writing {
        parts: parts.len(),
        verified: state.commits.get(id).map_or(0, verified),
    }
}

/// What went wrong or went beyond what was signed, then how it ended, in the run's own words.
fn said(id: &DecisionId, journal: &[Observation]) -> Vec<String> {
    let counts = |entry: &&Observation| match &entry.event {
        Event::Sent {
            decision, outcome, ..
        } => decision == id && !matches!(outcome, Outcome::Done { .. } | Outcome::NotSent { .. }),
        Event::Drifted { decision, .. }
        | Event::Declined { decision, .. }
        | Event::Settled { decision, .. } => decision == id,
        Event::Verified {
            decision,
            verification,
            ..
        } => {
            decision == id
                && matches!(
                    verification,
                    Verification::SideEffects { .. } | Verification::Differs { .. }
                )
        }
        _ => false,
    };
    journal
        .iter()
        .filter(counts)
        .map(|entry| entry.headline.clone())
        .collect()
}
