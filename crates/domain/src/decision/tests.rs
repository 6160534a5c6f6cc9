use super::*;
use crate::actor::Role;
use crate::change::{Assignment, Before, Effect, Origin, Part, Target};
use crate::gate::{GateRule, GateVerdict};
use crate::record::RecordRef;
use crate::value::Value;
use std::time::Duration;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn actor(name: &str) -> ActorId {
    ActorId::new(name)
}

fn part(place: usize, field: &str, after: &[usize]) -> Part {
    let record = RecordRef::new(
        "Account".parse().unwrap(),
        "001D000000IqhSL".parse().unwrap(),
    );
    let field: crate::record::FieldName = field.parse().unwrap();
    Part {
        number: PartNumber::at(place),
        title: format!("Set {field}"),
        before: vec![Before {
            record: record.clone(),
            field: field.clone(),
            value: Value::Null,
        }],
        effect: Effect::Update {
            record: Target::Record(record),
            values: [(
                field,
                Assignment {
                    value: Value::text("new"),
                    origin: Origin::Mission,
                },
            )]
            .into(),
        },
        after: after.iter().map(|place| PartNumber::at(*place)).collect(),
        because: vec![],
    }
}

fn decision() -> Decision {
    Decision {
        id: DecisionId::new("1"),
        run: RunId::new("1"),
        changes: ChangeSet {
            title: "Two fields".into(),
            parts: vec![part(0, "Website", &[]), part(1, "OwnerId", &[0])],
        },
        authors: [actor("ana")].into(),
        asked_at: START,
        expires_at: START.plus(Duration::from_hours(1)),
        signatures: vec![],
        gate_version: 1,
    }
}

fn cast() -> RolesNow {
    [
        (actor("ana"), [Role::Member, Role::Approver].into()),
        (actor("ben"), [Role::Approver].into()),
        (actor("cai"), [Role::Approver, Role::Admin].into()),
        (actor("dee"), [Role::Auditor].into()),
    ]
    .into()
}

fn signs(decision: &Decision, who: &str, places: &[usize]) -> Signature {
    let digests: BTreeMap<_, _> = decision.digests().into_iter().collect();
    Signature {
        by: Signer::Actor(actor(who)),
        answer: Answer::Approve,
        parts: places
            .iter()
            .map(|place| PartNumber::at(*place))
            .map(|number| (number, digests[&number]))
            .collect(),
        at: START,
    }
}

fn asking(seats: &[(Role, u32)]) -> Gate {
    let verdict = GateVerdict::Ask(seats.iter().copied().collect());
    Gate {
        version: 2,
        rules: vec![GateRule {
            name: "four-eyes".into(),
            object: None,
            operation: None,
            field: None,
            verdict,
        }],
    }
}

#[test]
fn an_approver_who_did_not_start_it_approves_it() {
    let gate = Gate::default_gate();
    let signed = decision()
        .sign(signs(&decision(), "ben", &[0, 1]), &gate, &cast())
        .unwrap();
    let approved = approve(&signed, &gate, &cast(), START).unwrap();
    assert_eq!(approved.parts().len(), 2);
    assert_eq!(
        approved.parts()[0].digest(),
        decision().changes.parts[0].digest().unwrap()
    );
}

#[test]
fn nobody_signs_twice_or_their_own_or_without_a_seat() {
    let gate = asking(&[(Role::Approver, 2)]);
    let once = decision()
        .sign(signs(&decision(), "ben", &[0, 1]), &gate, &cast())
        .unwrap();
    assert_eq!(
        once.clone()
            .sign(signs(&once, "ben", &[0, 1]), &gate, &cast()),
        Err(Refusal::AlreadySigned)
    );
    assert_eq!(
        once.clone()
            .sign(signs(&once, "ana", &[0, 1]), &gate, &cast()),
        Err(Refusal::OwnProposal)
    );
    assert_eq!(
        once.clone()
            .sign(signs(&once, "dee", &[0, 1]), &gate, &cast()),
        Err(Refusal::NotYourSeat)
    );
    assert_eq!(
        approve(&once, &gate, &cast(), START).unwrap_err(),
        Refusal::NotApproved
    );
    let twice = once
        .sign(signs(&decision(), "cai", &[0, 1]), &gate, &cast())
        .unwrap();
    assert!(approve(&twice, &gate, &cast(), START).is_ok());
}

#[test]
fn an_approver_who_left_before_the_commit_does_not_count() {
    let gate = Gate::default_gate();
    let signed = decision()
        .sign(signs(&decision(), "ben", &[0, 1]), &gate, &cast())
        .unwrap();
    let mut roles = cast();
    roles.remove(&actor("ben"));
    assert_eq!(
        approve(&signed, &gate, &roles, START).unwrap_err(),
        Refusal::NotApproved
    );
}

#[test]
fn a_stale_digest_is_outdated_and_an_edited_part_needs_new_signatures() {
    let gate = Gate::default_gate();
    let mut edited = decision();
    let signature = signs(&edited, "ben", &[0, 1]);
    edited.changes.parts[0].before[0].value = Value::text("drifted");
    assert_eq!(
        edited.clone().sign(signature.clone(), &gate, &cast()),
        Err(Refusal::Outdated(PartNumber::at(0)))
    );
    edited.signatures.push(signature);
    assert!(
        matches!(edited.status(&gate, &cast(), START), Status::Waiting { .. }),
        "the edited part waits for new signatures"
    );
}

#[test]
fn a_part_can_be_dropped_but_not_one_that_another_needs() {
    let gate = Gate::default_gate();
    let refused = decision().sign(signs(&decision(), "ben", &[1]), &gate, &cast());
    assert_eq!(
        refused,
        Err(Refusal::NeedsPart {
            part: PartNumber::at(1),
            needs: PartNumber::at(0)
        })
    );
    let signed = decision()
        .sign(signs(&decision(), "ben", &[0]), &gate, &cast())
        .unwrap();
    assert_eq!(
        signed.status(&gate, &cast(), START),
        Status::Approved {
            parts: vec![PartNumber::at(0)]
        }
    );
}

#[test]
fn a_late_or_second_answer_changes_nothing() {
    let gate = Gate::default_gate();
    let mut late = signs(&decision(), "ben", &[0, 1]);
    late.at = START.plus(Duration::from_hours(2));
    assert!(matches!(
        decision().sign(late, &gate, &cast()),
        Err(Refusal::Expired(_))
    ));
    let signed = decision()
        .sign(signs(&decision(), "ben", &[0, 1]), &gate, &cast())
        .unwrap();
    assert!(matches!(
        signed
            .clone()
            .sign(signs(&signed, "cai", &[0, 1]), &gate, &cast()),
        Err(Refusal::AlreadyDecided { .. })
    ));
    assert!(matches!(
        approve(&signed, &gate, &cast(), signed.expires_at),
        Err(Refusal::Expired(_))
    ));
}

#[test]
fn todays_gate_can_ask_for_more_or_block_what_was_signed() {
    let yesterday = Gate::default_gate();
    let signed = decision()
        .sign(signs(&decision(), "ben", &[0, 1]), &yesterday, &cast())
        .unwrap();
    assert_eq!(
        signed.status(&asking(&[(Role::Approver, 2)]), &cast(), START),
        Status::Waiting {
            missing: [(Role::Approver, 1)].into()
        }
    );
    let owner = GateRule {
        name: "owners-stay".into(),
        object: None,
        operation: None,
        field: Some("OwnerId".parse().unwrap()),
        verdict: GateVerdict::Block,
    };
    let blocking = Gate {
        version: 3,
        rules: vec![owner],
    };
    assert_eq!(
        approve(&signed, &blocking, &cast(), START).unwrap_err(),
        Refusal::Blocked {
            part: PartNumber::at(1),
            rule: "owners-stay".into()
        }
    );
}

#[test]
fn a_policy_signs_on_the_same_path() {
    let allow = GateRule {
        name: "enrichment".into(),
        object: None,
        operation: None,
        field: None,
        verdict: GateVerdict::Allow,
    };
    let gate = Gate {
        version: 4,
        rules: vec![allow],
    };
    assert!(
        matches!(
            decision().status(&gate, &cast(), START),
            Status::Waiting { .. }
        ),
        "allowed is not yet signed"
    );
    let by_policy = Signature {
        by: Signer::Policy {
            rule: "enrichment".into(),
            version: 4,
        },
        ..signs(&decision(), "ben", &[0, 1])
    };
    let signed = decision().sign(by_policy.clone(), &gate, &cast()).unwrap();
    assert_eq!(
        approve(&signed, &gate, &cast(), START)
            .unwrap()
            .parts()
            .len(),
        2
    );
    // The rule was withdrawn: its signature sits on nobody's seat.
    assert_eq!(
        approve(&signed, &Gate::default_gate(), &cast(), START).unwrap_err(),
        Refusal::NotApproved
    );
}

fn one_rule(rule: GateRule) -> Gate {
    Gate {
        version: 5,
        rules: vec![rule],
    }
}

#[test]
fn a_gate_that_asks_nobody_still_asks_one_approver() {
    for nobody in [asking(&[]), asking(&[(Role::Approver, 0)])] {
        assert_eq!(
            approve(&decision(), &nobody, &cast(), START).unwrap_err(),
            Refusal::NotApproved
        );
    }
}

#[test]
fn leave_to_set_a_field_is_no_leave_to_merge() {
    let gate = one_rule(GateRule {
        name: "phones".into(),
        object: None,
        operation: None,
        field: Some("Website".parse().unwrap()),
        verdict: GateVerdict::Allow,
    });
    let update = part(0, "Website", &[]);
    let Effect::Update { values, .. } = update.effect.clone() else {
        unreachable!("it is an update")
    };
    let merge = Part {
        effect: Effect::Merge {
            object: "Account".parse().unwrap(),
            master: "001D000000IqhSL".parse().unwrap(),
            losers: vec!["001D000000IqhTL".parse().unwrap()],
            values,
        },
        ..update.clone()
    };
    assert!(matches!(
        gate.demand(&update, &[]),
        crate::gate::Demand::Allow { .. }
    ));
    assert!(matches!(
        gate.demand(&merge, &[]),
        crate::gate::Demand::Ask(_)
    ));
}
