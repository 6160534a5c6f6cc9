use crate::world::{Said, World, code, said};
use serde_json::json;

async fn search(world: &World, text: &str) -> Said {
    said(world.request("GET", "search/").query(&[("q", text)])).await
}

async fn names(world: &World, text: &str) -> Vec<String> {
    let (status, body) = search(world, text).await;
    assert_eq!(status, 200, "{text}: {body}");
    let mut names: Vec<String> = body["searchRecords"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["Name"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn words_are_found_without_case_or_accents() {
    let world = World::demo().await;
    assert_eq!(
        names(
            &world,
            "FIND {societe generale} IN NAME FIELDS RETURNING Account(Id, Name)"
        )
        .await,
        [
            "Societe Generale d'Optique SA",
            "Société Générale d'Optique"
        ]
    );
    assert_eq!(names(&world, "FIND {\"kestrel bay\" AND instr*} RETURNING Account(Name WHERE Industry = 'Electronics')").await, ["Kestrel Bay Instruments"]);
    assert_eq!(
        names(
            &world,
            "FIND {kestrel AND NOT bay} IN NAME FIELDS RETURNING Account(Name)"
        )
        .await,
        ["Kestrel Point Instruments"]
    );
    assert_eq!(
        names(
            &world,
            "FIND {okapi OR tarnfell} IN NAME FIELDS RETURNING Account(Name ORDER BY Name LIMIT 2)"
        )
        .await,
        ["Okapi Finance", "Okapi Logistics B.V."]
    );
    assert!(
        names(
            &world,
            "FIND {kestre} IN NAME FIELDS RETURNING Account(Name)"
        )
        .await
        .is_empty(),
        "a part of a word is not the word"
    );
    assert_eq!(
        names(
            &world,
            "FIND {4411749 OR 441174960142} IN PHONE FIELDS RETURNING Account(Name)"
        )
        .await,
        ["Kestrel Bay Instruments"]
    );
}

#[tokio::test]
async fn fields_and_limits_are_obeyed() {
    let world = World::demo().await;
    let (_, body) = search(
        &world,
        "FIND {halden*} IN EMAIL FIELDS RETURNING Contact(Id, Email), Lead(Id, Email)",
    )
    .await;
    let found = body["searchRecords"].as_array().unwrap();
    assert!(
        found
            .iter()
            .all(|record| record["Email"].as_str().unwrap().contains("halden"))
            && found.len() >= 3,
        "{body}"
    );
    let (_, body) = search(
        &world,
        "FIND {halden*} RETURNING Account(Name), Lead(Name) LIMIT 2",
    )
    .await;
    assert_eq!(body["searchRecords"].as_array().map(Vec::len), Some(2));
    let (_, body) = world
        .post(
            "parameterizedSearch",
            json!({"q": "kestrel", "fields": ["Id", "Name"], "sobjects": [{"name": "Account"}]}),
        )
        .await;
    assert_eq!(body["searchRecords"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_search_that_cannot_be_read_is_refused() {
    let world = World::empty().await;
    for text in [
        "FIND",
        "FIND {x}",
        "FIND {kestrel} IN SHOE FIELDS",
        "FIND {kestrel",
    ] {
        assert_eq!(
            code(&search(&world, text).await),
            (400, "MALFORMED_SEARCH"),
            "{text}"
        );
    }
    assert_eq!(
        code(&search(&world, "FIND {kestrel} RETURNING Gadget").await),
        (400, "INVALID_TYPE")
    );
    assert_eq!(
        code(&search(&world, "FIND {kestrel} RETURNING Account(Shoe)").await),
        (400, "INVALID_FIELD")
    );
}
