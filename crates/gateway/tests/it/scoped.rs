use crate::house::{House, scope};
use crate::world::{approved, field, fields, named, query, sets, update};
use domain::change::{Effect, Operation};
use domain::query::{Direction, Filter, Query, Search, SearchIn};
use domain::scope::{Denied, Scope};
use domain::value::Value;
use gateway::{Ask, Error, Made, Outcome, WriteError};
use serde_json::json;

fn names_only() -> Scope {
    scope(&[("Account", &["Name"], &["Website"], &[Operation::Update])])
}

#[tokio::test]
async fn what_is_out_of_scope_is_denied_by_name_and_never_sent() {
    let house = House::new().await;
    let acme = house
        .world
        .there_is("Account", json!({ "Name": "Acme" }))
        .await;
    let org = house.org(names_only()).await;
    let before = house.world.calls().await.len();
    let phone_is = || Filter::is(field("Phone"), Value::text("1"));
    let reads = [
        query("Account", &["Name", "Phone"], Filter::everything()),
        query(
            "Account",
            &["Name"],
            Filter::Not(Box::new(Filter::Any(vec![phone_is()]))),
        ),
        Query {
            order: vec![(field("Phone"), Direction::Ascending)],
            ..query("Account", &["Name"], Filter::everything())
        },
        query("Account", &["Owner.Name"], Filter::everything()),
        query("Lead", &["Name"], Filter::everything()),
    ];
    for asked in reads {
        let denied = org.read(&asked).await.unwrap_err();
        assert!(
            matches!(
                denied,
                Error::Denied(Denied::Read { .. } | Denied::Object(_))
            ),
            "{denied:?}"
        );
        assert!(matches!(
            org.ask(&[Ask::Count(asked)]).await,
            Err(Error::Denied(_))
        ));
    }
    let search = Search {
        object: named("Account"),
        fields: fields(&["Name"]),
        words: vec!["acme".into()],
        within: SearchIn::Name,
        filter: phone_is(),
        limit: 5,
    };
    assert!(matches!(org.search(&search).await, Err(Error::Denied(_))));
    assert!(matches!(
        org.get(&acme, &fields(&["Phone"])).await,
        Err(Error::Denied(_))
    ));
    assert!(matches!(
        org.get_many(&[(acme.clone(), fields(&["Phone"]))]).await,
        Err(Error::Denied(_))
    ));
    assert!(matches!(
        org.describe(&named("Lead")).await,
        Err(Error::Denied(_))
    ));
    assert!(matches!(
        org.after_merge(&named("Lead"), std::slice::from_ref(&acme.id))
            .await,
        Err(Error::Denied(_))
    ));

    let writes = [
        update(&acme, &[("Phone", Value::text("1"))]),
        Effect::Delete {
            record: acme.clone(),
        },
        Effect::Create {
            object: named("Account"),
            values: sets(&[("Website", Value::text("x"))]),
            key_field: None,
            key: None,
        },
    ];
    for effect in writes {
        let approved = approved(vec![effect]);
        let denied = org
            .write(&approved.parts()[0], &Made::new(), &house.world.guard())
            .await;
        assert!(matches!(denied, Err(WriteError::Denied(_))), "{denied:?}");
    }
    assert_eq!(
        house.world.calls().await.len(),
        before,
        "nothing reached the org"
    );
    let records = house.records();
    assert!(
        records
            .iter()
            .all(|record| record.calls == 0 && matches!(record.outcome, Outcome::Denied(_))),
        "{records:?}"
    );
    assert_eq!(records.len(), 18, "each attempt is in the call log");
}

#[tokio::test]
async fn a_schema_shows_what_is_granted_and_nothing_else() {
    let house = House::new().await;
    let org = house.org(names_only()).await;
    let schema = org.describe(&named("Account")).await.unwrap();
    let mut seen: Vec<_> = schema
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.updateable))
        .collect();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            ("Id", false),
            ("Name", false),
            ("SystemModstamp", false),
            ("Website", true)
        ]
    );
    assert!(schema.updateable && !schema.createable && !schema.deletable && !schema.mergeable);
}

#[tokio::test]
async fn what_is_in_scope_works_and_is_logged_without_its_content() {
    let house = House::new().await;
    let acme = house
        .world
        .there_is("Account", json!({ "Name": "Sentinel Works" }))
        .await;
    let org = house.org(names_only()).await;
    assert_eq!(
        org.read(&query("Account", &["Name"], Filter::everything()))
            .await
            .unwrap()
            .len(),
        1
    );
    let write = approved(vec![update(
        &acme,
        &[("Website", Value::text("sentinel.example"))],
    )]);
    org.write(&write.parts()[0], &Made::new(), &house.world.guard())
        .await
        .unwrap();
    let records = house.records();
    assert_eq!(
        records
            .iter()
            .map(|record| record.operation)
            .collect::<Vec<_>>(),
        ["query", "update"]
    );
    assert_eq!(records[1].calls, 1);
    assert!(records[1].budget.is_some());
    assert!(records.iter().all(|record| record.outcome == Outcome::Done));
    let shown = format!("{records:?} {:?}", org.connection());
    assert!(
        !shown.to_lowercase().contains("sentinel")
            && !shown.contains(&house.world.org.ready.client_secret),
        "{shown}"
    );
}

#[tokio::test]
async fn a_refusal_that_repeats_a_value_is_logged_by_its_code() {
    let house = House::new().await;
    let acme = house
        .world
        .there_is("Account", json!({ "Name": "Acme" }))
        .await;
    let org = house.org(names_only()).await;
    let long = "sentinel".repeat(60);
    let write = approved(vec![update(&acme, &[("Website", Value::text(&long))])]);
    let refused = org
        .write(&write.parts()[0], &Made::new(), &house.world.guard())
        .await
        .unwrap_err();
    assert!(
        matches!(
            refused,
            WriteError::Salesforce(salesforce::WriteError::Refused { .. })
        ),
        "{refused:?}"
    );
    assert_eq!(
        house.records()[0].outcome,
        Outcome::Refused("STRING_TOO_LONG".into())
    );
}

#[tokio::test]
async fn a_run_reads_so_many_records_and_no_more() {
    let house = House::new().await;
    for n in 0..5 {
        house
            .world
            .there_is("Account", json!({ "Name": format!("Acme {n}") }))
            .await;
    }
    let all = query("Account", &["Name"], Filter::everything());
    let org = house
        .org(Scope {
            max_records: 7,
            ..names_only()
        })
        .await;
    assert_eq!(org.read(&all).await.unwrap().len(), 5);
    assert_eq!(
        org.read(&Query {
            limit: 2,
            ..all.clone()
        })
        .await
        .unwrap()
        .len(),
        2
    );
    assert_eq!(org.spent().records, 7);
    let before = house.world.calls().await.len();
    assert_eq!(org.read(&all).await, Err(Error::Denied(Denied::Records(7))));
    assert_eq!(house.world.calls().await.len(), before);

    let org = house
        .org(Scope {
            max_records: 4,
            ..names_only()
        })
        .await;
    assert_eq!(
        org.read(&all).await,
        Err(Error::Denied(Denied::Records(4))),
        "five rows are not cut to four unseen"
    );
}

#[tokio::test]
async fn a_run_makes_so_many_calls_and_no_more_but_what_was_signed_is_written() {
    let house = House::new().await;
    let acme = house
        .world
        .there_is("Account", json!({ "Name": "Acme" }))
        .await;
    let org = house
        .org(Scope {
            max_calls: 3,
            ..names_only()
        })
        .await;
    let all = query("Account", &["Name"], Filter::everything());
    for _ in 0..3 {
        let _ = org.read(&all).await;
    }
    assert_eq!(org.read(&all).await, Err(Error::Denied(Denied::Calls(3))));
    let write = approved(vec![update(
        &acme,
        &[("Website", Value::text("acme.example"))],
    )]);
    org.write(&write.parts()[0], &Made::new(), &house.world.guard())
        .await
        .unwrap();
    assert!(org.spent().calls > 3);
}

#[tokio::test]
async fn history_tells_of_granted_fields_only() {
    let house = House::new().await;
    let acme = house
        .world
        .there_is("Account", json!({ "Name": "Acme" }))
        .await;
    house
        .world
        .changes(&acme, json!({ "Name": "Acme GmbH", "Phone": "+44 1" }))
        .await;
    let org = house.org(names_only()).await;
    let changes = org.history(&acme, 20).await.unwrap();
    assert!(
        changes.iter().any(|change| change.field == "Name")
            && changes
                .iter()
                .all(|change| ["Name", "created"].contains(&change.field.as_str())),
        "{changes:?}"
    );
    assert!(
        changes.iter().all(|change| !change.by_name.is_empty()),
        "{changes:?}"
    );
}
