use crate::world::{World, code};
use serde_json::json;

#[tokio::test]
async fn the_flow_sets_a_field_as_the_automated_process() {
    let world = World::empty().await;
    let deal = world
        .create(
            "Opportunity",
            json!({"Name": "D", "StageName": "Prospecting", "CloseDate": "2027-01-01"}),
        )
        .await;
    let path = format!("sobjects/Opportunity/{deal}");
    world
        .patch(&path, json!({"StageName": "Negotiation/Review"}))
        .await;
    assert!(
        world.get(&path).await.1["NextStep"].is_null(),
        "off until switched on"
    );
    world
        .patch(&path, json!({"StageName": "Prospecting"}))
        .await;
    world
        .control("POST", "switches", Some(json!({"flow": true})))
        .await;
    world.control("POST", "counters/reset", None).await;
    world
        .patch(&path, json!({"StageName": "Negotiation/Review"}))
        .await;
    assert_eq!(
        world.get(&path).await.1["NextStep"],
        "Send the contract to legal"
    );
    let history = world
        .query("SELECT CreatedBy.Name FROM OpportunityFieldHistory WHERE Field = 'NextStep'")
        .await;
    assert_eq!(history[0]["CreatedBy"]["Name"], "Automated Process");
    assert_eq!(
        world.counter("updates").await,
        1,
        "the flow's own write is not counted"
    );
}

#[tokio::test]
async fn the_flow_can_watch_any_field_of_any_object_and_sees_merges() {
    let world = World::empty().await;
    let flow =
        json!({"object": "Account", "when_field": "Industry", "set_field": "Rating", "to": "Cold"});
    let (status, _) = world
        .control("POST", "switches", Some(json!({"flow": flow})))
        .await;
    assert_eq!(status, 200);
    let (one, two) = (
        world.create("Account", json!({"Name": "1"})).await,
        world.create("Account", json!({"Name": "2"})).await,
    );
    world.soap(&format!("<merge><request><masterRecord><type>Account</type><Id>{one}</Id><Industry>Media</Industry></masterRecord><recordToMergeIds>{two}</recordToMergeIds></request></merge>")).await;
    assert_eq!(world.one("Rating", "Account").await, "Cold");
    assert_eq!(
        world
            .control("POST", "switches", Some(json!({"flow": {"object": 5}})))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn the_validation_rule_speaks_the_administrators_words() {
    let world = World::empty().await;
    let id = world
        .create("Account", json!({"Name": "A", "Phone": "0117"}))
        .await;
    world
        .control("POST", "switches", Some(json!({"validation_rule": true})))
        .await;
    let refused = world
        .patch(&format!("sobjects/Account/{id}"), json!({"Name": "B"}))
        .await;
    assert_eq!(code(&refused), (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    assert_eq!(
        (&refused.1[0]["message"], &refused.1[0]["fields"][0]),
        (
            &json!("Phone numbers need their country code: start with +."),
            &json!("Phone")
        )
    );
    assert_eq!(
        world
            .patch(
                &format!("sobjects/Account/{id}"),
                json!({"Phone": "+44 117"})
            )
            .await
            .0,
        204
    );
    world
        .control("POST", "switches", Some(json!({"validation_rule": null})))
        .await;
    assert_eq!(
        world
            .patch(&format!("sobjects/Account/{id}"), json!({"Phone": "0117"}))
            .await
            .0,
        204
    );
}
