//! SIGKILL, before and after everything a commit does, counted by the org itself.

#[expect(dead_code, reason = "the engine's own tests use the rest of it")]
#[path = "../../../crates/engine/tests/it/proxy.rs"]
mod proxy;

use std::sync::Arc;

use engine::NewConnection;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};

use crate::world::World;
use proxy::{Proxy, Request};

/// Where the portal dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Death {
    /// The request has not reached the org.
    BeforeTheOrg,
    /// The org has done it; the answer has not reached the portal.
    BeforeTheAnswer,
    /// The answer has just been handed over.
    AfterTheAnswer,
}
use Death::{AfterTheAnswer, BeforeTheAnswer, BeforeTheOrg};

/// A portal as a process of its own whose calls come by a road on which they can be stopped.
async fn stage() -> (World, Proxy) {
    let mut world = World::new().await;
    let ready = world.org.running.ready.clone();
    let road = Proxy::before(&ready.url).await;
    let connection = NewConnection {
        name: "Sandbox org".into(),
        url: road.url.clone(),
        client_id: ready.client_id,
        client_secret: ready.client_secret,
    };
    world
        .engine()
        .connect(&world.workspace(), connection)
        .await
        .unwrap();
    world.becomes_a_process().await;
    (world, road)
}

/// A call of the commit; what a trigger asks in between is none.
fn counts(request: &Request) -> bool {
    request.is_call() && !request.holds("FROM+Lead+")
}

/// One run that is left alone: every call of its commit.
async fn calm() -> Vec<String> {
    let (world, road) = stage().await;
    let (run, decision) = world.proposes().await;
    let before = road.seen().len();
    world.approve(&decision).await;
    world.ends_as(&run, "verified").await;
    let calls = road.seen()[before..]
        .iter()
        .filter(|request| counts(request))
        .map(Request::short)
        .collect();
    world.end().await;
    calls
}

/// One run whose portal is killed at one call of its commit and started again.
async fn killed_at(call: usize, death: Death) -> (String, String, u64, u64, u64) {
    let (mut world, road) = stage().await;
    let (run, decision) = world.proposes().await;
    world.org.counts_anew().await;
    let mut left = call;
    let held = road.stops(move |request| {
        left = left.saturating_sub(usize::from(counts(request)));
        left == 0
    });
    world.approve(&decision).await;
    let held = held.await.unwrap();
    let what = held.request.short();
    let url = match death {
        BeforeTheOrg => {
            let url = world.kill().await;
            held.lose();
            url
        }
        BeforeTheAnswer => {
            let answer = held.answered().await;
            let url = world.kill().await;
            answer.lose();
            url
        }
        AfterTheAnswer => {
            held.answered().await.deliver();
            world.kill().await
        }
    };
    world.comes_back_at(&url).await;
    let verdict = world.ends(&run).await;
    let written = world.org.written().await;
    assert_eq!(
        (
            verdict.as_str(),
            written.merges,
            written.conversions,
            written.updates
        ),
        ("verified", 1, 1, 1),
        "killed at {what}, {death:?}\n{}",
        world.story(&run).await
    );
    world.end().await;
    (
        what,
        verdict,
        written.merges,
        written.conversions,
        written.updates,
    )
}

/// Portals at a time.
const LANES: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_killed_anywhere_in_a_commit_ends_with_one_merge_and_one_conversion() {
    LocalSet::new().run_until(every_death()).await;
}

async fn every_death() {
    let calls = Box::pin(calm()).await;
    assert!(
        calls.len() >= 8,
        "a commit reads, writes and reads back: {calls:#?}"
    );
    let seats = Arc::new(Semaphore::new(LANES));
    let mut cases = JoinSet::new();
    for call in 1..=calls.len() {
        for death in [BeforeTheOrg, BeforeTheAnswer, AfterTheAnswer] {
            let seats = seats.clone();
            cases.spawn_local(async move {
                let _seat = seats.acquire_owned().await.unwrap();
                (call, death, Box::pin(killed_at(call, death)).await)
            });
        }
    }
    let mut table = vec![];
    while let Some(done) = cases.join_next().await {
        let (call, death, (what, verdict, merges, conversions, updates)) = done.unwrap();
        table.push(format!(
            "{call:>3} {what:<60} {:<16} {verdict:<10} {merges} merge, {conversions} conversion, {updates} update",
            format!("{death:?}")
        ));
    }
    table.sort();
    println!("{}", table.join("\n"));
    assert_eq!(table.len(), 3 * calls.len());
}
