//! The org goes away, at each request of a run in turn and in every way it can.

use crate::company::Company;
use crate::proxy::Request;
use crate::world::World;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::NewConnection;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A fault that meets every call until the org is healed.
fn outage(fault: &str) -> Json {
    json!({ "fault": fault, "millis": 150, "times": 1000 })
}

/// Faults that last, and keep the org from acting or from telling.
const LASTING: [&str; 6] = [
    "unavailable",
    "drop_before",
    "drop_after",
    "html_500",
    "limit_exceeded",
    "lock_row",
];
/// Faults that pass by themselves.
const PASSING: [&str; 2] = ["slow", "expired_session"];

async fn twins(world: &World) -> String {
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    world.org.create("Account", company.twin()).await;
    world.org.create("Lead", company.lead()).await
}

/// Reads that the org has answered, by step of the run. The commit reads again on purpose.
fn answered(requests: &[Json]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for request in requests {
        let path = request["path"].as_str().unwrap();
        let read = ["/query", "/search", "/sobjects/Lead/00Q"]
            .iter()
            .any(|known| path.contains(known))
            && request["method"] == "GET";
        if read && request["status"] == 200 {
            *counted
                .entry(format!("{path} {}", request["query"]))
                .or_default() += 1;
        }
    }
    counted
}

/// Drives one run through a fault at its nth call; tells whether it came so far.
async fn survives(world: &World, fault: &str, nth: usize) -> bool {
    let lead = twins(world).await;
    world.org.counts_anew().await;
    let logged = world.org.requests().await.len();
    let mut left = nth;
    let mut struck = world.road.stops(move |request: &Request| {
        left = left.saturating_sub(usize::from(request.is_call()));
        left == 0
    });
    let run = world.starts(&lead).await;
    let mut approved = false;
    let mut met = false;
    let mut waited = false;
    loop {
        let news = async {
            world
                .until(&run, |view| {
                    view.summary.verdict.is_some()
                        || (!approved && !view.decisions.is_empty())
                        || (met && view.summary.phase == Phase::WaitingForSystem)
                })
                .await
        };
        let view = tokio::select! {
            held = &mut struck, if !met => {
                met = true;
                world.org.fails(if PASSING.contains(&fault) { json!({ "fault": fault, "millis": 150 }) } else { outage(fault) }).await;
                held.unwrap().forward();
                continue;
            }
            view = news => view,
        };
        if view.summary.verdict.is_some() {
            break;
        }
        if view.summary.phase == Phase::WaitingForSystem {
            let story = world.story(&run).await;
            assert!(
                story.contains("Waiting for Salesforce since"),
                "{fault} at {nth}:\n{story}"
            );
            waited = true;
            world.org.heals().await;
            world.clock.advance(Duration::from_secs(3700));
            world.engine.resume(&world.ana, &run).await.unwrap();
            world
                .until(&run, |view| view.summary.phase != Phase::WaitingForSystem)
                .await;
            continue;
        }
        // What is shown of a decision is read from the org as well, so it is signed unseen.
        approved = true;
        world.approves(&world.ben, &view.decisions[0]).await;
    }
    world.org.heals().await;
    world.road.opens();
    let story = world.story(&run).await;
    let view = world.engine.run(&world.ana, &run).await.unwrap();
    assert_eq!(
        view.summary.verdict,
        Some(Verdict::Verified),
        "{fault} at {nth}:\n{story}"
    );
    let written = world.org.written().await;
    assert_eq!(
        (written.merges, written.conversions),
        (1, 1),
        "{fault} at {nth}:\n{story}"
    );
    assert_eq!(written.updates, 1, "{fault} at {nth}:\n{story}");
    if fault != "drop_after" && waited {
        let answered = answered(&world.org.requests().await[logged..]);
        let steps = |event: &domain::observation::Event| {
            matches!(event, domain::observation::Event::Stepped)
        };
        let journal = world.journal(&run).await;
        let mut done: BTreeMap<String, usize> = BTreeMap::new();
        for entry in journal.iter().filter(|entry| steps(&entry.event)) {
            *done
                .entry(entry.path.as_ref().unwrap().to_string())
                .or_default() += 1;
        }
        assert!(
            done.values().all(|times| *times == 1),
            "{fault} at {nth}: {done:?}"
        );
        // The same search belongs to two steps, and a step that was not finished asks all its questions again.
        assert!(
            answered.values().all(|times| *times <= 3),
            "{fault} at {nth}: {answered:#?}"
        );
    }
    met
}

/// Every `EVERY_FAULT=1` run takes all faults at all calls; otherwise each call meets some of them in turn.
async fn goes_through(fault: &str, place: usize) {
    let all = std::env::var("EVERY_FAULT").is_ok();
    let world = World::bare().await;
    // Tokens and what the org is are known; what follows are the calls of the run alone.
    let (run, decision) = world.proposes(&twins(&world).await).await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    let mut nth = if all { 1 } else { 1 + place % 3 };
    let mut times = 0;
    while survives(&world, fault, nth).await {
        nth += if all { 1 } else { 3 };
        times += 1;
    }
    println!(
        "{fault}: {times} runs, each struck at another call; all ended with one merge and one conversion"
    );
    assert!(times >= 8, "{times}");
}

macro_rules! faults {
    ($($name:ident),+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let name = stringify!($name);
            let place = LASTING.iter().chain(&PASSING).position(|fault| *fault == name).unwrap();
            goes_through(name, place).await;
        }
    )+};
}
faults!(
    unavailable,
    drop_before,
    drop_after,
    html_500,
    limit_exceeded,
    lock_row,
    slow,
    expired_session
);

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_connection_is_signed_out_waits_and_goes_on_once_it_is_connected_again() {
    let world = World::bare().await;
    // Signed in, and at rest.
    world.proposes(&twins(&world).await).await;
    let lead = twins(&world).await;
    let ready = &world.org.running.ready;
    let connection = |secret: &str| NewConnection {
        name: "Sandbox".into(),
        url: world.road.url.clone(),
        client_id: ready.client_id.clone(),
        client_secret: secret.into(),
    };
    world
        .engine
        .connect(&world.workspace, connection("not the secret"))
        .await
        .unwrap();
    world.org.control("tokens/revoke", &json!({})).await;
    world.org.sign_in().await;
    let run = world.starts(&lead).await;
    let view = world
        .until(&run, |view| view.summary.phase == Phase::WaitingForSystem)
        .await;
    assert!(
        view.sentence.contains("Salesforce") && view.sentence.to_lowercase().contains("sign"),
        "{}",
        view.sentence
    );
    world
        .engine
        .connect(&world.workspace, connection(&ready.client_secret))
        .await
        .unwrap();
    world.clock.advance(Duration::from_secs(3700));
    let view = world.until(&run, |view| !view.decisions.is_empty()).await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &view.decisions[0]).await;
    world.ends_as(&run, Verdict::Verified).await;
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_lost_on_the_way_or_on_the_way_back_happens_once() {
    let world = World::bare().await;
    for (what, seen_by_the_org) in [
        ("<merge>", false),
        ("<merge>", true),
        ("OwnerId", false),
        ("OwnerId", true),
        ("<convertLead>", false),
        ("<convertLead>", true),
    ] {
        let (run, decision) = world.proposes(&twins(&world).await).await;
        world.org.counts_anew().await;
        let write = world
            .road
            .stops(move |request| request.writes() && request.holds(what));
        world.approves(&world.ben, &decision.summary.id).await;
        let write = write.await.unwrap();
        println!(
            "{} is lost, {}",
            write.request.short(),
            if seen_by_the_org {
                "and was carried out"
            } else {
                "and never came"
            }
        );
        if seen_by_the_org {
            let answer = write.answered().await;
            assert!(answer.status < 300, "{}", answer.status);
            answer.lose();
        } else {
            write.lose();
        }
        world.clock.advance(Duration::from_secs(5));
        world.ends_as(&run, Verdict::Verified).await;
        let story = world.story(&run).await;
        assert!(
            story.contains("It is not known whether part")
                && story.contains("It is not sent again"),
            "\n{story}"
        );
        let written = world.org.written().await;
        assert_eq!(
            (written.merges, written.conversions, written.updates),
            (1, 1, 1),
            "{what}\n{story}"
        );
    }
}
