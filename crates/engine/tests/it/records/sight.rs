//! Who sees what.

use super::*;

/// What somebody gets to read of two records and their lists, all of it.
async fn everything(world: &World, who: &Caller, records: &[&RecordRef], words: &str) -> String {
    let mut told = String::new();
    for record in records {
        for words in ["", words] {
            let query = RecordQuery {
                words: words.to_owned(),
                ..RecordQuery::default()
            };
            let list = world.browses(who, record.object.as_str(), &query).await;
            told.push_str(&serde_json::to_string(&list).unwrap());
        }
        told.push_str(&serde_json::to_string(&world.opens(who, record).await).unwrap());
        told.push_str(&serde_json::to_string(&world.why(who, record).await).unwrap());
        let found = world
            .engine
            .find_records(who, &record.object, words, 20)
            .await
            .unwrap();
        told.push_str(&serde_json::to_string(&found).unwrap());
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_sight_is_nowhere() {
    let world = World::bare().await;
    // The one is hidden from the integration user, the other from the person's own user alone.
    let secrets = json!({ "Commission_Rate__c": 917.23, "Tax_Id__c": "SENTINEL-4711" });
    let merged = world.merges(secrets).await;
    world
        .org
        .update(
            "Account",
            merged.master.id.as_str(),
            json!({ "Commission_Rate__c": 917.23 }),
        )
        .await;
    let elena = world
        .lets_in("emea.rep@northwind-sandbox.example", &[Role::Approver])
        .await;
    let records = [&merged.master, &merged.loser];
    let name = merged.name.split(' ').next().unwrap();
    let before = everything(&world, &elena, &records, name).await;
    assert!(
        before.contains("SENTINEL-4711"),
        "her user may read it at first"
    );

    let row = world.org.query("SELECT Id FROM FieldPermissions WHERE Field = 'Account.Tax_Id__c' AND Parent.Label = 'Sales User'").await;
    world
        .org
        .delete("FieldPermissions", row[0]["Id"].as_str().unwrap())
        .await;
    world.clock.advance(Duration::from_mins(2));
    let after = everything(&world, &elena, &records, name).await;
    for secret in ["SENTINEL", "4711", "917.23", "Commission", "Tax_Id__c"] {
        assert!(!after.contains(secret), "{secret}: {after}");
    }
    assert!(
        after.contains("\"what\":\"hidden\""),
        "that something changed is told"
    );
    assert!(after.contains("emea.rep@northwind-sandbox.example"));

    // Somebody else, whose role lets them see what the integration user sees, still reads the one and never the other.
    let ben = everything(&world, &world.zoe, &records, name).await;
    assert!(
        ben.contains("SENTINEL-4711") && !ben.contains("917.23") && !ben.contains("Commission")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_on_what_is_out_of_sight_is_refused() {
    let world = World::bare().await;
    let account = world
        .org
        .create(
            "Account",
            json!({ "Name": "Acme", "Commission_Rate__c": 12.5, "BillingCity": "Oslo" }),
        )
        .await;
    let only = |field: &str, value: &str| RecordQuery {
        only: Some((field.parse().unwrap(), value.to_owned())),
        ..RecordQuery::default()
    };
    let accounts = "Account".parse().unwrap();
    for field in [
        "Commission_Rate__c",
        "Parent.Commission_Rate__c",
        "Owner.Email",
    ] {
        let refused = world
            .engine
            .records(&world.zoe, &accounts, &only(field, "12.5"))
            .await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "{field}: {refused:?}"
        );
    }
    let found = world
        .browses(&world.zoe, "account", &only("BillingCity", "Oslo"))
        .await;
    assert_eq!(found.items[0].record, at("Account", &account));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_user_in_the_org_sees_what_missions_read() {
    let world = World::bare().await;
    let company = Company::random();
    let mut fields = company.account();
    fields["Sic"] = json!("4455");
    let account = at("Account", &world.org.create("Account", fields).await);
    let page = world.opens(&world.dora, &account).await;
    assert_eq!(page.sight.whose, Whose::Missions);
    let shows =
        |page: &RecordView, name: &str| page.fields.iter().any(|field| field.field.is(name));
    assert!(shows(&page, "Phone") && !shows(&page, "Sic") && !shows(&page, "CreatedById"));
    assert!(page.files.is_none());
    assert!(
        page.related
            .iter()
            .all(|related| !related.object.is("Case") && !related.object.is("Contact"))
    );
    let cases = world
        .engine
        .records(
            &world.dora,
            &"Case".parse().unwrap(),
            &RecordQuery::default(),
        )
        .await;
    let Err(Error::Forbidden(why)) = cases else {
        panic!("{cases:?}")
    };
    assert!(why.contains("what missions read"), "{why}");
    // Whoever signs sees no more by it: one would only have to lose one's own user in the org.
    let page = world.opens(&world.ben, &account).await;
    assert!(page.sight.whose == Whose::Missions && !shows(&page, "Sic"));
    let page = world.opens(&world.zoe, &account).await;
    assert_eq!(page.sight.whose, Whose::Connected);
    assert!(shows(&page, "Sic") && page.files.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_not_look_around() {
    let world = World::bare().await;
    let account = at(
        "Account",
        &world.org.create("Account", json!({ "Name": "Acme" })).await,
    );
    let agent = world.agent_of(&world.zoe).await;
    let refusals = [
        world.engine.record(&agent, &account).await.err(),
        world.engine.changes(&agent, &account).await.err(),
        world
            .engine
            .records(&agent, &account.object, &RecordQuery::default())
            .await
            .err(),
        world
            .engine
            .find_records(&agent, &account.object, "acme", 5)
            .await
            .err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(Error::Forbidden(_))), "{refusal:?}");
    }
}
