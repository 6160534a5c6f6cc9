use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use crate::world::{FLAGSHIP, Told, World, both};

both!(
    the_same_key_starts_one_run,
    a_lead_is_merged_converted_and_verified
);

async fn start(world: &World, lead: &str, key: &str) -> Told {
    let post = world
        .priya()
        .request(reqwest::Method::POST, &format!("/missions/{FLAGSHIP}/runs"));
    Told::of(
        post.header("idempotency-key", key)
            .json(&json!({ "inputs": { "lead": lead } }))
            .send()
            .await
            .unwrap(),
    )
    .await
}

async fn the_same_key_starts_one_run(world: &World) {
    let lead = world.new_lead().await;
    let all = join_all((0..8).map(|_| start(world, &lead, "once"))).await;
    let ids: std::collections::BTreeSet<String> = all
        .iter()
        .map(|told| told.ok()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 1);
    let other = start(world, &lead, "twice").await.ok();
    assert!(!ids.contains(other["id"].as_str().unwrap()));
    assert_eq!(
        world.ana().get("/runs").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

/// The main job, over HTTP alone.
async fn a_lead_is_merged_converted_and_verified(world: &World) {
    let lead = world.new_lead().await;
    let run = world.starts(&lead).await;
    world.rests(&run).await;
    let decision = world.only_decision().await;
    let operations: Vec<&str> = decision["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["operation"].as_str().unwrap())
        .collect();
    assert!(
        operations.contains(&"merge") && operations.contains(&"convert"),
        "{operations:?}"
    );
    world.org.counts_anew().await;
    world.approve(&decision).await;
    world.ends_as(&run, "verified").await;
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 1));
    assert_eq!(
        world.org.value("Lead", &lead, "IsConverted").await,
        json!(true)
    );
    let after = world.ana().get("/decisions").await.ok();
    assert_eq!(after["items"], json!([]), "nothing waits any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_can_wait_until_somebody_is_needed() {
    let world = World::new().await;
    let lead = world.new_lead().await;
    let told = world
        .priya()
        .post(
            &format!("/missions/{FLAGSHIP}/runs?wait=30000"),
            json!({ "inputs": { "lead": lead } }),
        )
        .await;
    let run = told.ok();
    assert_eq!(
        (told.status, run["phase"].as_str()),
        (201, Some("waiting_for_decision"))
    );
    assert_eq!(
        told.headers["location"].to_str().unwrap(),
        format!("/api/v1/runs/{}", run["id"].as_str().unwrap())
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_lead_starts_a_run_by_itself() {
    let world = World::watching().await;
    let lead = world.new_lead().await;
    let run = world.run_of(&lead).await;
    let view: Json = world.rests(&run).await;
    assert_eq!(
        view["phase"],
        "waiting_for_decision",
        "\n{}",
        world.story(&run).await
    );
    assert!(
        view["happened_at"].as_i64().is_some() && view["proposed_at"].as_i64().is_some(),
        "both times are told: {view}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_survives_a_restart_in_the_middle() {
    let mut world = World::new().await;
    let (run, decision) = world.proposes().await;
    world.restart().await;
    world.approve(&decision).await;
    world.ends_as(&run, "verified").await;
    world.becomes_a_process().await;
    assert_eq!(world.ends(&run).await, "verified");
    let url = world.kill().await;
    world.comes_back_at(&url).await;
    assert_eq!(world.ends(&run).await, "verified");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_run_makes_no_calls_and_goes_on_where_it_was() {
    let world = World::new().await;
    let (run, decision) = world.proposes().await;
    world
        .priya()
        .post(&format!("/runs/{run}/pause"), json!({}))
        .await
        .ok();
    world
        .eventually("the run to pause", async || {
            let view = world.priya().get(&format!("/runs/{run}")).await.ok();
            (view["phase"] == "paused").then_some(())
        })
        .await;
    let calls = world.org.requests().await.len();
    world.approve(&decision).await;
    assert_eq!(
        world
            .priya()
            .get(&format!("/runs/{run}?wait=1000"))
            .await
            .ok()["phase"],
        "paused"
    );
    // Opening the decision to sign it reads the values of now; the run itself asks nothing.
    let writes = |requests: &[Json]| {
        requests
            .iter()
            .filter(|request| request["method"] != "GET")
            .count()
    };
    assert_eq!(writes(&world.org.requests().await[calls..]), 0);
    world
        .priya()
        .post(&format!("/runs/{run}/resume"), json!({}))
        .await
        .ok();
    world.ends_as(&run, "verified").await;
    world.end().await;
}
