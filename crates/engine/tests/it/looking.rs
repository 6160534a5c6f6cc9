//! What a run looks like while it goes on and afterwards: its rail, its past, and what one may want of it.

use crate::company::Company;
use crate::world::World;
use domain::observation::Kind;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::Steer;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_shown_as_it_was_at_any_moment_without_asking_the_org() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let asked = world.engine.run(&world.ana, &run).await.unwrap();
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;

    world.org.counts_anew().await;
    let at = asked.summary.last_number;
    let then = world.engine.run_at(&world.ana, &run, at).await.unwrap();
    assert_eq!(then.summary.phase, Phase::WaitingForDecision);
    assert_eq!(then.summary.verdict, None);
    assert_eq!((then.steps, then.sentence), (asked.steps, asked.sentence));
    let now = world.engine.run(&world.ana, &run).await.unwrap();
    let end = world
        .engine
        .run_at(&world.ana, &run, u64::MAX)
        .await
        .unwrap();
    assert_eq!(end, now);
    assert_eq!(world.org.counters().await["requests"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rail_is_known_by_kinds_lines_and_words_and_grows_with_the_journal() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let (engine, ana) = (&world.engine, &world.ana);
    let before = engine.outline(ana, &run).await.unwrap();
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends(&run).await;

    let journal = world.journal(&run).await;
    let kinds: Vec<Kind> = journal.iter().map(|entry| entry.kind).collect();
    let outline = engine.outline(ana, &run).await.unwrap();
    assert_eq!(outline, kinds);
    assert!(outline.starts_with(&before) && outline.len() > before.len());

    let lines = engine.lines(ana, &run, &[2, 1, 9_999]).await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.number, line.headline.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, journal[1].headline.as_str()),
            (1, journal[0].headline.as_str())
        ]
    );
    let found = engine.search(ana, &run, "DECISION signed").await.unwrap();
    let wanted: Vec<u64> = journal
        .iter()
        .filter(|entry| entry.kind == Kind::Decision && entry.headline.contains("signed"))
        .map(|entry| entry.number)
        .collect();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
    assert_eq!(
        engine.search(ana, &run, "no such words").await.unwrap(),
        [0; 0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_want_of_a_run_follows_from_its_phase_and_ones_role() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let (engine, ana) = (&world.engine, &world.ana);
    let may = async |who| engine.steering(who, &run).await.unwrap().may;
    assert_eq!(may(ana).await, [Steer::Pause, Steer::Cancel]);

    engine.pause(ana, &run).await.unwrap();
    world
        .until(&run, |run| run.summary.phase == Phase::Paused)
        .await;
    assert_eq!(may(ana).await, [Steer::Resume, Steer::Cancel]);
    engine.resume(ana, &run).await.unwrap();
    world
        .until(&run, |run| run.summary.phase == Phase::WaitingForDecision)
        .await;

    world
        .gives(&world.ben, &[domain::actor::Role::Auditor])
        .await;
    let mut reader = world.ben.clone();
    reader.actor.roles = [domain::actor::Role::Auditor].into();
    assert_eq!(may(&reader).await, []);
    engine.cancel(ana, &run).await.unwrap();
    world.ends_as(&run, Verdict::Rejected).await;
    assert_eq!(may(ana).await, []);
    drop(decision);
}
