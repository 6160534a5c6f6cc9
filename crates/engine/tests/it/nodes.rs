//! PostgreSQL, and two nodes that share it.

use crate::company::Company;
use crate::org::Written;
use crate::world::{Plan, World};
use domain::observation::Event;
use domain::verdict::Verdict;
use serde_json::json;
use std::collections::BTreeSet;
use store::Database;

/// A database of its own for one test; none when there is no server to make it on.
fn database() -> Option<Database> {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL is not set"
        );
        eprintln!("skipped: TEST_POSTGRES_URL is not set");
        return None;
    };
    let name = format!("e_{}", engine::Clock::unique(&engine::SystemClock));
    let create = format!("create database {name} template template0 locale 'C.UTF-8'");
    let made = std::process::Command::new("psql")
        .args(["--quiet", "--dbname", &server, "--command", &create])
        .status()
        .unwrap();
    assert!(made.success(), "{create}");
    let (base, _) = server.rsplit_once('/').expect("the url names a database");
    Some(Database::Postgres(format!("{base}/{name}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_runs_on_postgres() {
    let Some(database) = database() else {
        return;
    };
    let world = World::of(Plan {
        seed: sandbox::Seed::Demo,
        database,
        ..Plan::default()
    })
    .await;
    let lead = json!({ "FirstName": "Priya", "LastName": "Raman", "Company": "Kestrel Bay Instruments", "Email": "priya.raman@kestrelbay.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    world.org.counts_anew().await;
    let (run, decision) = world.proposes(&lead).await;
    let world = world.restart().await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(
        world.org.written().await,
        Written {
            merges: 1,
            conversions: 1,
            updates: 1,
            creates: 0,
            deletes: 0
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_share_twenty_runs_and_each_is_worked_once() {
    let Some(database) = database() else {
        return;
    };
    let world = World::of(Plan {
        database,
        workers: 2,
        ..Plan::default()
    })
    .await;
    let (other, workers) = world.another_node().await;
    let mut leads = vec![];
    for _ in 0..20 {
        let company = Company::random();
        world.org.create("Account", company.account()).await;
        leads.push(world.org.create("Lead", company.lead()).await);
    }
    world.org.counts_anew().await;
    let mut runs = vec![];
    for (at, lead) in leads.iter().enumerate() {
        // Started here and there, and signed on the other node.
        let node = [&world.engine, &other][at % 2];
        let inputs = [("lead".to_owned(), lead.clone())].into();
        runs.push(
            node.start(
                &world.ana,
                &"reconcile-duplicates".parse().unwrap(),
                inputs,
                None,
            )
            .await
            .unwrap(),
        );
    }
    for (at, run) in runs.iter().enumerate() {
        let view = world.until(run, |view| !view.decisions.is_empty()).await;
        let node = [&other, &world.engine][at % 2];
        node.decide(
            &world.ben,
            &view.decisions[0],
            engine::Decide::Approve { parts: None },
        )
        .await
        .unwrap();
    }
    for run in &runs {
        world.ends_as(run, Verdict::Verified).await;
        let intents = world
            .journal(run)
            .await
            .into_iter()
            .filter(|entry| matches!(entry.event, Event::Intended { .. }))
            .count();
        assert_eq!(intents, 2, "\n{}", world.story(run).await);
    }
    let written = world.org.written().await;
    assert_eq!(
        (written.conversions, written.updates, written.merges),
        (20, 20, 0)
    );
    assert_eq!(runs.iter().collect::<BTreeSet<_>>().len(), 20);
    workers.stop().await;
}
