use crate::world::{World, code, said};
use serde_json::json;

#[tokio::test]
async fn versions_need_no_token_and_old_ones_are_gone() {
    let world = World::empty().await;
    let (status, list) = said(
        world
            .http
            .get(format!("{}/services/data/", world.org.ready.url)),
    )
    .await;
    assert_eq!(
        (
            status,
            list[0]["version"].as_str(),
            list[37]["version"].as_str()
        ),
        (200, Some("31.0"), Some("68.0"))
    );
    assert_eq!(list[37]["label"], "Winter '27");
    assert_eq!(
        code(&world.get("/services/data/v30.0/limits").await),
        (410, "UNSUPPORTED_API_VERSION")
    );
    assert_eq!(
        code(&world.get("/services/data/v99.0/limits").await),
        (404, "NOT_FOUND")
    );
    assert!(world.get("/services/data/v66.0").await.1["identity"].is_string());
}

#[tokio::test]
async fn a_row_is_created_read_changed_and_deleted() {
    let world = World::empty().await;
    let response = world.request("POST", "sobjects/account/").json(&json!({"name": "Acme", "AnnualRevenue": 1250.5, "NumberOfEmployees": 12, "Rating": "hot"})).send().await.unwrap();
    assert_eq!(response.status(), 201);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        response.headers()["sforce-limit-info"]
            .to_str()
            .unwrap()
            .starts_with("api-usage=")
    );
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(
        (
            body["success"].as_bool(),
            body["errors"].as_array().map(Vec::len)
        ),
        (Some(true), Some(0))
    );
    let id = body["id"].as_str().unwrap();
    assert!(id.starts_with("001") && id.len() == 18 && location.ends_with(id));

    let (_, row) = world.get(&format!("sobjects/Account/{}", &id[..15])).await;
    assert_eq!(
        (
            row["Name"].as_str(),
            row["AnnualRevenue"].as_f64(),
            row["Rating"].as_str()
        ),
        (Some("Acme"), Some(1250.5), Some("Hot"))
    );
    assert!(
        row["Website"].is_null() && row["CreatedDate"].as_str().unwrap().ends_with(".000+0000")
    );
    let text = world
        .request("GET", &format!("sobjects/Account/{id}?fields=Website,Name"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        text.starts_with("{\"attributes\":{\"type\":\"Account\",\"url\":")
            && text.contains("\"Website\":null,\"Name\":\"Acme\""),
        "{text}"
    );

    let answer = world
        .request("PATCH", &format!("sobjects/Account/{id}"))
        .json(&json!({"Phone": "+44 1", "Website": null}))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            answer.status().as_u16(),
            answer.headers().get("content-type")
        ),
        (204, None)
    );
    assert_eq!(
        world.get(&format!("sobjects/Account/{id}")).await.1["Phone"],
        "+44 1"
    );
    assert_eq!(world.delete(&format!("sobjects/Account/{id}")).await.0, 204);
    assert_eq!(
        code(&world.get(&format!("sobjects/Account/{id}")).await),
        (404, "NOT_FOUND")
    );
    assert_eq!(
        code(
            &world
                .patch(&format!("sobjects/Account/{id}"), json!({"Phone": "1"}))
                .await
        ),
        (404, "ENTITY_IS_DELETED")
    );
    assert_eq!(
        code(&world.delete(&format!("sobjects/Account/{id}")).await),
        (404, "ENTITY_IS_DELETED")
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_code_and_field() {
    let world = World::empty().await;
    let gone = world.create("Account", json!({"Name": "Gone"})).await;
    world.delete(&format!("sobjects/Account/{gone}")).await;
    for (object, body, wanted, field) in [
        ("Account", json!({}), "REQUIRED_FIELD_MISSING", Some("Name")),
        (
            "Account",
            json!({"Name": "x".repeat(256)}),
            "STRING_TOO_LONG",
            Some("Name"),
        ),
        (
            "Account",
            json!({"Name": "x", "Rating": "Tepid"}),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            Some("Rating"),
        ),
        (
            "Account",
            json!({"Name": "x", "Shoe": 1}),
            "INVALID_FIELD",
            None,
        ),
        (
            "Account",
            json!({"Name": "x", "CreatedDate": "2026-01-01T00:00:00Z"}),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            Some("CreatedDate"),
        ),
        (
            "Account",
            json!({"Name": "x", "NumberOfEmployees": "many"}),
            "JSON_PARSER_ERROR",
            Some("NumberOfEmployees"),
        ),
        (
            "Account",
            json!({"Name": "x", "AnnualRevenue": 1e17}),
            "NUMBER_OUTSIDE_VALID_RANGE",
            Some("AnnualRevenue"),
        ),
        (
            "Account",
            json!({"Name": "x", "ParentId": "nonsense"}),
            "MALFORMED_ID",
            Some("ParentId"),
        ),
        (
            "Account",
            json!({"Name": "x", "ParentId": "003000000000001AAA"}),
            "FIELD_INTEGRITY_EXCEPTION",
            Some("ParentId"),
        ),
        (
            "Account",
            json!({"Name": "x", "ParentId": "001000000000001AAA"}),
            "INVALID_CROSS_REFERENCE_KEY",
            Some("ParentId"),
        ),
        (
            "Account",
            json!({"Name": "x", "ParentId": gone}),
            "INVALID_CROSS_REFERENCE_KEY",
            Some("ParentId"),
        ),
        (
            "Contact",
            json!({"LastName": "x", "Email": "nobody"}),
            "INVALID_EMAIL_ADDRESS",
            Some("Email"),
        ),
        (
            "Opportunity",
            json!({"Name": "x", "StageName": "Prospecting", "CloseDate": "soon"}),
            "JSON_PARSER_ERROR",
            Some("CloseDate"),
        ),
        (
            "Account",
            json!({"Id": gone, "Name": "x"}),
            "INVALID_FIELD",
            Some("Id"),
        ),
    ] {
        let refused = world
            .post(&format!("sobjects/{object}"), body.clone())
            .await;
        assert_eq!(code(&refused), (400, wanted), "{body}");
        assert_eq!(refused.1[0]["fields"][0].as_str(), field, "{body}");
    }
    let broken = said(
        world
            .request("POST", "sobjects/Account")
            .body("{\"Name\":")
            .header("content-type", "application/json"),
    )
    .await;
    assert_eq!(code(&broken), (400, "JSON_PARSER_ERROR"));
    assert_eq!(
        code(&world.post("sobjects/Gadget", json!({})).await),
        (404, "NOT_FOUND")
    );
    assert_eq!(
        code(&said(world.request("PUT", &format!("sobjects/Account/{gone}"))).await),
        (405, "METHOD_NOT_ALLOWED")
    );
    assert_eq!(world.counter("creates").await, 1);
}

#[tokio::test]
async fn a_key_upserts_once_and_stays_unique() {
    let world = World::empty().await;
    let first = world
        .patch(
            "sobjects/Account/Countersign_Key__c/k%201",
            json!({"Name": "A"}),
        )
        .await;
    assert_eq!((first.0, first.1["created"].as_bool()), (201, Some(true)));
    let again = world
        .patch(
            "sobjects/Account/Countersign_Key__c/k%201",
            json!({"Name": "B"}),
        )
        .await;
    assert_eq!(
        (again.0, again.1["created"].as_bool(), &again.1["id"]),
        (200, Some(false), &first.1["id"])
    );
    assert_eq!(
        world
            .get("sobjects/Account/Countersign_Key__c/k%201")
            .await
            .1["Name"],
        "B"
    );
    let twice = world
        .post(
            "sobjects/Account",
            json!({"Name": "C", "Countersign_Key__c": "K 1"}),
        )
        .await;
    assert_eq!(code(&twice), (400, "DUPLICATE_VALUE"));
    assert!(
        twice.1[0]["message"]
            .as_str()
            .unwrap()
            .contains(&first.1["id"].as_str().unwrap()[..15])
    );
}

#[tokio::test]
async fn relatives_are_reached_by_name() {
    let world = World::demo().await;
    let account = world.account("Kestrel Bay Instruments").await;
    let (status, children) = world
        .get(&format!("sobjects/Account/{account}/Contacts?fields=Name"))
        .await;
    assert_eq!((status, children["totalSize"].as_u64()), (200, Some(2)));
    let contact = world
        .one(
            "Id",
            &format!("Contact WHERE AccountId = '{account}' LIMIT 1"),
        )
        .await;
    assert_eq!(
        world
            .get(&format!(
                "sobjects/Contact/{}/Account",
                contact.as_str().unwrap()
            ))
            .await
            .1["Name"],
        "Kestrel Bay Instruments"
    );
    assert_eq!(
        world
            .get(&format!("sobjects/Account/{account}/Gadgets"))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn deleting_an_account_takes_its_people_and_is_refused_while_cases_hold_it() {
    let world = World::empty().await;
    let account = world.create("Account", json!({"Name": "A"})).await;
    let contact = world
        .create("Contact", json!({"LastName": "C", "AccountId": account}))
        .await;
    let case = world
        .create("Case", json!({"Subject": "S", "AccountId": account}))
        .await;
    assert_eq!(
        code(&world.delete(&format!("sobjects/Account/{account}")).await),
        (400, "DELETE_FAILED")
    );
    world.delete(&format!("sobjects/Case/{case}")).await;
    assert_eq!(
        world.delete(&format!("sobjects/Account/{account}")).await.0,
        204
    );
    assert_eq!(
        world.get(&format!("sobjects/Contact/{contact}")).await.0,
        404
    );
    let (_, answer) = world
        .soap(&format!("<undelete><ids>{account}</ids></undelete>"))
        .await;
    assert!(answer.contains("<success>true</success>"), "{answer}");
    assert_eq!(
        world.get(&format!("sobjects/Contact/{contact}")).await.0,
        200,
        "comes back with its account"
    );
}
