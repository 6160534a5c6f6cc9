use std::collections::HashSet;
use std::sync::Arc;

use crate::world::World;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_all_served_and_counted() {
    let world = Arc::new(World::empty().await);
    let account = world.create("Account", json!({"Name": "Shared"})).await;
    let mut calls = tokio::task::JoinSet::new();
    for at in 0..100 {
        let (world, account) = (Arc::clone(&world), account.clone());
        calls.spawn(async move {
            let lead = world
                .create(
                    "Lead",
                    json!({"LastName": format!("L{at}"), "Company": "C"}),
                )
                .await;
            let (status, _) = world
                .patch(
                    &format!("sobjects/Account/{account}"),
                    json!({"NumberOfEmployees": at}),
                )
                .await;
            assert_eq!(status, 204);
            assert_eq!(world.query("SELECT Id FROM Account").await.len(), 1);
            lead
        });
    }
    let leads: HashSet<String> = calls.join_all().await.into_iter().collect();
    assert_eq!(leads.len(), 100);
    let counters = world.control("GET", "counters", None).await.1;
    assert_eq!(
        (&counters["creates"], &counters["updates"]),
        (&json!(101), &json!(100))
    );
}
