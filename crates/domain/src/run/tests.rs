use super::*;
use crate::actor::ActorId;
use crate::canonical::Digest;
use crate::change::PartNumber;
use crate::id::{DecisionId, RunId};
use crate::mission::Mission;
use crate::observation::{Event, Kind, Observation, Outcome, Verification};
use crate::time::Timestamp;
use crate::verdict::Verdict;
use proptest::prelude::*;

/// A branch, a loop that proposes for each item, and a step after it.
const MISSION: &str = r#"
format = 1
slug = "shapes"
title = "Every shape of step"
purpose = "A branch, a loop, proposals."

[[input]]
key = "account"
label = "Account"
object = "Account"

[[scope]]
object = "Account"
read = ["Name"]
write = ["Name"]
operations = ["update"]

[[step]]
key = "account"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Name"]

[[step]]
key = "named"
kind = "branch"
otherwise = "no"
[[step.case]]
name = "yes"
when = [{ value = "steps.account.Name", is_not = "" }]

[[step]]
key = "stop"
under = "named.no"
kind = "conclude"
verdict = "no_action_needed"
because = "It has no name."

[[step]]
key = "sisters"
under = "named.yes"
kind = "read"
object = "Account"
where = [{ field = "Name", is = { ref = "steps.account.Name" } }]
fields = ["Name"]

[[step]]
key = "each"
under = "named.yes"
kind = "for_each"
over = "steps.sisters"

[[step]]
key = "rename"
under = "each"
kind = "propose"
title = "Rename {items.each.Name}"
[[step.part]]
do = "update"
title = "Set the name"
record = "items.each"
set = { Name = "Acme" }

[[step]]
key = "after"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Name"]
"#;

fn mission() -> Mission {
    crate::mission::parse(MISSION).unwrap()
}

fn observe(number: u64, path: Option<StepPath>, event: Event) -> Observation {
    Observation {
        run: RunId::new("1"),
        number,
        kind: Kind::Note,
        schema: crate::observation::SCHEMA,
        path,
        actor: ActorId::new("system"),
        at: Timestamp::from_micros(0),
        headline: String::new(),
        event,
        payload: None,
        previous: Digest::NONE,
    }
}

/// One way the world could answer an effect, chosen by `choice`.
fn answer(effect: &Effect, choice: u8) -> (Option<StepPath>, Event) {
    let outcome = |choice| match choice % 6 {
        0 | 1 => Outcome::Done {
            made: None,
            related: vec![],
        },
        2 => Outcome::Refused {
            code: "X".into(),
            message: "no".into(),
        },
        3 => Outcome::Unclear {
            why: "reset".into(),
        },
        4 => Outcome::NotSent {
            why: "refused".into(),
        },
        _ => Outcome::Unknown,
    };
    match effect.clone() {
        Effect::RunStep { path } => {
            let event = match path.key() {
                "named" => Event::Branched {
                    case: if choice.is_multiple_of(4) {
                        "no"
                    } else {
                        "yes"
                    }
                    .into(),
                },
                "each" => Event::Listed {
                    items: (0..choice % 4).map(|n| format!("i{n}")).collect(),
                },
                "rename" => Event::Proposed {
                    decision: DecisionId::new(
                        path.as_str()
                            .replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
                    ),
                    parts: 2,
                },
                _ => Event::Stepped,
            };
            (Some(path), event)
        }
        Effect::AwaitDecisions { decisions } => {
            let decision = decisions[usize::from(choice) % decisions.len()].clone();
            let parts = vec![PartNumber::at(0), PartNumber::at(1)];
            let verdict = if choice.is_multiple_of(2) {
                Verdict::Rejected
            } else {
                Verdict::Expired
            };
            (
                None,
                if choice.is_multiple_of(3) {
                    Event::Declined { decision, verdict }
                } else {
                    Event::Approved { decision, parts }
                },
            )
        }
        Effect::Preflight { decision } => {
            let part = PartNumber::at(1);
            (
                None,
                if choice.is_multiple_of(5) {
                    Event::Drifted {
                        decision,
                        part,
                        fields: vec![],
                    }
                } else {
                    Event::Fresh { decision }
                },
            )
        }
        Effect::Write { decision, part } => (
            None,
            Event::Intended {
                decision,
                part,
                digest: Digest::NONE,
                send_by: Timestamp::from_micros(9),
            },
        ),
        Effect::Reconcile { decision, part, .. } => (
            None,
            Event::Sent {
                decision,
                part,
                outcome: outcome(choice),
            },
        ),
        Effect::Verify { decision, part } => {
            let fields = vec!["Name".parse().unwrap()];
            let verification = match choice % 3 {
                0 => Verification::AsSigned { values: 1 },
                1 => Verification::SideEffects { fields },
                _ => Verification::Differs { fields },
            };
            (
                None,
                Event::Verified {
                    decision,
                    part,
                    verification,
                },
            )
        }
        Effect::Settle { decision, verdict } => (None, Event::Settled { decision, verdict }),
        Effect::Hold => (
            None,
            Event::Resumed {
                by: ActorId::new("ana"),
            },
        ),
        Effect::End { verdict } => (None, Event::Ended { verdict }),
    }
}

/// A whole run: whatever the world answers, and pauses thrown in.
fn journal(mission: &Mission, choices: &[u8]) -> Vec<Observation> {
    let started = Event::Noted;
    let mut journal = vec![observe(1, None, started)];
    let mut state = fold(&journal);
    let mut trodden = Trodden::default();
    for choice in choices {
        let effect = next(mission, &state);
        // Whoever remembers how far it came answers as one who walks from the start.
        assert_eq!(next_along(mission, &state, &mut trodden), effect);
        let Some(effect) = effect else {
            break;
        };
        let (path, event) = if choice.is_multiple_of(11) {
            (
                None,
                Event::Paused {
                    by: ActorId::new("ana"),
                },
            )
        } else {
            answer(&effect, *choice)
        };
        let observation = observe(state.last + 1, path, event);
        state.apply(&observation);
        journal.push(observation);
    }
    journal
}

proptest! {
    #[test]
    fn any_prefix_folded_and_continued_equals_the_straight_run(choices in prop::collection::vec(any::<u8>(), 0..120), cut in any::<prop::sample::Index>()) {
        let mission = mission();
        let journal = journal(&mission, &choices);
        let straight = fold(&journal);
        let (before, after) = journal.split_at(cut.index(journal.len() + 1).min(journal.len()));
        // The checkpoint goes through its stored form, as it does when another node takes over.
        let stored = serde_json::to_string(&fold(before)).unwrap();
        let mut resumed: State = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(next(&mission, &resumed), next(&mission, &fold(before)));
        for observation in after {
            (resumed, _) = advance(&mission, resumed, observation);
        }
        prop_assert_eq!(resumed, straight);
    }

    #[test]
    fn what_is_repeated_or_late_changes_nothing(choices in prop::collection::vec(any::<u8>(), 0..80)) {
        let mission = mission();
        let journal = journal(&mission, &choices);
        let mut state = State::default();
        for observation in &journal {
            state.apply(observation);
            let once = state.clone();
            state.apply(observation);
            journal.iter().take_while(|late| late.number < once.last).for_each(|late| state.apply(late));
            prop_assert_eq!(&state, &once);
        }
    }

    #[test]
    fn a_run_that_is_answered_ends(choices in prop::collection::vec(1..200_u8, 600)) {
        let steady: Vec<u8> = choices.into_iter().map(|c| if c % 6 == 4 || c % 11 == 0 { 1 } else { c }).collect();
        let mission = mission();
        prop_assert!(fold(&journal(&mission, &steady)).ended.is_some());
    }
}

fn commit(outcomes: &[Outcome]) -> State {
    let mission = mission();
    let decision = DecisionId::new("1");
    let path: StepPath = "rename".parse().unwrap();
    let mut state = State::default();
    let say = |state: &mut State, path: Option<&StepPath>, event: Event| {
        state.apply(&observe(state.last + 1, path.cloned(), event));
    };
    say(
        &mut state,
        Some(&path),
        Event::Proposed {
            decision: decision.clone(),
            parts: 2,
        },
    );
    say(
        &mut state,
        None,
        Event::Approved {
            decision: decision.clone(),
            parts: vec![PartNumber::at(0), PartNumber::at(1)],
        },
    );
    say(
        &mut state,
        None,
        Event::Fresh {
            decision: decision.clone(),
        },
    );
    for (place, outcome) in outcomes.iter().enumerate() {
        let part = PartNumber::at(place);
        say(
            &mut state,
            None,
            Event::Intended {
                decision: decision.clone(),
                part,
                digest: Digest::NONE,
                send_by: Timestamp::from_micros(7),
            },
        );
        say(
            &mut state,
            None,
            Event::Sent {
                decision: decision.clone(),
                part,
                outcome: outcome.clone(),
            },
        );
        if let Some(Effect::Verify { .. }) = next(&mission, &state) {
            say(
                &mut state,
                None,
                Event::Verified {
                    decision: decision.clone(),
                    part,
                    verification: Verification::AsSigned { values: 1 },
                },
            );
        }
    }
    state
}

fn done() -> Outcome {
    Outcome::Done {
        made: None,
        related: vec![],
    }
}

#[test]
fn an_unclear_outcome_is_looked_at_and_never_sent_again() {
    let state = commit(&[Outcome::Unclear {
        why: "the line was cut".into(),
    }]);
    let reconcile = Effect::Reconcile {
        decision: DecisionId::new("1"),
        part: PartNumber::at(0),
        send_by: Timestamp::from_micros(7),
    };
    assert_eq!(next(&mission(), &state), Some(reconcile));
}

#[test]
fn a_refused_second_part_leaves_the_truth_partly_applied() {
    let state = commit(&[
        done(),
        Outcome::Refused {
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION".into(),
            message: "no".into(),
        },
    ]);
    assert_eq!(
        next(&mission(), &state),
        Some(Effect::Settle {
            decision: DecisionId::new("1"),
            verdict: Verdict::PartlyApplied
        })
    );
}

#[test]
fn drift_before_the_first_write_is_stale_and_nothing_is_written() {
    let state = commit(&[Outcome::Conflict]);
    assert_eq!(
        next(&mission(), &state),
        Some(Effect::Settle {
            decision: DecisionId::new("1"),
            verdict: Verdict::Stale
        })
    );
}

#[test]
fn all_parts_read_back_as_signed_is_verified() {
    let state = commit(&[done(), done()]);
    assert_eq!(
        next(&mission(), &state),
        Some(Effect::Settle {
            decision: DecisionId::new("1"),
            verdict: Verdict::Verified
        })
    );
}

#[test]
fn a_run_that_is_given_up_does_not_deny_what_it_wrote() {
    let left = |outcomes: &[Outcome]| {
        let state = commit(outcomes);
        left_as(&state.commits[&DecisionId::new("1")].1, Verdict::Failed)
    };
    let not_sent = || Outcome::NotSent {
        why: "the org is away".into(),
    };
    let unclear = || Outcome::Unclear {
        why: "the line was cut".into(),
    };
    assert_eq!(left(&[not_sent()]), Verdict::Failed);
    assert_eq!(left(&[done(), not_sent()]), Verdict::PartlyApplied);
    assert_eq!(left(&[done(), unclear()]), Verdict::NeedsReview);
}

#[test]
fn a_step_is_named_by_its_key_and_items_never_by_position() {
    let path = StepPath::within(
        &[("deals".parse().unwrap(), "006A".into())],
        &"draft".parse().unwrap(),
    );
    assert_eq!(path.to_string(), "deals[006A]/draft");
    assert_eq!(
        path.items(),
        [("deals".parse().unwrap(), "006A".to_owned())]
    );
    assert!("deals[]/draft".parse::<StepPath>().is_err());
    assert!("deals[a]".parse::<StepPath>().is_err());
}
