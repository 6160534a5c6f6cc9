use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn stamps_follow_the_orgs_own_clock() {
    let world = World::empty().await;
    let (_, clock) = world
        .control("POST", "clock", Some(json!({"offset_seconds": 0})))
        .await;
    assert_eq!(clock["offset_seconds"], 0);
    let first = world.create("Account", json!({"Name": "1"})).await;
    let (_, clock) = world
        .control(
            "POST",
            "clock",
            Some(json!({"advance_seconds": 86_400 * 40})),
        )
        .await;
    assert_eq!(clock["offset_seconds"], 86_400 * 40);
    world.create("Account", json!({"Name": "2"})).await;
    let recent = world
        .query("SELECT Name FROM Account WHERE CreatedDate = LAST_N_DAYS:30")
        .await;
    assert_eq!((recent.len(), &recent[0]["Name"]), (1, &json!("2")));
    world
        .patch(&format!("sobjects/Account/{first}"), json!({"Phone": "+1"}))
        .await;
    assert_eq!(
        world
            .query(
                "SELECT Name FROM Account WHERE SystemModstamp = TODAY ORDER BY SystemModstamp, Id"
            )
            .await
            .len(),
        2
    );
}
