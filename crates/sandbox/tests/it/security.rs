use crate::world::{World, code, said};
use serde_json::{Value, json};

fn has(describe: &Value, field: &str) -> bool {
    describe["fields"]
        .as_array()
        .unwrap()
        .iter()
        .any(|own| own["name"] == field)
}

#[tokio::test]
async fn a_hidden_field_is_nowhere() {
    let mut world = World::demo().await;
    let id = world.account("Kestrel Bay Instruments").await;
    let path = format!("sobjects/Account/{id}");
    let (_, describe) = world.get("sobjects/Account/describe").await;
    assert!(!has(&describe, "Commission_Rate__c") && has(&describe, "Tax_Id__c"));
    assert!(world.get(&path).await.1.get("Commission_Rate__c").is_none());
    for text in [
        "SELECT Commission_Rate__c FROM Account",
        "SELECT Id FROM Account WHERE Commission_Rate__c > 1",
        "SELECT Id FROM Account ORDER BY Commission_Rate__c",
        "SELECT MAX(Commission_Rate__c) FROM Account",
        "SELECT Account.Commission_Rate__c FROM Contact",
    ] {
        assert_eq!(
            code(&world.try_query(text).await),
            (400, "INVALID_FIELD"),
            "{text}"
        );
    }
    let all = world.query("SELECT FIELDS(ALL) FROM Account LIMIT 1").await;
    assert!(all[0].get("Commission_Rate__c").is_none());
    assert_eq!(
        code(
            &world
                .get(&format!("{path}?fields=Commission_Rate__c"))
                .await
        ),
        (400, "INVALID_FIELD")
    );
    assert_eq!(
        code(&world.patch(&path, json!({"Commission_Rate__c": 1})).await),
        (400, "INVALID_FIELD_FOR_INSERT_UPDATE")
    );
    let search = said(
        world
            .request("GET", "search")
            .query(&[("q", "FIND {kestrel} RETURNING Account(Commission_Rate__c)")]),
    )
    .await;
    assert_eq!(code(&search), (400, "INVALID_FIELD"));

    world.token = world.session("admin").await;
    assert!(has(
        &world.get("sobjects/Account/describe").await.1,
        "Commission_Rate__c"
    ));
    assert_eq!(
        world
            .one("Commission_Rate__c", &format!("Account WHERE Id = '{id}'"))
            .await,
        json!(3.5)
    );
    assert_eq!(
        world
            .patch(&path, json!({"Commission_Rate__c": 4.25}))
            .await
            .0,
        204
    );
}

#[tokio::test]
async fn rights_are_rows_and_take_effect_at_once() {
    let mut world = World::demo().await;
    let integration = world.token.clone();
    world.token = world.session("admin").await;
    let field = world.one("Id", "FieldPermissions WHERE Field = 'Account.Phone' AND Parent.Name = 'Countersign_Integration'").await;
    let object = world.one("Id", "ObjectPermissions WHERE SobjectType = 'Case' AND Parent.Name = 'Countersign_Integration'").await;
    world
        .delete(&format!(
            "sobjects/FieldPermissions/{}",
            field.as_str().unwrap()
        ))
        .await;
    world
        .patch(
            &format!("sobjects/ObjectPermissions/{}", object.as_str().unwrap()),
            json!({"PermissionsRead": false, "PermissionsEdit": false}),
        )
        .await;
    world.token = integration;
    assert_eq!(
        code(&world.try_query("SELECT Phone FROM Account").await),
        (400, "INVALID_FIELD")
    );
    assert_eq!(
        code(&world.try_query("SELECT Id FROM Case").await),
        (400, "INVALID_TYPE")
    );
    assert_eq!(
        code(&world.get("sobjects/Case/describe").await),
        (404, "NOT_FOUND")
    );
    assert_eq!(
        code(
            &world
                .try_query("SELECT Id, (SELECT Id FROM Cases) FROM Account")
                .await
        ),
        (400, "INVALID_FIELD")
    );
    let objects = world.get("sobjects").await.1["sobjects"].clone();
    assert!(
        objects
            .as_array()
            .unwrap()
            .iter()
            .all(|object| object["name"] != "Case")
    );
}

#[tokio::test]
async fn who_may_do_what_is_told_to_those_who_may_view_the_set_up() {
    let mut world = World::empty().await;
    let asked = "SELECT Field FROM FieldPermissions WHERE Field = 'Account.Phone'";
    assert_eq!(
        world.query(asked).await.len(),
        3,
        "two profiles and the integration"
    );
    world.token = world.session("emea.rep").await;
    assert_eq!(code(&world.try_query(asked).await), (400, "INVALID_TYPE"));
}

#[tokio::test]
async fn only_the_administrator_touches_the_set_up() {
    let world = World::empty().await;
    let me = world
        .one(
            "Id",
            "User WHERE Username = 'integration@northwind-sandbox.example'",
        )
        .await;
    assert_eq!(
        code(
            &world
                .patch(
                    &format!("sobjects/User/{}", me.as_str().unwrap()),
                    json!({"Title": "Boss"})
                )
                .await
        )
        .0,
        400
    );
    assert_eq!(
        code(
            &world
                .post(
                    "sobjects/FieldPermissions",
                    json!({"SobjectType": "Account", "Field": "Account.Phone"})
                )
                .await
        )
        .0,
        400
    );
    assert_eq!(
        code(
            &world
                .post(
                    "sobjects/PermissionSetAssignment",
                    json!({"AssigneeId": me})
                )
                .await
        )
        .0,
        400
    );
    let profile = world
        .one(
            "Profile.Name",
            "User WHERE Username = 'integration@northwind-sandbox.example'",
        )
        .await;
    assert_eq!(profile, "Minimum Access - API Only Integrations");
}

#[tokio::test]
async fn describe_is_the_truth_about_fields() {
    let world = World::empty().await;
    let (_, describe) = world.get("sobjects/opportunity/describe/").await;
    let field = |name: &str| {
        describe["fields"]
            .as_array()
            .unwrap()
            .iter()
            .find(|own| own["name"] == name)
            .cloned()
            .unwrap()
    };
    assert_eq!(
        (
            &field("Amount")["type"],
            &field("Amount")["scale"],
            &field("Id")["type"]
        ),
        (&json!("currency"), &json!(2), &json!("id"))
    );
    assert_eq!(
        (
            &field("AccountId")["referenceTo"],
            &field("AccountId")["relationshipName"]
        ),
        (&json!(["Account"]), &json!("Account"))
    );
    assert_eq!(
        (
            &field("Countersign_Key__c")["externalId"],
            &field("Countersign_Key__c")["unique"]
        ),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        (
            &field("IsWon")["updateable"],
            &field("StageName")["picklistValues"][0]["value"]
        ),
        (&json!(false), &json!("Prospecting"))
    );
    let account = world.get("sobjects/Account/describe").await.1;
    assert_eq!(account["mergeable"], true);
    assert!(
        account["childRelationships"]
            .as_array()
            .unwrap()
            .iter()
            .any(|child| child["childSObject"] == "Contact"
                && child["relationshipName"] == "Contacts")
    );
}
