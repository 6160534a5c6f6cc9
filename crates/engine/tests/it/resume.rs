//! Runs are stopped, paused and taken up again in the middle.

use crate::company::Company;
use crate::proxy::Request;
use crate::world::World;
use domain::decision::Refusal;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::Error;
use std::collections::BTreeMap;
use std::time::Duration;

/// A company with a twin and somebody who asks, the same wherever it is made.
async fn twins(world: &World, company: &Company) -> String {
    world.org.create("Account", company.account()).await;
    world.org.create("Account", company.twin()).await;
    world.org.create("Lead", company.lead()).await
}

/// A read of records, not of what the org is.
fn reads(request: &Request) -> bool {
    !request.writes()
        && ["/query", "/search", "/sobjects/Lead/00Q"]
            .iter()
            .any(|path| request.path.contains(path))
        && !request.path.contains("FROM+Lead+")
}

/// How often each read was sent.
fn counted(requests: &[Request]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for request in requests.iter().filter(|request| reads(request)) {
        *counted
            .entry(format!(
                "{} {} {}",
                request.method, request.path, request.body
            ))
            .or_default() += 1;
    }
    counted
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_stopped_at_any_read_goes_on_without_repeating_one() {
    let company = Company::random();
    let calm = World::bare().await;
    let lead = twins(&calm, &company).await;
    let (_, decision) = calm.proposes(&lead).await;
    let wanted: Vec<_> = decision.parts.iter().map(|part| part.operation).collect();
    let counts = counted(&calm.road.seen());
    let total: usize = counts.values().sum();
    assert!(total >= 8, "{total}");
    for stopped_at in 1..=total {
        let world = World::bare().await;
        let lead = twins(&world, &company).await;
        let mut left = stopped_at;
        let held = world.road.stops(move |request| {
            left -= usize::from(reads(request));
            left == 0
        });
        let run = world.starts(&lead).await;
        let held = held.await.unwrap();
        // The engine is told to stop while a read is under way; what comes of that read is kept.
        let road = world.road.clone();
        let stopping = tokio::spawn(world.stop());
        tokio::task::yield_now().await;
        held.forward();
        let world = stopping.await.unwrap();
        let before = world.engine.run(&world.ana, &run).await.unwrap();
        let world = world.restart().await;
        let after = world.until(&run, |view| !view.decisions.is_empty()).await;
        assert!(after.summary.last_number >= before.summary.last_number);
        let decision = world.decision(&after.decisions[0]).await;
        assert_eq!(
            decision
                .parts
                .iter()
                .map(|part| part.operation)
                .collect::<Vec<_>>(),
            wanted
        );
        assert_eq!(
            counted(&road.seen()),
            counts,
            "stopped at read {stopped_at}\n{}",
            world.story(&run).await
        );
        world.approves(&world.ben, &after.decisions[0]).await;
        world.ends_as(&run, Verdict::Verified).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_stopped_at_any_call_of_a_commit_writes_everything_once() {
    let company = Company::random();
    let calm = World::bare().await;
    let lead = twins(&calm, &company).await;
    let (run, decision) = calm.proposes(&lead).await;
    let before = calm.road.calls();
    calm.approves(&calm.ben, &decision.summary.id).await;
    calm.ends_as(&run, Verdict::Verified).await;
    let total = calm.road.calls() - before;
    for stopped_at in 1..=total {
        let world = World::bare().await;
        let lead = twins(&world, &company).await;
        let (run, decision) = world.proposes(&lead).await;
        world.org.counts_anew().await;
        let mut left = stopped_at;
        let held = world.road.stops(move |request| {
            left -= usize::from(request.is_call());
            left == 0
        });
        world.approves(&world.ben, &decision.summary.id).await;
        let held = held.await.unwrap();
        let stopping = tokio::spawn(world.stop());
        tokio::task::yield_now().await;
        held.forward();
        let world = stopping.await.unwrap().restart().await;
        world.ends_as(&run, Verdict::Verified).await;
        let written = world.org.written().await;
        assert_eq!(
            (written.merges, written.conversions, written.updates),
            (1, 1, 1),
            "stopped at call {stopped_at}\n{}",
            world.story(&run).await
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_run_makes_no_calls_until_it_is_resumed() {
    let company = Company::random();
    let calm = World::bare().await;
    let lead = twins(&calm, &company).await;
    calm.proposes(&lead).await;
    let world = World::bare().await;
    let lead = twins(&world, &company).await;
    let held = world
        .road
        .stops(|request| request.path.contains("/sobjects/Lead/00Q"));
    let run = world.starts(&lead).await;
    let held = held.await.unwrap();
    world.engine.pause(&world.ana, &run).await.unwrap();
    held.forward();
    world
        .until(&run, |view| view.summary.phase == Phase::Paused)
        .await;
    let calls = world.road.calls();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(world.road.calls(), calls);
    world.engine.resume(&world.ana, &run).await.unwrap();
    let view = world.until(&run, |view| !view.decisions.is_empty()).await;
    assert_eq!(counted(&world.road.seen()), counted(&calm.road.seen()));
    // While it waits for a signature it can be paused as well; the signature is kept.
    world.engine.pause(&world.ana, &run).await.unwrap();
    world
        .until(&run, |view| view.summary.phase == Phase::Paused)
        .await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &view.decisions[0]).await;
    let calls = world.road.calls();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(
        (world.road.calls(), world.org.written().await),
        (calls, crate::org::NOTHING)
    );
    world.engine.resume(&world.ana, &run).await.unwrap();
    world.ends_as(&run, Verdict::Verified).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cancelled_while_it_waits_withdraws_its_decision() {
    let world = World::bare().await;
    let lead = twins(&world, &Company::random()).await;
    let (run, decision) = world.proposes(&lead).await;
    world.org.counts_anew().await;
    world.engine.cancel(&world.ana, &run).await.unwrap();
    let ended = world.ends(&run).await;
    assert!(ended.sentence.contains("stopped"), "{}", ended.sentence);
    let open = world
        .engine
        .decisions(&world.ben, true, store::Page::first(10))
        .await
        .unwrap();
    assert!(open.items.is_empty());
    assert!(matches!(
        world
            .may_not_approve(&world.ben, &decision.summary.id)
            .await,
        Error::Refused(Refusal::Withdrawn(_))
    ));
    assert_eq!(world.org.written().await, crate::org::NOTHING);
}
