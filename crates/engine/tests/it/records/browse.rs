//! Lists, and one record.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_where_it_ended_and_words_find_parts_of_names() {
    let world = World::bare().await;
    let rows = (0..7)
        .map(|at| json!({ "Name": format!("Quillmark {at}"), "BillingCity": "Oslo" }))
        .collect();
    let ids = world.org.create_all("Account", rows).await;
    let mut seen = vec![];
    let mut after = None;
    loop {
        let query = RecordQuery {
            after,
            limit: Some(3),
            ..RecordQuery::default()
        };
        let page = world.browses(&world.zoe, "Account", &query).await;
        seen.extend(page.items.iter().map(|row| row.record.id.to_string()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut wanted = ids.clone();
    wanted.reverse();
    assert_eq!(seen, wanted, "changed last first, each once");

    let object = "Account".parse().unwrap();
    let found = async |words: &str| {
        world
            .engine
            .find_records(&world.zoe, &object, words, 20)
            .await
            .unwrap()
    };
    let one = found("quillmark 4").await;
    assert_eq!(
        (one.len(), one[0].name.as_str(), one[0].hint.as_str()),
        (1, "Quillmark 4", "Oslo")
    );
    assert_eq!(found("illma").await.len(), 7);
    assert_eq!(found("100%").await.len(), 0);
    assert!(matches!(
        world
            .engine
            .records(
                &world.zoe,
                &"User".parse().unwrap(),
                &RecordQuery::default()
            )
            .await,
        Err(Error::Gone)
    ));
    let nowhere = at("Account", "001000000099999");
    assert!(matches!(
        world.engine.record(&world.zoe, &nowhere).await,
        Err(Error::Gone)
    ));
    assert!(matches!(
        world.engine.changes(&world.zoe, &nowhere).await,
        Err(Error::Gone)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_shows_what_hangs_on_it_and_costs_the_org_few_calls() {
    let world = World::new().await;
    let row = world
        .org
        .query("SELECT Id FROM Account WHERE Name = 'Kestrel Bay Instruments'")
        .await;
    let account = at("Account", row[0]["Id"].as_str().unwrap());
    let page = world.opens(&world.zoe, &account).await;
    let files = page.files.unwrap();
    assert_eq!(files.len(), 3);
    assert_eq!((files[0].kind.as_str(), files[0].bytes), ("xlsx", 27_115));
    let of = |object: &str| {
        page.related
            .iter()
            .find(|related| related.object.is(object))
            .unwrap()
    };
    assert!(of("Opportunity").count >= 3 && of("Contract").count == 1);
    let owner = page
        .fields
        .iter()
        .find(|field| field.field.is("OwnerId"))
        .unwrap();
    assert_eq!(owner.shown.name.as_deref(), Some("Elena Marsh"));
    let contact = &of("Contact").items[0];
    assert_eq!(contact.values[0].leads_to.as_ref(), Some(&account));

    world.org.counts_anew().await;
    world.opens(&world.zoe, &account).await;
    let calls = world.org.counters().await["requests"].as_u64().unwrap();
    assert!(calls <= 4, "{calls} calls");
}
