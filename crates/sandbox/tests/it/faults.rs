use crate::world::{World, code, said};
use serde_json::{Value, json};

#[tokio::test]
async fn answers_go_wrong_as_often_as_asked() {
    let mut world = World::empty().await;
    world.fails(json!({"fault": "unavailable", "retry_after": 7, "times": 2, "when": {"method": "GET"}})).await;
    let answer = world.request("GET", "limits").send().await.unwrap();
    assert_eq!(
        (
            answer.status().as_u16(),
            answer.headers()["retry-after"].to_str().unwrap()
        ),
        (503, "7")
    );
    assert_eq!(
        world.post("sobjects/Account", json!({"Name": "A"})).await.0,
        201,
        "other calls are spared"
    );
    assert_eq!(
        code(&world.get("limits").await),
        (503, "SERVER_UNAVAILABLE")
    );
    assert_eq!(world.get("limits").await.0, 200);
    world
        .fails(json!({"fault": "lock_row", "when": {"body_contains": "Phone"}}))
        .await;
    let id = world.account("A").await;
    assert_eq!(
        code(
            &world
                .patch(&format!("sobjects/Account/{id}"), json!({"Phone": "1"}))
                .await
        ),
        (400, "UNABLE_TO_LOCK_ROW")
    );
    world.fails(json!({"fault": "limit_exceeded"})).await;
    assert_eq!(
        code(&world.get("limits").await),
        (403, "REQUEST_LIMIT_EXCEEDED")
    );
    world.fails(json!({"fault": "html_500"})).await;
    assert!(
        matches!(world.get("limits").await, (500, Value::String(html)) if html.contains("<html>"))
    );
    world
        .fails(json!({"fault": "expired_session", "when": {"path_contains": "limits"}}))
        .await;
    assert_eq!(
        code(&world.get("limits").await),
        (401, "INVALID_SESSION_ID")
    );
    assert_eq!(
        world.get("sobjects").await.0,
        401,
        "the token is really gone"
    );
    world.token = world.sign_in().await;
    world
        .fails(json!({"fault": "unavailable", "times": 9}))
        .await;
    world.control("DELETE", "faults", None).await;
    assert_eq!(world.get("limits").await.0, 200);
    assert_eq!(
        world
            .control("POST", "faults", Some(json!({"fault": "gremlins"})))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_connection_drops_before_or_after_the_work() {
    let world = World::empty().await;
    world.fails(json!({"fault": "drop_before"})).await;
    assert!(
        world
            .request("POST", "sobjects/Account")
            .json(&json!({"Name": "Never"}))
            .send()
            .await
            .is_err()
    );
    world
        .fails(json!({"fault": "drop_after", "when": {"body_contains": "Done"}}))
        .await;
    assert!(
        world
            .request("POST", "sobjects/Account")
            .json(&json!({"Name": "Done"}))
            .send()
            .await
            .is_err()
    );
    assert_eq!(world.one("Name", "Account").await, "Done");
    assert_eq!(world.counter("creates").await, 1);
}

#[tokio::test]
async fn soap_faults_come_as_soap() {
    let world = World::empty().await;
    world
        .fails(json!({"fault": "lock_row", "when": {"path_contains": "/services/Soap"}}))
        .await;
    let (status, xml) = world.soap("<getUserInfo/>").await;
    assert!(
        status == 500 && xml.contains("sf:UNABLE_TO_LOCK_ROW"),
        "{xml}"
    );
    world
        .fails(json!({"fault": "expired_session", "when": {"path_contains": "/services/Soap"}}))
        .await;
    assert!(
        world
            .soap("<getUserInfo/>")
            .await
            .1
            .contains("sf:INVALID_SESSION_ID")
    );
}

#[tokio::test]
async fn the_request_log_tells_what_came_in_without_the_authorization() {
    let world = World::empty().await;
    let last = world
        .control("GET", "requests", None)
        .await
        .1
        .as_array()
        .unwrap()
        .last()
        .unwrap()["number"]
        .as_u64()
        .unwrap();
    world.create("Account", json!({"Name": "Logged"})).await;
    let (_, log) = world
        .control("GET", &format!("requests?after={last}"), None)
        .await;
    assert_eq!(log.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&log[0]["method"], &log[0]["path"], &log[0]["status"]),
        (
            &json!("POST"),
            &json!("/services/data/v66.0/sobjects/Account"),
            &json!(201)
        )
    );
    assert!(
        log[0]["body"].as_str().unwrap().contains("Logged")
            && log[0]["headers"].get("authorization").is_none()
    );
    let (status, _) = said(
        world
            .http
            .get(format!("{}/nonsense", world.org.ready.control_url)),
    )
    .await;
    assert_eq!(status, 404);
}
