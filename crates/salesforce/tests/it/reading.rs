use crate::world::{World, field, fields, ids, named, query};
use domain::query::{Direction, Filter, Op, Query, Search, SearchIn};
use domain::value::Value;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use salesforce::{Answer, Ask, Error, Settings, counted};
use serde_json::json;

fn name_is(text: &str) -> Filter {
    Filter::is(field("Name"), Value::text(text))
}

#[tokio::test]
async fn rows_come_typed_with_parents_as_paths() {
    let world = World::empty().await;
    let parent = world
        .there_is("Account", json!({ "Name": "Kestrel Bay Group" }))
        .await;
    let values = json!({ "Name": "Kestrel Bay", "ParentId": parent.id.as_str(), "AnnualRevenue": 1234.5, "NumberOfEmployees": 12 });
    let child = world.there_is("Account", values).await;
    let asked = [
        "Name",
        "Parent.Name",
        "Owner.Name",
        "AnnualRevenue",
        "NumberOfEmployees",
        "SystemModstamp",
        "Merge_Hold__c",
    ];
    let rows = world
        .client()
        .query(&query("Account", &asked, name_is("kestrel bay")))
        .await
        .unwrap();
    assert_eq!(ids(&rows), [child.id]);
    let row = &rows[0];
    assert_eq!(row.get("Parent.Name"), &Value::text("Kestrel Bay Group"));
    assert_eq!(row.get("Owner.Name"), &Value::text("Priya Raman"));
    assert_eq!(row.get("AnnualRevenue").to_string(), "1234.5");
    assert_eq!(row.get("NumberOfEmployees"), &Value::Int(12));
    assert_eq!(row.get("Merge_Hold__c"), &Value::Bool(false));
    assert!(row.stamp.is_some());
}

#[tokio::test]
async fn amounts_come_in_by_their_digits() {
    // The org itself speaks in doubles, as Salesforce does: fifteen digits are what can be promised over this wire.
    let world = World::empty().await;
    for digits in ["123456789012.34", "0.1", "1200000000000.05", "-7.7"] {
        let big = world
            .there_is("Account", json!({ "Name": "Big", "AnnualRevenue": digits }))
            .await;
        let read = world
            .client()
            .get(&big, &fields(&["AnnualRevenue"]))
            .await
            .unwrap();
        assert_eq!(read.get("AnnualRevenue").to_string(), digits);
    }
}

#[test]
fn no_text_changes_what_is_asked() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::empty());
    let client = world.client();
    runtime.block_on(world.there_is("Account", json!({ "Name": "Sentinel" })));
    let hostile = prop_oneof![
        Just("' OR Name != '".to_owned()),
        Just("\\' OR Name != \\'".to_owned()),
        Just("x') OR (Name LIKE '%".to_owned()),
        Just("\\".to_owned()),
        "[ -~]{1,30}",
        any::<String>(),
    ];
    let config = proptest::test_runner::Config {
        cases: 60,
        failure_persistence: None,
        ..Default::default()
    };
    let outcome = TestRunner::new(config).run(&hostile, |text| {
        prop_assume!(!"sentinel".contains(text.trim().to_lowercase().as_str()));
        runtime.block_on(async {
            for op in [Op::Is, Op::StartsWith, Op::Contains, Op::Spelled] {
                let filter = Filter::Test {
                    field: field("Name"),
                    op,
                    value: Value::text(&text),
                };
                let rows = client.query(&query("Account", &["Name"], filter)).await;
                let op_is_loose =
                    op == Op::Spelled && text.chars().filter(|c| !c.is_whitespace()).count() < 9;
                match rows {
                    Ok(rows) => prop_assert!(
                        rows.is_empty() || op_is_loose,
                        "{op:?} {text:?} found {rows:?}"
                    ),
                    Err(error) => {
                        return Err(TestCaseError::fail(format!("{op:?} {text:?}: {error}")));
                    }
                }
            }
            let search = Search {
                object: named("Account"),
                fields: fields(&["Name"]),
                words: vec![text.clone(), "nowhere".into()],
                within: SearchIn::All,
                filter: Filter::everything(),
                limit: 5,
            };
            match client.search(&search).await {
                Ok(rows) => prop_assert!(rows.is_empty(), "search {text:?} found {rows:?}"),
                Err(error) => return Err(TestCaseError::fail(format!("search {text:?}: {error}"))),
            }
            Ok(())
        })
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_name_full_of_syntax_is_found_by_itself() {
    let world = World::empty().await;
    let client = world.client();
    for name in [
        "O'Neill & Söhne",
        "100% \"Quality\"_Ltd",
        "Back\\slash {GmbH}",
        "a + b - c (d) : e*",
    ] {
        let made = world.there_is("Account", json!({ "Name": name })).await;
        let found = client
            .query(&query("Account", &["Name"], name_is(name)))
            .await
            .unwrap();
        assert_eq!(ids(&found), [made.id], "{name}");
        assert_eq!(found[0].get("Name"), &Value::text(name));
    }
    let percent = Filter::Test {
        field: field("Name"),
        op: Op::Contains,
        value: Value::text("0% "),
    };
    assert_eq!(
        client
            .query(&query("Account", &["Name"], percent))
            .await
            .unwrap()
            .len(),
        1,
        "a percent sign means itself"
    );
}

#[tokio::test]
async fn pages_are_followed_as_far_as_the_limit_goes() {
    let world = World::seeded(sandbox::Seed::Scale(2100)).await;
    let client = world.client();
    let mut asked = query("Account", &["Name"], Filter::everything());
    asked.order = vec![(field("Name"), Direction::Ascending)];
    asked.limit = 2050;
    let rows = client.query(&asked).await.unwrap();
    let distinct: std::collections::BTreeSet<_> = ids(&rows).into_iter().collect();
    assert_eq!((rows.len(), distinct.len()), (2050, 2050));
    assert_eq!(
        client
            .count(&query("Account", &[], Filter::everything()))
            .await
            .unwrap(),
        2100
    );
    // A list too long for one address is asked in pieces, and comes back sorted.
    let values: Vec<Value> = rows.iter().map(|row| row.get("Name").clone()).collect();
    let pieces = Query {
        filter: Filter::In {
            field: field("Name"),
            values,
        },
        limit: 500,
        ..asked
    };
    let (again, calls) = counted(client.query(&pieces)).await;
    assert!(calls > 1);
    assert_eq!(ids(&again.unwrap()), ids(&rows)[..500]);
}

#[tokio::test]
async fn hidden_fields_are_named_and_their_rows_not_asked_for() {
    let world = World::empty().await;
    let client = world.client();
    let error = client
        .query(&query(
            "Account",
            &["Name", "Commission_Rate__c", "Nonsense__c"],
            Filter::everything(),
        ))
        .await
        .unwrap_err();
    let Error::Hidden { fields: hidden, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(*hidden, fields(&["Commission_Rate__c", "Nonsense__c"]));
    assert_eq!(world.calls_to("/query").await, 0);
    assert!(matches!(
        client.describe(&named("Nonsense__c")).await,
        Err(Error::Hidden { .. })
    ));
    let described = client.describe(&named("Account")).await.unwrap();
    assert!(described.field("Commission_Rate__c").is_none() && described.mergeable);
}

#[tokio::test]
async fn describe_is_asked_once() {
    let world = World::empty().await;
    let client = world.client();
    client.describe(&named("Account")).await.unwrap();
    client.describe(&named("account")).await.unwrap();
    assert_eq!(world.calls_to("/describe").await, 1);
    client.forget_schemas();
    client.describe(&named("Account")).await.unwrap();
    assert_eq!(world.calls_to("/describe").await, 2);
}

#[tokio::test]
async fn an_account_comes_with_its_etag_and_an_absent_one_is_not_found() {
    let world = World::empty().await;
    let client = world.client();
    let acme = world.there_is("Account", json!({ "Name": "Acme" })).await;
    let read = client
        .get(&acme, &fields(&["Name", "SystemModstamp"]))
        .await
        .unwrap();
    assert!(read.etag.is_some() && read.stamp.is_some());
    world
        .somebody(
            reqwest::Method::DELETE,
            &format!("/sobjects/Account/{}", acme.id),
            json!(null),
        )
        .await;
    assert!(matches!(
        client.get(&acme, &fields(&["Name"])).await,
        Err(Error::NotFound { .. })
    ));
}

#[tokio::test]
async fn independent_reads_cost_one_call() {
    let world = World::empty().await;
    let client = world.client();
    let acme = world
        .there_is("Account", json!({ "Name": "Acme", "Phone": "+44 1" }))
        .await;
    let lead = world
        .there_is("Lead", json!({ "LastName": "Reed", "Company": "Acme" }))
        .await;
    let gone = world.there_is("Account", json!({ "Name": "Gone" })).await;
    world
        .somebody(
            reqwest::Method::DELETE,
            &format!("/sobjects/Account/{}", gone.id),
            json!(null),
        )
        .await;
    let asks = [
        Ask::Record {
            record: acme.clone(),
            fields: fields(&["Name", "Phone"]),
        },
        Ask::Record {
            record: lead.clone(),
            fields: fields(&["Company", "Owner.Name"]),
        },
        Ask::Record {
            record: gone,
            fields: fields(&["Name"]),
        },
        Ask::Rows(query(
            "Lead",
            &["Company"],
            Filter::is(field("Company"), Value::text("Acme")),
        )),
        Ask::Count(query(
            "Contact",
            &[],
            Filter::is(field("AccountId"), Value::Reference(acme.id.clone())),
        )),
        Ask::Rows(query("Lead", &["Company"], Filter::Any(vec![]))),
    ];
    client.ask(&asks).await.unwrap();
    let (answers, calls) = counted(client.ask(&asks)).await;
    assert_eq!(calls, 1);
    let answers = answers.unwrap();
    let Answer::Record(Some(found)) = &answers[0] else {
        panic!("{answers:?}")
    };
    assert!(found.etag.is_some() && found.get("Phone") == &Value::text("+44 1"));
    let Answer::Record(Some(found)) = &answers[1] else {
        panic!("{answers:?}")
    };
    assert_eq!(found.get("Owner.Name"), &Value::text("Priya Raman"));
    assert_eq!(answers[2], Answer::Record(None));
    assert!(matches!(&answers[3], Answer::Rows(rows) if ids(rows) == [lead.id]));
    assert_eq!(answers[4], Answer::Count(0));
    assert_eq!(answers[5], Answer::Rows(vec![]));
    let wanted: Vec<_> = std::iter::repeat_n((acme.clone(), fields(&["Name"])), 30).collect();
    let (found, calls) = counted(client.get_many(&wanted)).await;
    assert_eq!((found.unwrap().iter().flatten().count(), calls), (30, 2));
}

#[tokio::test]
async fn the_search_index_finds_words_in_any_order() {
    let world = World::empty().await;
    let made = world
        .there_is(
            "Account",
            json!({ "Name": "Kestrel Bay Instruments", "Industry": "Machinery" }),
        )
        .await;
    world
        .there_is("Account", json!({ "Name": "Kestrel Point" }))
        .await;
    let search = Search {
        object: named("Account"),
        fields: fields(&["Name", "Industry"]),
        words: vec!["bay".into(), "kestrel".into()],
        within: SearchIn::Name,
        filter: Filter::is(field("Industry"), Value::text("Machinery")),
        limit: 5,
    };
    let found = world.client().search(&search).await.unwrap();
    assert_eq!(ids(&found), [made.id]);
    assert_eq!(found[0].get("Industry"), &Value::text("Machinery"));
}

#[tokio::test]
async fn history_says_who_changed_what() {
    let world = World::empty().await;
    let acme = world.there_is("Account", json!({ "Name": "Acme" })).await;
    world
        .changes(&acme, json!({ "Website": "acme.example" }))
        .await;
    let changes = world.client().history(&acme, 10).await.unwrap();
    let change = changes
        .iter()
        .find(|change| change.field == "Website")
        .unwrap();
    assert_eq!(
        (&change.old, &change.new),
        (&Value::Null, &Value::text("acme.example"))
    );
    assert!(change.by.is_some() && change.at.is_some());
}

#[tokio::test]
async fn a_stumble_is_repeated_and_an_outage_is_told() {
    let world = World::empty().await;
    let client = world.client();
    client.describe(&named("Account")).await.unwrap();
    world
        .fails("unavailable", json!({ "path_contains": "/query" }))
        .await;
    world
        .fails("drop_before", json!({ "path_contains": "/query" }))
        .await;
    client
        .query(&query("Account", &["Name"], Filter::everything()))
        .await
        .unwrap();
    world.tell("faults", json!({ "fault": "unavailable", "retry_after": 77, "times": 9, "when": { "path_contains": "/query" } })).await;
    let error = client
        .query(&query("Account", &["Name"], Filter::everything()))
        .await
        .unwrap_err();
    assert_eq!(error.retry_after().unwrap().as_secs(), 77);
    assert_eq!(
        world.calls_to("/query").await,
        4,
        "a long wait is not waited here"
    );
    let settings = Settings::new("http://127.0.0.1:9".parse().unwrap());
    let nowhere = salesforce::Client::new(
        settings,
        world.app(salesforce::oauth::Grant::ClientCredentials),
        std::sync::Arc::new(salesforce::oauth::MemoryVault::default()),
        world.clock(),
    );
    let error = nowhere.unwrap().whoami().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_used_up_day_stops_reads_before_they_are_sent() {
    let world = World::empty().await;
    let client = world.client();
    client.describe(&named("Account")).await.unwrap();
    world.tell("switches", json!({ "daily_limit": 5 })).await;
    let asked = query("Account", &["Name"], Filter::everything());
    client.query(&asked).await.unwrap();
    let budget = client.budget().unwrap();
    assert_eq!(budget.max, 5);
    for _ in 0..5 {
        let _ = client.query(&asked).await;
    }
    let before = world.calls().await.len();
    let error = client.query(&asked).await.unwrap_err();
    assert!(
        matches!(error, Error::LimitExhausted { max: 5, .. }),
        "{error:?}"
    );
    assert_eq!(world.calls().await.len(), before, "nothing was sent");
}

#[tokio::test]
async fn the_orgs_own_no_is_told_with_its_figures() {
    let world = World::empty().await;
    let client = world.client();
    client.describe(&named("Account")).await.unwrap();
    world
        .fails("limit_exceeded", json!({ "path_contains": "/query" }))
        .await;
    let error = client
        .query(&query("Account", &["Name"], Filter::everything()))
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::LimitExhausted { max: 100_000, .. }),
        "{error:?}"
    );
}
