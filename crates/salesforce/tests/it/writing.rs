use crate::world::{World, approved, field, fields, named, query, sets, update};
use domain::change::{Effect, PartNumber, Target};
use domain::query::Filter;
use domain::record::RecordRef;
use domain::value::Value;
use salesforce::{Client, Error, Guard, Made, Receipt, WriteError};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use std::time::Duration;

async fn write(world: &World, client: &Client, effect: Effect) -> Result<Receipt, WriteError> {
    write_with(client, effect, &world.guard()).await
}
async fn write_with(client: &Client, effect: Effect, guard: &Guard) -> Result<Receipt, WriteError> {
    let approved = approved(vec![effect]);
    client
        .write(&approved.parts()[0], &Made::new(), guard)
        .await
}
async fn account(world: &World, name: &str) -> RecordRef {
    world.there_is("Account", json!({ "Name": name })).await
}
fn text(text: &str) -> Value {
    Value::text(text)
}
/// What stands between `<name>` and `</name>`, at every place, whatever the prefix.
fn inside<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open)
        .skip(1)
        .filter_map(|rest| rest.split(&close).next())
        .collect()
}

#[tokio::test]
async fn an_update_sends_what_was_signed_and_nothing_more() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    let values = [
        ("Website", text("acme.example")),
        (
            "AnnualRevenue",
            Value::Decimal("123456789012.34".parse().unwrap()),
        ),
        ("Site", Value::Null),
    ];
    write(&world, &client, update(&acme, &values))
        .await
        .unwrap();
    let calls = world.calls().await;
    let sent: Vec<_> = calls.iter().filter(|call| call.method == "PATCH").collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        sent[0].path,
        format!("/services/data/v66.0/sobjects/Account/{}", acme.id)
    );
    assert_eq!(
        sent[0].body,
        r#"{"AnnualRevenue":123456789012.34,"Site":null,"Website":"acme.example"}"#
    );
    assert_eq!(world.value(&acme, "Website").await, json!("acme.example"));
    let read = client
        .get(&acme, &fields(&["AnnualRevenue"]))
        .await
        .unwrap();
    assert_eq!(read.get("AnnualRevenue").to_string(), "123456789012.34");
}

#[tokio::test]
async fn a_record_that_somebody_changed_is_not_overwritten() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    let read = client
        .get(&acme, &fields(&["Name", "SystemModstamp"]))
        .await
        .unwrap();
    world.changes(&acme, json!({ "Phone": "+44 1" })).await;
    let guard = Guard {
        etag: read.etag.clone(),
        ..world.guard()
    };
    let outcome = write_with(&client, update(&acme, &[("Phone", text("+44 2"))]), &guard).await;
    assert_eq!(outcome, Err(WriteError::Conflict));
    assert_eq!(world.value(&acme, "Phone").await, json!("+44 1"));
    let fresh = client.get(&acme, &fields(&["Name"])).await.unwrap();
    let guard = Guard {
        etag: fresh.etag,
        ..world.guard()
    };
    write_with(&client, update(&acme, &[("Phone", text("+44 2"))]), &guard)
        .await
        .unwrap();
}

#[tokio::test]
async fn objects_without_an_etag_are_held_by_their_stamp() {
    let world = World::empty().await;
    let client = world.client();
    let contact = world
        .there_is("Contact", json!({ "LastName": "Reed" }))
        .await;
    let read = client
        .get(&contact, &fields(&["SystemModstamp"]))
        .await
        .unwrap();
    assert!(read.etag.is_none());
    let guard = Guard {
        unmodified_since: read.stamp,
        ..world.guard()
    };
    write_with(&client, update(&contact, &[("Title", text("CFO"))]), &guard)
        .await
        .unwrap();
    world.tell("clock", json!({ "advance_seconds": 60 })).await;
    world.changes(&contact, json!({ "Title": "CEO" })).await;
    let outcome = write_with(&client, update(&contact, &[("Title", text("COO"))]), &guard).await;
    assert_eq!(outcome, Err(WriteError::Conflict));
    assert_eq!(world.value(&contact, "Title").await, json!("CEO"));
}

#[tokio::test]
async fn the_same_create_twice_makes_one_record() {
    let world = World::empty().await;
    let client = world.client();
    let create = || Effect::Create {
        object: named("Account"),
        values: sets(&[
            ("Name", text("New & Co")),
            ("Countersign_Key__c", text("dec_1-part-1")),
        ]),
        key_field: Some(field("Countersign_Key__c")),
        key: Some("dec_1-part-1".into()),
    };
    let first = write(&world, &client, create()).await.unwrap();
    let second = write(&world, &client, create()).await.unwrap();
    assert!(first.created.is_some());
    assert_eq!(first.created, second.created);
    assert_eq!(world.counted("creates").await, 1);
    let without = Effect::Create {
        object: named("Account"),
        values: sets(&[("Name", text("Other"))]),
        key_field: None,
        key: None,
    };
    assert!(
        write(&world, &client, without)
            .await
            .unwrap()
            .created
            .is_some()
    );
}

#[tokio::test]
async fn a_later_part_writes_to_the_record_an_earlier_part_made() {
    let world = World::empty().await;
    let client = world.client();
    let create = Effect::Create {
        object: named("Account"),
        values: sets(&[("Name", text("New"))]),
        key_field: None,
        key: None,
    };
    let then = Effect::Update {
        record: Target::MadeBy(PartNumber::at(0)),
        values: sets(&[("Site", text("Kiel"))]),
    };
    let approved = approved(vec![create, then]);
    let guard = world.guard();
    let unknown = client
        .write(&approved.parts()[1], &Made::new(), &guard)
        .await;
    assert!(
        matches!(unknown, Err(WriteError::NotSent(Error::NotFound { .. }))),
        "{unknown:?}"
    );
    let made = client
        .write(&approved.parts()[0], &Made::new(), &guard)
        .await
        .unwrap()
        .created
        .unwrap();
    let made = RecordRef::new(named("Account"), made);
    client
        .write(
            &approved.parts()[1],
            &[(PartNumber::at(0), made.clone())].into(),
            &guard,
        )
        .await
        .unwrap();
    assert_eq!(world.value(&made, "Site").await, json!("Kiel"));
}

#[tokio::test]
async fn a_merge_sends_master_losers_and_chosen_values() {
    let world = World::empty().await;
    let client = world.client();
    let (master, loser) = (
        account(&world, "Kestrel Bay").await,
        account(&world, "Kestrel Bay Ltd").await,
    );
    let contact = world
        .there_is(
            "Contact",
            json!({ "LastName": "Reed", "AccountId": loser.id.as_str() }),
        )
        .await;
    let values = sets(&[
        ("Name", text("Kestrel & \"Bay\" <Ltd>")),
        ("Phone", Value::Null),
        ("AnnualRevenue", Value::Decimal("0.10".parse().unwrap())),
    ]);
    let merge = Effect::Merge {
        object: named("Account"),
        master: master.id.clone(),
        losers: vec![loser.id.clone()],
        values,
    };
    let receipt = write(&world, &client, merge).await.unwrap();
    assert_eq!(receipt.merged, std::slice::from_ref(&loser.id));
    assert!(receipt.updated_related.contains(&contact.id));
    assert_eq!(
        world.value(&master, "Name").await,
        json!("Kestrel & \"Bay\" <Ltd>")
    );
    assert_eq!(world.counted("merges").await, 1);

    let calls = world.calls().await;
    let sent = &calls
        .iter()
        .find(|call| call.path.contains("/Soap/"))
        .unwrap()
        .body;
    assert_eq!(inside(sent, "sf:type"), ["Account"]);
    assert_eq!(inside(sent, "sf:Id"), [master.id.as_str()]);
    assert_eq!(inside(sent, "recordToMergeIds"), [loser.id.as_str()]);
    assert_eq!(inside(sent, "sf:fieldsToNull"), ["Phone"]);
    assert_eq!(inside(sent, "sf:AnnualRevenue"), ["0.1"]);
    let record = inside(sent, "masterRecord")[0];
    assert_eq!(
        record.matches("</").count(),
        5,
        "type, null, Id and two values: {record}"
    );

    let bin = query(
        "Account",
        &["IsDeleted", "MasterRecordId"],
        Filter::is(field("Id"), Value::Reference(loser.id)),
    );
    let gone = client
        .query(&domain::query::Query {
            with_deleted: true,
            ..bin
        })
        .await
        .unwrap();
    assert_eq!(gone[0].get("MasterRecordId"), &Value::Reference(master.id));
}

#[tokio::test]
async fn a_lead_becomes_a_contact_of_the_account_and_no_opportunity() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    let lead = world
        .there_is("Lead", json!({ "LastName": "Reed", "Company": "Acme" }))
        .await;
    let convert = Effect::Convert {
        lead: lead.id.clone(),
        account: acme.id.clone(),
        contact: None,
        status: "Closed - Converted".into(),
        owner: None,
    };
    let receipt = write(&world, &client, convert).await.unwrap();
    assert_eq!(receipt.account, Some(acme.id.clone()));
    let contact = RecordRef::new(named("Contact"), receipt.contact.unwrap());
    assert_eq!(
        world.value(&contact, "AccountId").await,
        json!(acme.id.as_str())
    );
    assert_eq!(
        client
            .count(&query("Opportunity", &[], Filter::everything()))
            .await
            .unwrap(),
        0
    );
    let calls = world.calls().await;
    let sent = &calls
        .iter()
        .find(|call| call.path.contains("/Soap/"))
        .unwrap()
        .body;
    assert_eq!(inside(sent, "leadId"), [lead.id.as_str()]);
    assert_eq!(inside(sent, "accountId"), [acme.id.as_str()]);
    assert_eq!(inside(sent, "doNotCreateOpportunity"), ["true"]);
    assert!(inside(sent, "contactId").is_empty() && inside(sent, "ownerId").is_empty());
}

#[tokio::test]
async fn reparent_sets_one_reference_and_delete_deletes() {
    let world = World::empty().await;
    let client = world.client();
    let (group, child) = (
        account(&world, "Group").await,
        account(&world, "Child").await,
    );
    let reparent = Effect::Reparent {
        record: child.clone(),
        field: field("ParentId"),
        parent: group.id.clone(),
    };
    write(&world, &client, reparent).await.unwrap();
    assert_eq!(
        world.value(&child, "ParentId").await,
        json!(group.id.as_str())
    );
    write(
        &world,
        &client,
        Effect::Delete {
            record: child.clone(),
        },
    )
    .await
    .unwrap();
    assert!(matches!(
        client.get(&child, &fields(&["Name"])).await,
        Err(Error::NotFound { .. })
    ));
    let again = write(&world, &client, Effect::Delete { record: child }).await;
    assert!(
        matches!(again, Err(WriteError::Refused { .. })),
        "{again:?}"
    );
}

#[tokio::test]
async fn the_orgs_own_rule_comes_back_in_its_admins_words() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    world
        .tell("switches", json!({ "validation_rule": true }))
        .await;
    let Err(WriteError::Refused { code, message, .. }) = write(
        &world,
        &client,
        update(&acme, &[("Phone", text("020 7946"))]),
    )
    .await
    else {
        panic!("the rule holds")
    };
    assert_eq!(code, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert!(message.contains("country code"), "{message}");
}

#[tokio::test]
async fn an_answer_that_never_came_is_unclear_and_nothing_is_sent_again() {
    for (fault, done) in [("drop_after", true), ("drop_before", false)] {
        let world = World::empty().await;
        let client = world.client();
        let (master, loser) = (account(&world, "A").await, account(&world, "B").await);
        let update = update(&master, &[("Site", text("Kiel"))]);
        let merge = Effect::Merge {
            object: named("Account"),
            master: master.id.clone(),
            losers: vec![loser.id],
            values: [].into(),
        };
        for (effect, method) in [(update, "PATCH"), (merge, "POST")] {
            let when = if method == "PATCH" {
                json!({ "method": method })
            } else {
                json!({ "path_contains": "/Soap/" })
            };
            world.fails(fault, when).await;
            let outcome = write(&world, &client, effect).await;
            assert!(
                matches!(outcome, Err(WriteError::Unclear { .. })),
                "{fault}: {outcome:?}"
            );
        }
        assert_eq!(
            world.value(&master, "Site").await,
            if done { json!("Kiel") } else { Json::Null }
        );
        assert_eq!(world.counted("merges").await, u64::from(done));
        let sent = world
            .calls()
            .await
            .iter()
            .filter(|call| call.path.contains("/Soap/") || call.method == "PATCH")
            .count();
        assert_eq!(sent, 2);
    }
}

#[tokio::test]
async fn a_breakdown_after_sending_is_unclear_a_refused_connection_is_not() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    for fault in ["unavailable", "html_500"] {
        client.whoami().await.unwrap();
        world.fails(fault, json!({ "method": "PATCH" })).await;
        let outcome = write(&world, &client, update(&acme, &[("Site", text("Kiel"))])).await;
        assert!(
            matches!(outcome, Err(WriteError::Unclear { .. })),
            "{fault}: {outcome:?}"
        );
    }
    let guard = world.guard();
    let World { org, .. } = world;
    org.shutdown();
    org.stopped().await;
    let outcome = write_with(&client, update(&acme, &[("Site", text("Kiel"))]), &guard).await;
    assert!(
        matches!(outcome, Err(WriteError::NotSent(Error::Unreachable { .. }))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn nothing_is_sent_when_its_time_has_passed() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    client.whoami().await.unwrap();
    let guard = world.guard();
    world.clock.store(guard.send_by.micros(), Ordering::SeqCst);
    let outcome = write_with(&client, update(&acme, &[("Site", text("Kiel"))]), &guard).await;
    assert_eq!(outcome, Err(WriteError::TooLate));
    assert!(
        world
            .calls()
            .await
            .iter()
            .all(|call| call.method != "PATCH")
    );
}

#[tokio::test]
async fn waiting_ends_with_the_time_to_send() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    client.whoami().await.unwrap();
    let guard = world.guard();
    world.clock.store(
        guard.send_by.minus(Duration::from_millis(300)).micros(),
        Ordering::SeqCst,
    );
    world
        .tell(
            "faults",
            json!({ "fault": "slow", "millis": 5000, "when": { "method": "PATCH" } }),
        )
        .await;
    let begun = std::time::Instant::now();
    let outcome = write_with(&client, update(&acme, &[("Site", text("Kiel"))]), &guard).await;
    assert!(
        matches!(outcome, Err(WriteError::Unclear { .. })),
        "{outcome:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_lock_is_waited_out_and_a_spent_token_renewed_without_writing_twice() {
    let world = World::empty().await;
    let client = world.client();
    let (master, loser) = (account(&world, "A").await, account(&world, "B").await);
    client.whoami().await.unwrap();
    world.fails("lock_row", json!({ "method": "PATCH" })).await;
    write(&world, &client, update(&master, &[("Site", text("Kiel"))]))
        .await
        .unwrap();
    world.tell("tokens/expire", json!({})).await;
    let merge = Effect::Merge {
        object: named("Account"),
        master: master.id.clone(),
        losers: vec![loser.id],
        values: [].into(),
    };
    write(&world, &client, merge).await.unwrap();
    world.tell("tokens/expire", json!({})).await;
    write(&world, &client, update(&master, &[("Site", text("Rome"))]))
        .await
        .unwrap();
    assert_eq!(
        (
            world.counted("updates").await,
            world.counted("merges").await
        ),
        (2, 1)
    );
    world
        .tell(
            "faults",
            json!({ "fault": "lock_row", "times": 9, "when": { "method": "PATCH" } }),
        )
        .await;
    let outcome = write(&world, &client, update(&master, &[("Site", text("Bonn"))])).await;
    assert!(
        matches!(outcome, Err(WriteError::NotSent(Error::Locked { .. }))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_draft_never_reaches_the_org() {
    let world = World::empty().await;
    let client = world.client();
    let draft = Effect::Draft {
        name: "mail".into(),
        body: "Dear …".into(),
        about: None,
    };
    assert!(matches!(
        write(&world, &client, draft).await,
        Err(WriteError::Refused { .. })
    ));
    assert_eq!(world.calls().await.len(), 0);
}

#[tokio::test]
async fn a_key_cannot_climb_out_of_its_address() {
    let world = World::empty().await;
    let client = world.client();
    let create = Effect::Create {
        object: named("Account"),
        values: sets(&[("Name", text("New"))]),
        key_field: Some(field("Countersign_Key__c")),
        key: Some("../../Contact".into()),
    };
    assert!(matches!(
        write(&world, &client, create).await,
        Err(WriteError::Refused { .. })
    ));
    assert_eq!(world.counted("creates").await, 0);
}

#[tokio::test]
async fn what_reads_leave_of_the_day_is_there_for_writes() {
    let world = World::empty().await;
    let client = world.client();
    let acme = account(&world, "Acme").await;
    let all = query("Account", &["Name"], Filter::everything());
    client.query(&all).await.unwrap();
    world.tell("switches", json!({ "daily_limit": 20 })).await;
    for _ in 0..20 {
        let _ = client.query(&all).await;
    }
    assert!(
        client.budget().unwrap().used < 18,
        "reads stop at four fifths"
    );
    let site = |text| update(&acme, &[("Site", Value::text(text))]);
    write(&world, &client, site("Kiel")).await.unwrap();
    let mut last = Ok(Receipt::default());
    for _ in 0..10 {
        last = write(&world, &client, site("Rome")).await;
    }
    assert!(
        matches!(
            last,
            Err(WriteError::NotSent(Error::LimitExhausted { max: 20, .. }))
        ),
        "{last:?}"
    );
    assert!(
        client.budget().unwrap().used < 20,
        "the org never had to say no"
    );
}
