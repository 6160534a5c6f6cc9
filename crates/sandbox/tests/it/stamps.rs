use crate::world::{World, code, said};
use serde_json::json;

#[tokio::test]
async fn changes_leave_stamps_and_history_with_their_author() {
    let mut world = World::empty().await;
    let id = world
        .create(
            "Account",
            json!({"Name": "Before", "Description": "not tracked"}),
        )
        .await;
    let created = world.get(&format!("sobjects/Account/{id}")).await.1;
    world
        .control("POST", "clock", Some(json!({"advance_seconds": 60})))
        .await;
    world.token = world.session("us.west").await;
    world
        .patch(
            &format!("sobjects/Account/{id}"),
            json!({"Name": "After", "Description": "x"}),
        )
        .await;
    let changed = world.get(&format!("sobjects/Account/{id}")).await.1;
    assert_eq!(created["CreatedDate"], changed["CreatedDate"]);
    assert!(changed["SystemModstamp"].as_str() > created["SystemModstamp"].as_str());
    let history = world.query(&format!("SELECT Field, OldValue, NewValue, CreatedBy.Name FROM AccountHistory WHERE AccountId = '{id}' ORDER BY CreatedDate, Id")).await;
    assert_eq!(history.len(), 2, "{history:?}");
    assert_eq!(
        (history[0]["Field"].as_str(), history[1]["Field"].as_str()),
        (Some("created"), Some("Name"))
    );
    assert_eq!(
        (
            &history[1]["OldValue"],
            &history[1]["NewValue"],
            &history[1]["CreatedBy"]["Name"]
        ),
        (&json!("Before"), &json!("After"), &json!("Walt Nakamura"))
    );
}

#[tokio::test]
async fn what_the_org_composes_is_composed() {
    let world = World::empty().await;
    let account = world.create("Account", json!({"Name": "A"})).await;
    let deal = world.create("Opportunity", json!({"Name": "D", "StageName": "Prospecting", "CloseDate": "2027-01-31", "Amount": 1000, "AccountId": account})).await;
    world
        .patch(
            &format!("sobjects/Opportunity/{deal}"),
            json!({"StageName": "Closed Won"}),
        )
        .await;
    let (_, row) = world.get(&format!("sobjects/Opportunity/{deal}")).await;
    assert_eq!(
        (
            &row["IsClosed"],
            &row["IsWon"],
            &row["Probability"],
            &row["ExpectedRevenue"]
        ),
        (&json!(true), &json!(true), &json!(100.0), &json!(1000.0))
    );
    assert_eq!(
        world
            .query(&format!(
                "SELECT StageName FROM OpportunityHistory WHERE OpportunityId = '{deal}'"
            ))
            .await
            .len(),
        2
    );
    let task = world
        .create(
            "Task",
            json!({"Subject": "T", "Status": "Completed", "WhatId": deal}),
        )
        .await;
    assert_eq!(
        world.get(&format!("sobjects/Task/{task}")).await.1["AccountId"],
        json!(account)
    );
    assert!(
        world.get(&format!("sobjects/Account/{account}")).await.1["LastActivityDate"].is_string()
    );
    let contact = world
        .create("Contact", json!({"FirstName": "Ana", "LastName": "Lima"}))
        .await;
    assert_eq!(
        world.get(&format!("sobjects/Contact/{contact}")).await.1["Name"],
        "Ana Lima"
    );
}

#[tokio::test]
async fn a_hierarchy_never_closes_into_a_ring() {
    let world = World::empty().await;
    let top = world.create("Account", json!({"Name": "Top"})).await;
    let low = world
        .create("Account", json!({"Name": "Low", "ParentId": top}))
        .await;
    assert_eq!(
        code(
            &world
                .patch(&format!("sobjects/Account/{top}"), json!({"ParentId": low}))
                .await
        ),
        (400, "CIRCULAR_DEPENDENCY")
    );
}

#[tokio::test]
async fn updated_and_deleted_list_what_moved() {
    let world = World::empty().await;
    let (kept, gone) = (
        world
            .create("Lead", json!({"LastName": "K", "Company": "C"}))
            .await,
        world
            .create("Lead", json!({"LastName": "G", "Company": "C"}))
            .await,
    );
    world.delete(&format!("sobjects/Lead/{gone}")).await;
    let now: jiff::Timestamp = world.control("GET", "clock", None).await.1["now"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let text = |minutes: i64| {
        (now + jiff::SignedDuration::from_mins(minutes))
            .strftime("%Y-%m-%dT%H:%M:%S%%2B00:00")
            .to_string()
    };
    let (_, updated) = world
        .get(&format!(
            "sobjects/Lead/updated/?start={}&end={}",
            text(-5),
            text(5)
        ))
        .await;
    assert_eq!(updated["ids"], json!([kept]));
    let (_, deleted) = world
        .get(&format!(
            "sobjects/Lead/deleted?start={}&end={}",
            text(-5),
            text(5)
        ))
        .await;
    assert_eq!(deleted["deletedRecords"][0]["id"], json!(gone));
    assert_eq!(
        code(
            &world
                .get(&format!(
                    "sobjects/Lead/updated?start={}&end={}",
                    text(5),
                    text(-5)
                ))
                .await
        ),
        (400, "INVALID_REPLICATION_DATE")
    );
}

#[tokio::test]
async fn the_daily_limit_is_told_and_kept() {
    let world = World::empty().await;
    let (_, limits) = world.get("limits").await;
    assert_eq!(limits["DailyApiRequests"]["Max"], 100_000);
    world
        .control("POST", "switches", Some(json!({"daily_limit": 3})))
        .await;
    assert_eq!(world.get("sobjects").await.0, 200);
    assert_eq!(world.get("sobjects").await.0, 200);
    let refused = world.request("GET", "sobjects").send().await.unwrap();
    assert_eq!(refused.headers()["sforce-limit-info"], "api-usage=4/3");
    assert_eq!(
        code(&said(world.request("GET", "sobjects")).await),
        (403, "REQUEST_LIMIT_EXCEEDED")
    );
}
