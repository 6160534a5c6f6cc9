use crate::world::World;
use serde_json::{Value, json};

async fn count(world: &World, object: &str) -> u64 {
    world
        .try_query(&format!("SELECT COUNT() FROM {object}"))
        .await
        .1["totalSize"]
        .as_u64()
        .unwrap()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better where it is called"
)]
fn sub(method: &str, path: &str, reference: &str, body: Value) -> Value {
    json!({"method": method, "url": format!("/services/data/v66.0/{path}"), "referenceId": reference, "body": body})
}

#[tokio::test]
async fn later_parts_speak_of_earlier_ones() {
    let world = World::empty().await;
    let requests = [
        sub("POST", "sobjects/Account", "acc", json!({"Name": "Acme"})),
        sub(
            "POST",
            "sobjects/Contact",
            "con",
            json!({"LastName": "Lima", "AccountId": "@{acc.id}"}),
        ),
        json!({"method": "GET", "url": "/services/data/v66.0/query?q=SELECT Id, Name FROM Contact WHERE AccountId = '@{acc.id}'", "referenceId": "q"}),
        sub(
            "PATCH",
            "sobjects/Contact/@{q.records[0].Id}",
            "upd",
            json!({"Title": "Buyer"}),
        ),
    ];
    let (status, body) = world
        .post(
            "composite",
            json!({"allOrNone": true, "compositeRequest": requests}),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    let codes: Vec<u64> = body["compositeResponse"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["httpStatusCode"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [201, 201, 200, 204], "{body}");
    assert!(body["compositeResponse"][0]["httpHeaders"]["Location"].is_string());
    assert_eq!(
        world
            .one("Title", "Contact WHERE Account.Name = 'Acme'")
            .await,
        "Buyer"
    );
    assert_eq!(world.counter("creates").await, 2);
}

#[tokio::test]
async fn all_or_none_really_rolls_back() {
    let world = World::empty().await;
    let requests = [
        sub("POST", "sobjects/Account", "acc", json!({"Name": "Acme"})),
        sub(
            "POST",
            "sobjects/Contact",
            "con",
            json!({"AccountId": "@{acc.id}"}),
        ),
        sub("POST", "sobjects/Account", "more", json!({"Name": "More"})),
    ];
    let (status, body) = world
        .post(
            "composite",
            json!({"allOrNone": true, "compositeRequest": requests}),
        )
        .await;
    let code = |at: usize| {
        body["compositeResponse"][at]["body"][0]["errorCode"]
            .as_str()
            .unwrap()
    };
    assert_eq!(
        (status, code(0), code(1), code(2)),
        (
            200,
            "PROCESSING_HALTED",
            "REQUIRED_FIELD_MISSING",
            "PROCESSING_HALTED"
        )
    );
    assert_eq!(body["compositeResponse"][2]["referenceId"], "more");
    assert_eq!(
        (
            count(&world, "Account").await,
            world.counter("creates").await
        ),
        (0, 0)
    );

    let (_, body) = world
        .post(
            "composite",
            json!({"compositeRequest": [
                sub("POST", "sobjects/Account", "acc", json!({"Name": "Acme"})),
                sub("POST", "sobjects/Contact", "con", json!({})),
                sub("PATCH", "sobjects/Contact/@{con.id}", "upd", json!({"Title": "x"})),
                sub("POST", "sobjects/Account", "more", json!({"Name": "More"})),
            ]}),
        )
        .await;
    let codes: Vec<u64> = body["compositeResponse"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["httpStatusCode"].as_u64().unwrap())
        .collect();
    assert_eq!(
        (codes, count(&world, "Account").await),
        (vec![201, 400, 400, 201], 2),
        "only what depends on the failed part halts"
    );
}

#[tokio::test]
async fn preconditions_hold_inside_a_composite() {
    let world = World::empty().await;
    let id = world.create("Account", json!({"Name": "A"})).await;
    let mut stale = sub(
        "PATCH",
        &format!("sobjects/Account/{id}"),
        "a",
        json!({"Name": "B"}),
    );
    stale["httpHeaders"] = json!({"If-Match": "\"someone-else--gzip\""});
    let (_, body) = world
        .post(
            "composite",
            json!({"allOrNone": true, "compositeRequest": [stale]}),
        )
        .await;
    assert_eq!(
        body["compositeResponse"][0]["httpStatusCode"], 412,
        "{body}"
    );
    assert_eq!(world.one("Name", "Account").await, "A");
}

#[tokio::test]
async fn too_many_parts_and_composites_in_composites_are_refused() {
    let world = World::empty().await;
    let many: Vec<Value> = (0..26)
        .map(|at| sub("GET", "limits", &format!("r{at}"), Value::Null))
        .collect();
    assert_eq!(
        world
            .post("composite", json!({"compositeRequest": many}))
            .await
            .0,
        400
    );
    let (_, body) = world.post("composite", json!({"compositeRequest": [sub("POST", "composite", "c", json!({"compositeRequest": []}))]})).await;
    assert_eq!(body["compositeResponse"][0]["httpStatusCode"], 400);
}

#[tokio::test]
async fn collections_give_each_row_its_result() {
    let world = World::empty().await;
    let rows = |all: bool| {
        json!({"allOrNone": all, "records": [
            {"attributes": {"type": "Account"}, "Name": "One"},
            {"attributes": {"type": "Contact"}, "FirstName": "no last name"},
            {"attributes": {"type": "Account"}, "Name": "Two"},
        ]})
    };
    let (status, none) = world.post("composite/sobjects", rows(true)).await;
    let code = |body: &Value, at: usize| {
        body[at]["errors"][0]["statusCode"]
            .as_str()
            .unwrap_or("ok")
            .to_owned()
    };
    assert_eq!(
        (status, code(&none, 0), code(&none, 1)),
        (
            200,
            "ALL_OR_NONE_OPERATION_ROLLED_BACK".to_owned(),
            "REQUIRED_FIELD_MISSING".to_owned()
        )
    );
    assert_eq!(count(&world, "Account").await, 0);
    let (_, some) = world.post("composite/sobjects", rows(false)).await;
    assert_eq!(
        (
            code(&some, 0),
            code(&some, 1),
            code(&some, 2),
            count(&world, "Account").await
        ),
        (
            "ok".to_owned(),
            "REQUIRED_FIELD_MISSING".to_owned(),
            "ok".to_owned(),
            2
        )
    );

    let (one, two) = (
        some[0]["id"].as_str().unwrap(),
        some[2]["id"].as_str().unwrap(),
    );
    let (_, patched) = world.patch("composite/sobjects", json!({"records": [{"attributes": {"type": "Account"}, "Id": one, "Name": "Uno"}, {"attributes": {"type": "Account"}, "id": "001000000000000", "Name": "x"}]})).await;
    assert_eq!(
        (code(&patched, 0), code(&patched, 1)),
        ("ok".to_owned(), "NOT_FOUND".to_owned())
    );
    let (_, read) = world
        .post(
            "composite/sobjects/Account",
            json!({"ids": [two, "001000000000000AAA", one], "fields": ["Name"]}),
        )
        .await;
    assert_eq!(
        (&read[0]["Name"], &read[1], &read[2]["Name"]),
        (&json!("Two"), &Value::Null, &json!("Uno"))
    );
    let (_, deleted) = world
        .delete(&format!(
            "composite/sobjects?ids={one},{two}&allOrNone=true"
        ))
        .await;
    assert_eq!(
        (
            deleted[0]["success"].as_bool(),
            count(&world, "Account").await
        ),
        (Some(true), 0)
    );
    let (_, upserted) = world.patch("composite/sobjects/Account/Countersign_Key__c", json!({"records": [{"attributes": {"type": "Account"}, "Countersign_Key__c": "a", "Name": "A"}, {"attributes": {"type": "Account"}, "Countersign_Key__c": "a", "Name": "B"}]})).await;
    assert_eq!(
        (&upserted[0]["created"], &upserted[1]["created"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn a_batch_keeps_its_parts_apart() {
    let world = World::empty().await;
    let parts = json!([
        {"method": "POST", "url": "v66.0/sobjects/Account", "richInput": {"Name": "A"}},
        {"method": "GET", "url": "v66.0/sobjects/Account/001000000000000AAA"},
        {"method": "POST", "url": "v66.0/sobjects/Account", "richInput": {"Name": "B"}},
    ]);
    let (_, body) = world
        .post("composite/batch", json!({"batchRequests": parts}))
        .await;
    assert_eq!(
        (
            &body["hasErrors"],
            &body["results"][1]["statusCode"],
            count(&world, "Account").await
        ),
        (&json!(true), &json!(404), 2)
    );
    let (_, body) = world
        .post(
            "composite/batch",
            json!({"haltOnError": true, "batchRequests": parts}),
        )
        .await;
    assert_eq!(
        (
            &body["results"][2]["statusCode"],
            count(&world, "Account").await
        ),
        (&json!(412), 3)
    );
}
