use serde_json::json;

use crate::world::{FLAGSHIP, Told, World};

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_said_in_one_shape() {
    let world = World::new().await;
    let ana = world.ana();
    ana.get("/nothing").await.refused(404, "not_found");
    ana.get("/runs/run_0000").await.refused(404, "not_found");
    ana.get("/runs/dec_0000").await.refused(404, "not_found");
    ana.get("/decisions/dec_0000")
        .await
        .refused(404, "not_found");
    ana.get("/knowledge/doc_0000")
        .await
        .refused(404, "not_found");
    ana.get("/runs?limit=many").await.refused(400, "unreadable");
    ana.get("/runs?after=nonsense")
        .await
        .refused(400, "unreadable");
    ana.delete("/runs").await.refused(405, "no_such_verb");
    for nowhere in [
        "/records/User",
        "/records/Account;x",
        "/records/Account/nonsense",
        "/records/Account/001000000099999",
        "/records/Account/001000000099999/changes",
    ] {
        ana.get(nowhere).await.refused(404, "not_found");
    }
    ana.get("/records/Account?after=nonsense")
        .await
        .refused(400, "unreadable");
    let hidden = ana
        .get("/records/Account?field=Commission_Rate__c&is=3")
        .await;
    assert!(hidden.refused(403, "forbidden").contains("you may not see"));

    let start = format!("/missions/{FLAGSHIP}/runs");
    assert!(
        ana.post(&start, json!({}))
            .await
            .refused(422, "invalid")
            .contains("lead"),
        "what is missing is named"
    );
    assert!(
        ana.post(&start, json!({ "inputs": { "lead": "nonsense" } }))
            .await
            .refused(422, "invalid")
            .contains("lead")
    );
    ana.post(&start, json!({ "input": {} }))
        .await
        .refused(422, "invalid");
    let text = ana
        .request(reqwest::Method::POST, &start)
        .header("content-type", "application/json")
        .body("{");
    Told::of(text.send().await.unwrap())
        .await
        .refused(400, "unreadable");
    let text = ana.request(reqwest::Method::POST, &start).body("lead=1");
    Told::of(text.send().await.unwrap())
        .await
        .refused(415, "unreadable");
    let key = ana
        .request(reqwest::Method::POST, &start)
        .header("idempotency-key", "")
        .json(&json!({ "inputs": {} }));
    Told::of(key.send().await.unwrap())
        .await
        .refused(400, "unreadable");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mission_file_that_does_not_check_is_refused_with_its_lines_and_the_old_one_stays() {
    let world = World::new().await;
    let path = format!("/missions/{FLAGSHIP}");
    let file = world.joel().get(&path).await.text;
    let broken = file.replace("purpose =", "porpoise =");
    let why = world
        .joel()
        .put("/missions", &broken)
        .await
        .refused(422, "invalid");
    assert!(why.contains("line"), "{why}");
    assert_eq!(world.joel().get(&path).await.text, file);
    let big = "#".repeat(2 << 20);
    world
        .joel()
        .put("/missions", &big)
        .await
        .refused(413, "unreadable");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_mission_becomes_the_next_version() {
    let world = World::new().await;
    let path = format!("/missions/{FLAGSHIP}");
    let file = world.joel().get(&path).await;
    assert_eq!(
        file.headers["content-type"],
        "application/toml; charset=utf-8"
    );
    let edited = file
        .text
        .replace("expires_after_hours = 72", "expires_after_hours = 48");
    assert_ne!(edited, file.text);
    assert_eq!(
        world.joel().put("/missions", &edited).await.ok()["number"],
        2
    );
    assert_eq!(world.joel().get(&path).await.text, edited);

    let documents = world.joel().get("/knowledge").await.ok();
    let policy = documents
        .as_array()
        .unwrap()
        .iter()
        .find(|document| document["title"].as_str().unwrap().contains("merge policy"))
        .unwrap()
        .clone();
    let path = format!("/knowledge/{}", policy["id"].as_str().unwrap());
    let text = world.joel().get(&path).await.text;
    assert_eq!(
        world
            .joel()
            .put("/knowledge", &format!("{text}\n\nOne line more.\n"))
            .await
            .ok()["version"],
        2
    );
    assert!(
        world
            .joel()
            .get(&path)
            .await
            .text
            .contains("One line more.")
    );
    assert_eq!(
        world.joel().get(&format!("{path}?version=1")).await.text,
        text,
        "what was cited can be read for ever"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_for_the_one_who_asked() {
    let world = World::new().await;
    let told = world.ana().get("/me").await;
    assert_eq!(told.headers["cache-control"], "no-store");
    assert_eq!(told.headers["x-content-type-options"], "nosniff");
    let http = reqwest::Client::builder().build().unwrap();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            http.get(format!("{}{path}", world.url()))
                .send()
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let other = http
        .get(format!("{}/api/v2/me", world.url()))
        .send()
        .await
        .unwrap();
    Told::of(other).await.refused(404, "not_found");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages() {
    let world = World::new().await;
    for _ in 0..3 {
        world.starts(&world.new_lead().await).await;
    }
    let first = world.ana().get("/runs?limit=2").await.ok();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = world
        .ana()
        .get(&format!("/runs?limit=2&after={next}"))
        .await
        .ok();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert!(second["next"].is_null());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_that_is_away_is_told_with_its_connection() {
    let world = World::new().await;
    let (_, decision) = world.proposes().await;
    world
        .org
        .fails(json!({ "fault": "unavailable", "times": 1000 }))
        .await;
    let seen = world
        .ben()
        .get(&format!("/decisions/{}", decision["id"].as_str().unwrap()))
        .await
        .ok();
    assert!(
        seen["live_problem"].as_str().is_some(),
        "the page says what it could not look up: {seen}"
    );
    world
        .eventually("the connection to be ill", async || {
            let connections = world.ana().get("/connections").await.ok();
            connections[0]["last_error"].as_str().map(drop)
        })
        .await;
    world.org.heals().await;
    world.end().await;
}
