use crate::house::{House, scope};
use crate::world::{approved, field, named, sets, update};
use domain::change::{Effect, Operation};
use domain::value::Value;
use gateway::{Happened, Made, WriteError};
use serde_json::json;

/// Every kind of write, with the answer lost before or after the org did it.
async fn loses_the_answer(fault: &str) -> Vec<(Operation, Happened)> {
    let house = House::new().await;
    let world = &house.world;
    let account = |name: &str| world.there_is("Account", json!({ "Name": name }));
    let (a, b, c, d) = (
        account("A").await,
        account("B").await,
        account("C").await,
        account("D").await,
    );
    let lead = world
        .there_is("Lead", json!({ "LastName": "Reed", "Company": "A" }))
        .await;
    let all = [
        Operation::Convert,
        Operation::Create,
        Operation::Delete,
        Operation::Merge,
        Operation::Reparent,
        Operation::Update,
    ];
    let org = house
        .org(scope(&[
            (
                "Account",
                &["Name"],
                &["Name", "Site", "ParentId", "Countersign_Key__c"],
                &all,
            ),
            ("Lead", &["Name"], &[], &all),
        ]))
        .await;
    let create = |key: Option<&str>| Effect::Create {
        object: named("Account"),
        values: sets(&[("Name", Value::text("New"))]),
        key_field: key.map(|_| field("Countersign_Key__c")),
        key: key.map(Into::into),
    };
    let effects = vec![
        update(&a, &[("Site", Value::text(" Kiel "))]),
        Effect::Reparent {
            record: c,
            field: field("ParentId"),
            parent: a.id.clone(),
        },
        Effect::Merge {
            object: named("Account"),
            master: a.id.clone(),
            losers: vec![b.id],
            values: [].into(),
        },
        Effect::Convert {
            lead: lead.id,
            account: a.id,
            contact: None,
            status: "Closed - Converted".into(),
            owner: None,
        },
        create(Some("dec_1-1")),
        create(None),
        Effect::Delete { record: d },
    ];
    let approved = approved(effects);
    let mut outcomes = vec![];
    for part in approved.parts() {
        org.connection().whoami().await.unwrap();
        for when in [
            json!({ "method": "PATCH" }),
            json!({ "method": "DELETE" }),
            json!({ "method": "POST" }),
        ] {
            world.fails(fault, when).await;
        }
        let lost = org.write(part, &Made::new(), &world.guard()).await;
        assert!(
            matches!(
                lost,
                Err(WriteError::Salesforce(
                    salesforce::WriteError::Unclear { .. }
                ))
            ),
            "{lost:?}"
        );
        let clear = world
            .web
            .delete(format!("{}/faults", world.org.ready.control_url))
            .send()
            .await
            .unwrap();
        assert!(clear.status().is_success());
        outcomes.push((
            part.effect().operation(),
            org.settle(part.part(), &Made::new()).await.unwrap(),
        ));
    }
    outcomes
}

#[tokio::test]
async fn after_a_lost_answer_looking_tells_that_it_happened() {
    let outcomes = loses_the_answer("drop_after").await;
    for (place, (operation, happened)) in outcomes.iter().enumerate() {
        let expected_unknown = place == 5;
        assert_eq!(
            matches!(happened, Happened::Yes(_)),
            !expected_unknown,
            "{operation}: {happened:?}"
        );
    }
    assert_eq!(
        outcomes[5].1,
        Happened::Unknown,
        "a create without a key cannot be found again"
    );
    let Happened::Yes(receipt) = &outcomes[3].1 else {
        unreachable!()
    };
    assert!(
        receipt.contact.is_some(),
        "the contact a lead became is found as well"
    );
}

#[tokio::test]
async fn after_a_lost_request_looking_tells_that_it_did_not_happen() {
    for (place, (operation, happened)) in loses_the_answer("drop_before")
        .await
        .into_iter()
        .enumerate()
    {
        let expected = if place == 5 {
            Happened::Unknown
        } else {
            Happened::No
        };
        assert_eq!(happened, expected, "{operation}");
    }
}
