//! New leads set the mission off by themselves.

use crate::company::{Company, word};
use crate::world::World;
use domain::observation::Cause;
use domain::run::Phase;
use rand::Rng as _;
use rand::seq::SliceRandom as _;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const OFTEN: Duration = Duration::from_millis(200);

impl World {
    /// Waits until so many runs are there and all have come to rest.
    async fn all_rest(&self, count: usize, patience: Duration) {
        let until = Instant::now() + patience;
        loop {
            let runs = self.runs().await;
            if runs.len() >= count
                && runs
                    .iter()
                    .all(|run| matches!(run.phase, Phase::Ended | Phase::WaitingForDecision))
            {
                return;
            }
            assert!(Instant::now() < until, "{} of {count} runs", runs.len());
            tokio::time::sleep(OFTEN).await;
        }
    }

    /// Waits until the trigger has looked so many times more.
    async fn is_looked_at(&self, times: usize) {
        let looks = || {
            self.road
                .seen()
                .iter()
                .filter(|request| request.holds("FROM+Lead") && request.holds("SystemModstamp"))
                .count()
        };
        let wanted = looks() + times;
        let until = Instant::now() + Duration::from_mins(1);
        while looks() < wanted {
            assert!(Instant::now() < until, "the trigger does not look");
            tokio::time::sleep(OFTEN / 4).await;
        }
    }

    async fn records_of_runs(&self) -> Vec<String> {
        let mut records = vec![];
        for run in self.runs().await {
            if let Cause::Trigger { record, .. } =
                self.engine.run(&self.ana, &run.id).await.unwrap().cause
            {
                records.push(record.id.to_string());
            }
        }
        records
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_leads_at_random_moments_have_their_decisions_in_two_minutes() {
    // As a portal is set up, and with the pace it looks at by itself.
    let pace = engine::Settings::new(
        store::Store::open(store::Settings::new(store::Database::Sqlite(
            tempfile::tempdir().unwrap().path().join("pace.sqlite"),
        )))
        .await
        .unwrap(),
        std::sync::Arc::new(gateway::Seal::new(gateway::SealKey::new("test", [7; 32]))),
        std::sync::Arc::new(engine::SystemClock),
    )
    .poll_every;
    assert!(pace <= Duration::from_secs(15), "{pace:?}");
    let world = World::watching(pace).await;
    let companies: Vec<Company> = (0..25).map(|_| Company::random()).collect();
    world
        .org
        .create_all("Account", companies.iter().map(Company::account).collect())
        .await;
    world.is_looked_at(1).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let mut leads: Vec<(bool, serde_json::Value)> = companies
        .iter()
        .map(|company| (true, company.lead()))
        .collect();
    for (at, company) in companies.iter().enumerate() {
        let mut other = Company::random();
        if at % 2 == 0 {
            other.name = format!(
                "{} {} Distillery",
                company.name.split(' ').next().unwrap(),
                word()
            );
        }
        leads.push((false, other.lead()));
    }
    leads.shuffle(&mut rand::rng());
    let mut wanted = BTreeMap::new();
    for (matches, lead) in leads {
        wanted.insert(world.org.create("Lead", lead).await, matches);
        let pause = rand::rng().random_range(0..500);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    world.all_rest(50, Duration::from_mins(2)).await;
    let mut took = vec![];
    let mut seen = BTreeSet::new();
    for run in world.runs().await {
        let view = world.engine.run(&world.ana, &run.id).await.unwrap();
        let Cause::Trigger {
            record,
            happened_at,
        } = &view.cause
        else {
            panic!("{:?}", view.cause)
        };
        assert!(
            seen.insert(record.id.to_string()),
            "a second run for {}",
            record.id
        );
        assert_eq!(
            !view.decisions.is_empty(),
            wanted[record.id.as_str()],
            "{}\n{}",
            record.id,
            world.story(&run.id).await
        );
        assert_eq!(view.happened_at, Some(*happened_at));
        if let Some(proposed_at) = view.proposed_at {
            took.push(proposed_at.since(*happened_at));
        }
    }
    assert_eq!(seen, wanted.keys().cloned().collect());
    took.sort();
    let at = |percent: usize| took[(took.len() * percent).div_ceil(100) - 1];
    println!(
        "50 leads, 25 of known companies, looked for every {pace:?}: from CreatedDate to decision p50 {:.1?}, p95 {:.1?}, slowest {:.1?}",
        at(50),
        at(95),
        at(100)
    );
    assert_eq!(took.len(), 25);
    assert!(at(95) < Duration::from_mins(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_is_seen_again_starts_no_second_run() {
    let world = World::watching(OFTEN).await;
    world.is_looked_at(1).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let lead = world.org.create("Lead", Company::random().lead()).await;
    world.all_rest(1, Duration::from_secs(30)).await;
    world
        .org
        .update("Lead", &lead, json!({ "Rating": "Hot" }))
        .await;
    world.is_looked_at(4).await;
    assert_eq!(world.records_of_runs().await, std::slice::from_ref(&lead));
    let world = world.restart().await;
    world
        .org
        .update("Lead", &lead, json!({ "Rating": "Warm" }))
        .await;
    world.is_looked_at(4).await;
    assert_eq!(world.records_of_runs().await, [lead]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn more_leads_at_once_than_one_look_holds_are_all_found() {
    let world = World::watching(OFTEN).await;
    world.is_looked_at(1).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let leads = (0..450).map(|_| Company::random().lead()).collect();
    let leads: BTreeSet<String> = world
        .org
        .create_all("Lead", leads)
        .await
        .into_iter()
        .collect();
    world.all_rest(450, Duration::from_mins(2)).await;
    world.is_looked_at(3).await;
    let found = world.records_of_runs().await;
    assert_eq!(
        (found.len(), found.into_iter().collect::<BTreeSet<_>>()),
        (450, leads)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn records_made_before_the_mission_was_switched_on_set_nothing_off() {
    let world = World::of(crate::world::Plan {
        seed: sandbox::Seed::Demo,
        poll_every: OFTEN,
        ..crate::world::Plan::default()
    })
    .await;
    world.is_looked_at(3).await;
    assert!(world.org.query("SELECT Id FROM Lead").await.len() > 20);
    assert!(world.runs().await.is_empty());
    // A new version of the mission is no news either.
    let file = world
        .engine
        .mission_file(&world.ana, &"reconcile-duplicates".parse().unwrap())
        .await
        .unwrap();
    world
        .engine
        .publish_mission(
            &world.ana,
            &file.replace("same_from = 0.95", "same_from = 0.94"),
        )
        .await
        .unwrap();
    world.is_looked_at(3).await;
    assert!(world.runs().await.is_empty());
}
