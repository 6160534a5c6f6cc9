use crate::world::World;
use sandbox::{Seed, Settings};
use serde_json::json;

#[tokio::test]
async fn an_org_is_reopened_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let settings = |seed| Settings {
        addr: ([127, 0, 0, 1], 0).into(),
        data: Some(folder.path().to_owned()),
        seed,
    };
    let world = World::at(settings(Seed::Empty)).await;
    let id = world.create("Account", json!({"Name": "Kept"})).await;
    world
        .control("POST", "clock", Some(json!({"offset_seconds": 500})))
        .await;
    world
        .control("POST", "switches", Some(json!({"validation_rule": true})))
        .await;
    let (token, client) = (world.token.clone(), world.org.ready.client_id.clone());
    world.org.shutdown();
    world.org.stopped().await;

    let mut world = World::at(settings(Seed::Demo)).await;
    assert_eq!(world.org.ready.client_id, client);
    world.token = token;
    assert_eq!(
        world.query("SELECT Id FROM Account").await.len(),
        1,
        "not seeded again, and the old token still works"
    );
    let next = world.create("Account", json!({"Name": "Next"})).await;
    assert!(next > id, "{next} {id}");
    assert_eq!(
        world.control("GET", "clock", None).await.1["offset_seconds"],
        500
    );
    assert!(world.control("GET", "switches", None).await.1["validation_rule"].is_object());
}

#[tokio::test]
async fn two_orgs_share_nothing() {
    let (one, two) = (World::empty().await, World::empty().await);
    one.create("Account", json!({"Name": "A"})).await;
    assert!(two.query("SELECT Id FROM Account").await.is_empty());
    assert_ne!(one.org.ready.client_secret, two.org.ready.client_secret);
}
