//! Approvals that are none: forged, replayed, double, outdated, or no longer standing.

use crate::company::Company;
use crate::org::{NOTHING, Written};
use crate::world::World;
use domain::actor::Role;
use domain::decision::Refusal;
use domain::gate::{GateRule, GateVerdict};
use domain::id::RunId;
use domain::observation::Event;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::{Decide, DecisionView, Error};
use std::time::Duration;

async fn proposal(world: &World) -> (RunId, DecisionView) {
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    world.org.create("Account", company.twin()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let proposed = world.proposes(&lead).await;
    world.org.counts_anew().await;
    proposed
}

/// Nothing was sent, nothing was meant to be sent.
async fn nothing_happened(world: &World, run: &RunId) {
    assert_eq!(
        world.org.written().await,
        NOTHING,
        "\n{}",
        world.story(run).await
    );
    let intended = |event: &Event| matches!(event, Event::Intended { .. });
    assert!(
        !world
            .journal(run)
            .await
            .iter()
            .any(|entry| intended(&entry.event)),
        "\n{}",
        world.story(run).await
    );
}

fn once(written: Written) -> (u64, u64) {
    (written.merges, written.conversions)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_on_other_digests_is_refused() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let (_, other) = proposal(&world).await;
    let first = decision.parts[0].number;
    // Digests of another decision.
    let foreign = other
        .parts
        .iter()
        .map(|part| (part.number, part.digest))
        .collect();
    let refused = world
        .engine
        .decide(
            &world.ben,
            &decision.summary.id,
            Decide::Approve {
                parts: Some(foreign),
            },
        )
        .await;
    assert!(
        matches!(&refused, Err(Error::Refused(Refusal::Outdated(part))) if *part == first),
        "{refused:?}"
    );
    // One digest made up.
    let forged = decision
        .parts
        .iter()
        .map(|part| {
            (
                part.number,
                if part.number == first {
                    domain::canonical::Digest::of_bytes(b"forged")
                } else {
                    part.digest
                },
            )
        })
        .collect();
    let refused = world
        .engine
        .decide(
            &world.ben,
            &decision.summary.id,
            Decide::Approve {
                parts: Some(forged),
            },
        )
        .await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::Outdated(_)))),
        "{refused:?}"
    );
    // A part that is not there, and nothing at all.
    let extra = [(domain::change::PartNumber::at(40), decision.parts[0].digest)].into();
    let refused = world
        .engine
        .decide(
            &world.ben,
            &decision.summary.id,
            Decide::Approve { parts: Some(extra) },
        )
        .await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::NoSuchPart(_)))),
        "{refused:?}"
    );
    let refused = world
        .engine
        .decide(
            &world.ben,
            &decision.summary.id,
            Decide::Approve {
                parts: Some([].into()),
            },
        )
        .await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::NothingSigned))),
        "{refused:?}"
    );
    nothing_happened(&world, &run).await;
    assert_eq!(
        world
            .engine
            .run(&world.ana, &run)
            .await
            .unwrap()
            .summary
            .phase,
        Phase::WaitingForDecision
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_started_it_may_not_sign_it_nor_who_has_no_role_nor_a_program() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let id = &decision.summary.id;
    let agent = world.agent_of(&world.ben).await;
    assert!(matches!(
        world.may_not_approve(&world.ana, id).await,
        Error::Refused(Refusal::OwnProposal)
    ));
    assert!(matches!(
        world.may_not_approve(&world.dora, id).await,
        Error::Refused(Refusal::NotYourSeat)
    ));
    assert!(matches!(
        world.may_not_approve(&world.zoe, id).await,
        Error::Refused(Refusal::NotYourSeat)
    ));
    assert!(matches!(
        world.may_not_approve(&agent, id).await,
        Error::Forbidden(_)
    ));
    nothing_happened(&world, &run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_behind_an_agent_may_not_sign_what_it_started() {
    let world = World::bare().await;
    let agent = world.agent_of(&world.ben).await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let run = world
        .engine
        .start(
            &agent,
            &"reconcile-duplicates".parse().unwrap(),
            [("lead".to_owned(), lead)].into(),
            None,
        )
        .await
        .unwrap();
    let id = world.rests(&run).await.decisions[0].clone();
    world.org.counts_anew().await;
    assert!(matches!(
        world.may_not_approve(&world.ben, &id).await,
        Error::Refused(Refusal::OwnProposal)
    ));
    nothing_happened(&world, &run).await;
    world.approves(&world.cleo, &id).await;
    world.ends_as(&run, Verdict::Verified).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_at_once_one_counts_and_the_other_is_told_who_was_first() {
    let world = World::bare().await;
    for _ in 0..5 {
        let (run, decision) = proposal(&world).await;
        let sign = |who| {
            world
                .engine
                .decide(who, &decision.summary.id, Decide::Approve { parts: None })
        };
        let (ben, cleo) = tokio::join!(sign(&world.ben), sign(&world.cleo));
        let (first, second) = match (&ben, &cleo) {
            (Ok(_), Err(second)) => ("Ben Okafor", second),
            (Err(second), Ok(_)) => ("Cleo Marsh", second),
            both => panic!("{both:?}"),
        };
        assert!(
            matches!(second, Error::Refused(Refusal::AlreadyDecided { by }) if by.starts_with(first)),
            "{second:?}"
        );
        world.ends_as(&run, Verdict::Verified).await;
        assert_eq!(once(world.org.written().await), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_is_sent_again_does_nothing_again() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let parts = decision
        .parts
        .iter()
        .map(|part| (part.number, part.digest))
        .collect();
    let same = Decide::Approve { parts: Some(parts) };
    world
        .engine
        .decide(&world.ben, &decision.summary.id, same.clone())
        .await
        .unwrap();
    let again = world
        .engine
        .decide(&world.ben, &decision.summary.id, same.clone())
        .await;
    assert!(
        matches!(again, Err(Error::Refused(Refusal::AlreadyDecided { .. }))),
        "{again:?}"
    );
    world.ends_as(&run, Verdict::Verified).await;
    let length = world.journal(&run).await.len();
    for who in [&world.ben, &world.cleo] {
        let again = world
            .engine
            .decide(who, &decision.summary.id, same.clone())
            .await;
        assert!(
            matches!(&again, Err(Error::Refused(Refusal::AlreadyDecided { by })) if by == "Ben Okafor, who approved it"),
            "{again:?}"
        );
    }
    assert_eq!(once(world.org.written().await), (1, 1));
    assert_eq!(world.journal(&run).await.len(), length);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_after_the_time_is_up_is_refused() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let expires_at = decision.summary.expires_at;
    let world = world.stop().await;
    world.clock.advance(Duration::from_secs(72 * 3600 + 1));
    // Nobody has closed it yet, and still the clock counts.
    let refused = world
        .may_not_approve(&world.ben, &decision.summary.id)
        .await;
    assert!(
        matches!(refused, Error::Refused(Refusal::Expired(at)) if at == expires_at),
        "{refused:?}"
    );
    nothing_happened(&world, &run).await;
    let world = world.restart().await;
    world.ends_as(&run, Verdict::Expired).await;
    nothing_happened(&world, &run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_runs_out_before_it_is_written_writes_nothing() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let reread = world.road.stops(|_| true);
    world.approves(&world.ben, &decision.summary.id).await;
    let reread = reread.await.unwrap();
    world.clock.advance(Duration::from_secs(72 * 3600 + 1));
    reread.forward();
    world.ends_as(&run, Verdict::Expired).await;
    nothing_happened(&world, &run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_lost_between_signature_and_commit_counts() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let reread = world.road.stops(|_| true);
    world.approves(&world.ben, &decision.summary.id).await;
    let reread = reread.await.unwrap();
    world.gives(&world.ben, &[Role::Member]).await;
    reread.forward();
    world
        .until(&run, |view| view.summary.phase == Phase::WaitingForDecision)
        .await;
    nothing_happened(&world, &run).await;
    assert!(
        world.story(&run).await.contains("no longer stands"),
        "\n{}",
        world.story(&run).await
    );
    world.approves(&world.cleo, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(once(world.org.written().await), (1, 1));
}

/// Every account merge has this fate.
fn merges(verdict: GateVerdict) -> Vec<GateRule> {
    vec![GateRule {
        name: "merges".into(),
        object: Some("Account".parse().unwrap()),
        operation: Some(domain::change::Operation::Merge),
        field: None,
        verdict,
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_that_is_tightened_before_the_commit_asks_for_the_rest() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let reread = world.road.stops(|_| true);
    world.approves(&world.ben, &decision.summary.id).await;
    let reread = reread.await.unwrap();
    let gate = world.engine.gate(&world.zoe).await.unwrap();
    world
        .engine
        .publish_gate(
            &world.zoe,
            gate.version,
            merges(GateVerdict::Ask([(Role::Approver, 2)].into())),
        )
        .await
        .unwrap();
    reread.forward();
    world
        .until(&run, |view| view.summary.phase == Phase::WaitingForDecision)
        .await;
    nothing_happened(&world, &run).await;
    assert!(matches!(
        world
            .may_not_approve(&world.ben, &decision.summary.id)
            .await,
        Error::Refused(Refusal::AlreadySigned)
    ));
    world.approves(&world.cleo, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(once(world.org.written().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_that_blocks_before_the_commit_lets_nothing_through_until_it_is_opened() {
    let world = World::bare().await;
    let (run, decision) = proposal(&world).await;
    let reread = world.road.stops(|_| true);
    world.approves(&world.ben, &decision.summary.id).await;
    let reread = reread.await.unwrap();
    let gate = world.engine.gate(&world.zoe).await.unwrap();
    let gate = world
        .engine
        .publish_gate(&world.zoe, gate.version, merges(GateVerdict::Block))
        .await
        .unwrap();
    reread.forward();
    world
        .until(&run, |view| view.summary.phase == Phase::WaitingForDecision)
        .await;
    nothing_happened(&world, &run).await;
    let refused = world
        .may_not_approve(&world.cleo, &decision.summary.id)
        .await;
    assert!(
        matches!(&refused, Error::Refused(Refusal::Blocked { rule, .. }) if rule == "merges"),
        "{refused:?}"
    );
    assert!(
        world.story(&run).await.contains("“merges” blocks part 1"),
        "\n{}",
        world.story(&run).await
    );
    nothing_happened(&world, &run).await;
    // Opened again: the signature stands, and the run goes on by itself.
    world
        .engine
        .publish_gate(&world.zoe, gate.version, vec![])
        .await
        .unwrap();
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(once(world.org.written().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_proposal_keeps_its_reason_and_changes_nothing_at_all() {
    let world = World::new().await;
    let (run, decision) = proposal(&world).await;
    let stamps = world.org.stamps().await;
    assert!(stamps.len() > 300, "{}", stamps.len());
    let calls = world.road.calls();
    assert!(matches!(
        world
            .engine
            .decide(
                &world.ben,
                &decision.summary.id,
                Decide::Reject {
                    reason: "  ".into()
                }
            )
            .await,
        Err(Error::Refused(Refusal::NoReason))
    ));
    world
        .rejects(
            &world.ben,
            &decision.summary.id,
            "two companies since the sale",
        )
        .await;
    world.ends_as(&run, Verdict::Rejected).await;
    nothing_happened(&world, &run).await;
    assert_eq!(world.org.stamps().await, stamps);
    assert_eq!(
        world.road.calls(),
        calls,
        "a rejection needs nothing of the org"
    );
    assert!(
        world
            .story(&run)
            .await
            .contains("two companies since the sale")
    );
    let answer = &world.decision(&decision.summary.id).await.signatures[0].answer;
    assert_eq!(
        *answer,
        domain::decision::Answer::Reject {
            reason: "two companies since the sale".into()
        }
    );
    // Too late to change one's mind.
    assert!(
        matches!(world.may_not_approve(&world.cleo, &decision.summary.id).await, Error::Refused(Refusal::AlreadyDecided { by }) if by.starts_with("Ben Okafor, who rejected it: "))
    );
}
