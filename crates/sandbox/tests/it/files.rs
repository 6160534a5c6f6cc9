use crate::world::{World, code};
use serde_json::{Value, json};

const LINKS: &str = "SELECT ContentDocument.Title, ContentDocument.FileExtension, ContentDocument.ContentSize FROM ContentDocumentLink";

fn version(on: Option<&str>) -> Value {
    json!({ "PathOnClient": "Offers/Frame contract.PDF", "VersionData": "aGVsbG8=", "FirstPublishLocationId": on })
}

#[tokio::test]
async fn a_version_makes_its_document_and_hangs_it_where_it_was_published() {
    let world = World::empty().await;
    let acme = world.create("Account", json!({ "Name": "Acme" })).await;
    let first = world.create("ContentVersion", version(Some(&acme))).await;
    let of_acme = format!("{LINKS} WHERE LinkedEntityId = '{acme}'");
    let links = world.query(&of_acme).await;
    assert_eq!(links.len(), 1);
    let document = &links[0]["ContentDocument"];
    assert_eq!(
        (
            &document["Title"],
            &document["FileExtension"],
            &document["ContentSize"]
        ),
        (&json!("Frame contract"), &json!("pdf"), &json!(5))
    );

    let from = format!("ContentVersion WHERE Id = '{first}'");
    let document = world.one("ContentDocumentId", &from).await;
    let document = document.as_str().unwrap();
    let mut second = version(None);
    second["ContentDocumentId"] = json!(document);
    second["VersionData"] = json!("aGVsbG8gYWdhaW4=");
    let second = world.create("ContentVersion", second).await;
    let latest = format!("ContentDocument WHERE Id = '{document}'");
    assert_eq!(
        world.one("LatestPublishedVersionId", &latest).await,
        json!(second)
    );
    assert_eq!(world.one("ContentSize", &latest).await, json!(11));
    assert_eq!(world.one("IsLatest", &from).await, json!(false));
    let data = world
        .one(
            "VersionData",
            &format!("ContentVersion WHERE Id = '{second}'"),
        )
        .await;
    assert!(
        data.as_str()
            .unwrap()
            .ends_with(&format!("{second}/VersionData"))
    );

    world
        .delete(&format!("sobjects/ContentDocument/{document}"))
        .await;
    assert!(world.query(&of_acme).await.is_empty());
}

#[tokio::test]
async fn links_are_asked_for_by_what_they_hang_on() {
    let world = World::demo().await;
    let acme = world.account("Kestrel Bay Instruments").await;
    for unbound in [
        LINKS.to_owned(),
        format!("{LINKS} WHERE ShareType = 'V'"),
        format!("{LINKS} WHERE LinkedEntityId != '{acme}'"),
        format!("{LINKS} WHERE LinkedEntityId = '{acme}' OR ShareType = 'V'"),
        format!("{LINKS} WHERE LinkedEntityId LIKE '001%'"),
    ] {
        let said = world.try_query(&unbound).await;
        assert_eq!(code(&said), (400, "MALFORMED_QUERY"), "{unbound}");
    }
    for bound in [
        format!("{LINKS} WHERE LinkedEntityId = '{acme}'"),
        format!("{LINKS} WHERE linkedentityid IN ('{acme}') AND ShareType = 'V'"),
    ] {
        assert_eq!(world.query(&bound).await.len(), 3, "{bound}");
    }
    let children =
        format!("SELECT (SELECT Id FROM ContentDocumentLinks) FROM Account WHERE Id = '{acme}'");
    let found = world.query(&children).await;
    assert_eq!(found[0]["ContentDocumentLinks"]["totalSize"], json!(3));
}

#[tokio::test]
async fn a_document_is_not_made_without_a_version_nor_a_version_without_bytes() {
    let world = World::empty().await;
    let alone = world
        .post("sobjects/ContentDocument", json!({ "Title": "Alone" }))
        .await;
    assert_ne!(alone.0, 201, "{alone:?}");
    let mut bad = version(None);
    bad["VersionData"] = json!("not base64 at all");
    assert_eq!(
        code(&world.post("sobjects/ContentVersion", bad).await).0,
        400
    );
    let describe = world.get("sobjects/ContentDocumentLink/describe").await.1;
    let fields = describe["fields"].as_array().unwrap();
    let link = fields
        .iter()
        .find(|field| field["name"] == "LinkedEntityId")
        .unwrap();
    assert_eq!(link["permissionable"], json!(false));
    assert_eq!(link["relationshipName"], json!("LinkedEntity"));
}
