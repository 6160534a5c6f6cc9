use crate::world::World;
use serde_json::json;

/// Asks for a merge; answers the XML.
async fn merge(world: &World, kind: &str, master: &str, fields: &str, losers: &[&str]) -> String {
    let losers = losers
        .iter()
        .map(|id| format!("<recordToMergeIds>{id}</recordToMergeIds>"))
        .collect::<Vec<_>>()
        .concat();
    let body = format!(
        "<merge><mergeRequests><masterRecord><type>{kind}</type><Id>{master}</Id>{fields}</masterRecord>{losers}</mergeRequests></merge>"
    );
    let (status, xml) = world.soap(&body).await;
    assert_eq!(status, 200, "{xml}");
    xml
}

fn status_code(xml: &str) -> &str {
    xml.split_once("<statusCode>")
        .map_or("none", |(_, rest)| rest.split_once('<').unwrap().0)
}

#[tokio::test]
async fn the_survivor_takes_the_children_and_the_chosen_values() {
    let world = World::demo().await;
    let (kept, twin) = (
        world.account("Kestrel Bay Instruments").await,
        world.account("Kestrel Bay Instr. Ltd").await,
    );
    let contact = world
        .one("Id", &format!("Contact WHERE AccountId = '{twin}' LIMIT 1"))
        .await;
    let deal = world.create("Opportunity", json!({"Name": "D", "StageName": "Prospecting", "CloseDate": "2027-01-01", "AccountId": twin})).await;
    let case = world
        .create("Case", json!({"Subject": "S", "AccountId": twin}))
        .await;
    let task = world
        .create("Task", json!({"Subject": "T", "WhatId": twin}))
        .await;
    let child = world
        .create("Account", json!({"Name": "Child", "ParentId": twin}))
        .await;
    world.control("POST", "counters/reset", None).await;
    world
        .control("POST", "clock", Some(json!({"advance_seconds": 10})))
        .await;

    let xml = merge(&world, "Account", &kept, "<Industry>Machinery</Industry><Name>Kestrel &amp; Bay</Name><fieldsToNull>Rating</fieldsToNull>", &[&twin]).await;
    assert!(
        xml.contains("<success>true</success>")
            && xml.contains(&format!("<mergedRecordIds>{twin}</mergedRecordIds>")),
        "{xml}"
    );
    for moved in [contact.as_str().unwrap(), &deal, &case, &task, &child] {
        assert!(
            xml.contains(&format!("<updatedRelatedIds>{moved}</updatedRelatedIds>")),
            "{moved} in {xml}"
        );
    }
    let (_, survivor) = world.get(&format!("sobjects/Account/{kept}")).await;
    assert_eq!(
        (
            &survivor["Industry"],
            &survivor["Name"],
            &survivor["Rating"],
            &survivor["Phone"]
        ),
        (
            &json!("Machinery"),
            &json!("Kestrel & Bay"),
            &json!(null),
            &json!("+44 117 496 0142")
        )
    );
    for (object, field, id) in [
        ("Opportunity", "AccountId", &deal),
        ("Case", "AccountId", &case),
        ("Task", "WhatId", &task),
        ("Task", "AccountId", &task),
        ("Account", "ParentId", &child),
    ] {
        assert_eq!(
            world
                .one(field, &format!("{object} WHERE Id = '{id}'"))
                .await,
            json!(kept),
            "{object}.{field}"
        );
    }
    assert_eq!(world.get(&format!("sobjects/Account/{twin}")).await.0, 404);
    let loser = world
        .query_all(&format!(
            "SELECT IsDeleted, MasterRecordId FROM Account WHERE MasterRecordId = '{kept}'"
        ))
        .await;
    assert_eq!((loser.len(), &loser[0]["IsDeleted"]), (1, &json!(true)));
    let counters = world.control("GET", "counters", None).await.1;
    assert_eq!(
        (
            &counters["merges"],
            &counters["updates"],
            &counters["deletes"]
        ),
        (&json!(1), &json!(0), &json!(0))
    );

    let history = world.query(&format!("SELECT Field FROM AccountHistory WHERE AccountId = '{kept}' AND CreatedBy.Name = 'Countersign Integration'")).await;
    assert_eq!(history.len(), 3, "{history:?}");
    let (_, answer) = world
        .soap(&format!("<undelete><ids>{twin}</ids></undelete>"))
        .await;
    assert!(answer.contains("<success>true</success>"));
    assert_eq!(
        world
            .one("AccountId", &format!("Opportunity WHERE Id = '{deal}'"))
            .await,
        json!(kept),
        "undelete is not unmerge"
    );
}

#[tokio::test]
async fn the_wsdl_dialect_merges_too_and_requests_are_apart() {
    let world = World::empty().await;
    let mut ids = Vec::new();
    for name in ["A", "B", "C", "D"] {
        ids.push(world.create("Account", json!({"Name": name})).await);
    }
    let body = format!(
        "<m:merge xmlns:m='urn:partner.soap.sforce.com' xmlns:s='urn:sobject.partner.soap.sforce.com'>\
         <m:request><m:masterRecord><s:type>Account</s:type><s:Id>{0}</s:Id></m:masterRecord><m:recordToMergeIds>{0}</m:recordToMergeIds></m:request>\
         <m:request><m:masterRecord><s:type>Account</s:type><s:Id>{0}</s:Id></m:masterRecord><m:recordToMergeIds>{1}</m:recordToMergeIds><m:recordToMergeIds>{2}</m:recordToMergeIds></m:request></m:merge>",
        ids[0], ids[1], ids[2]
    );
    let (_, xml) = world.soap(&body).await;
    assert_eq!(
        (
            xml.matches("<success>false</success>").count(),
            xml.matches("<success>true</success>").count()
        ),
        (1, 1),
        "{xml}"
    );
    assert_eq!(
        (
            world.counter("merges").await,
            world.query("SELECT Id FROM Account").await.len()
        ),
        (1, 2)
    );
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_and_nothing_moves() {
    let world = World::empty().await;
    let top = world.create("Account", json!({"Name": "Top"})).await;
    let middle = world
        .create("Account", json!({"Name": "Middle", "ParentId": top}))
        .await;
    let low = world
        .create("Account", json!({"Name": "Low", "ParentId": middle}))
        .await;
    let gone = world.create("Account", json!({"Name": "Gone"})).await;
    world.delete(&format!("sobjects/Account/{gone}")).await;
    let contact = world.create("Contact", json!({"LastName": "C"})).await;
    let case = world.create("Case", json!({"Subject": "C"})).await;
    for (kind, master, fields, losers, wanted) in [
        (
            "Account",
            &low,
            "",
            vec![top.as_str()],
            "CIRCULAR_DEPENDENCY",
        ),
        (
            "Account",
            &low,
            "",
            vec![middle.as_str()],
            "CIRCULAR_DEPENDENCY",
        ),
        (
            "Account",
            &low,
            "",
            vec![gone.as_str()],
            "ENTITY_IS_DELETED",
        ),
        (
            "Account",
            &gone,
            "",
            vec![low.as_str()],
            "ENTITY_IS_DELETED",
        ),
        (
            "Account",
            &low,
            "",
            vec![contact.as_str()],
            "INVALID_ID_FIELD",
        ),
        (
            "Account",
            &low,
            "",
            vec!["001000000000000AAA"],
            "INVALID_CROSS_REFERENCE_KEY",
        ),
        ("Account", &low, "", vec![], "INVALID_NUMBER_FIELDS"),
        (
            "Account",
            &low,
            "<Rating>Tepid</Rating>",
            vec![gone.as_str()],
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ),
        (
            "Account",
            &top,
            "<Commission_Rate__c>5</Commission_Rate__c>",
            vec![low.as_str()],
            "INVALID_FIELD_FOR_INSERT_UPDATE",
        ),
        (
            "Case",
            &case,
            "",
            vec![contact.as_str()],
            "INVALID_OPERATION",
        ),
        ("Gadget", &case, "", vec![contact.as_str()], "INVALID_TYPE"),
    ] {
        let xml = merge(&world, kind, master, fields, &losers).await;
        assert_eq!(status_code(&xml), wanted, "{kind} {losers:?}");
    }
    assert_eq!(world.query("SELECT Id FROM Account").await.len(), 3);
    assert_eq!(world.counter("merges").await, 0);
    let xml = merge(&world, "Account", &top, "", &[&low]).await;
    assert!(
        xml.contains("<success>true</success>"),
        "a descendant can go up into its ancestor: {xml}"
    );
}

#[tokio::test]
async fn merging_needs_the_right_to_delete() {
    let mut world = World::empty().await;
    let (one, two) = (
        world.create("Account", json!({"Name": "1"})).await,
        world.create("Account", json!({"Name": "2"})).await,
    );
    let integration = world.token.clone();
    world.token = world.session("admin").await;
    let rights = world.one("Id", "ObjectPermissions WHERE SobjectType = 'Account' AND Parent.Name = 'Countersign_Integration'").await;
    assert_eq!(
        world
            .patch(
                &format!("sobjects/ObjectPermissions/{}", rights.as_str().unwrap()),
                json!({"PermissionsDelete": false})
            )
            .await
            .0,
        204
    );
    world.token = integration;
    assert_eq!(
        status_code(&merge(&world, "Account", &one, "", &[&two]).await),
        "INSUFFICIENT_ACCESS_OR_READONLY"
    );
}
