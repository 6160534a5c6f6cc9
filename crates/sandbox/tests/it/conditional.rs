use crate::world::{World, code, said};
use serde_json::json;

#[tokio::test]
async fn an_account_is_changed_only_as_it_was_read() {
    let world = World::empty().await;
    let path = format!(
        "sobjects/Account/{}",
        world.create("Account", json!({"Name": "A"})).await
    );
    let tag = world.request("GET", &path).send().await.unwrap().headers()["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(tag.ends_with("--gzip\""));
    assert_eq!(
        said(world.request("GET", &path).header("if-none-match", &tag))
            .await
            .0,
        304
    );
    let change = |name: &str, tag: &str| {
        said(
            world
                .request("PATCH", &path)
                .header("if-match", tag)
                .json(&json!({"Name": name})),
        )
    };
    assert_eq!(change("B", &tag).await.0, 204);
    assert_eq!(change("C", &tag).await.0, 412, "within the same second too");
    let (_, row) = world.get(&path).await;
    assert_eq!(row["Name"], "B");
    assert_eq!(
        said(world.request("GET", &path).header("if-match", &tag))
            .await
            .0,
        412
    );
    let fresh = world.request("GET", &path).send().await.unwrap().headers()["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        said(
            world
                .request("PATCH", &path)
                .header("if-none-match", &fresh)
                .json(&json!({"Name": "D"}))
        )
        .await
        .0,
        412
    );
}

#[tokio::test]
async fn dates_guard_everything_but_deletion() {
    let world = World::empty().await;
    let path = format!(
        "sobjects/Lead/{}",
        world
            .create("Lead", json!({"LastName": "L", "Company": "C"}))
            .await
    );
    assert!(
        world
            .request("GET", &path)
            .send()
            .await
            .unwrap()
            .headers()
            .get("etag")
            .is_none()
    );
    let patch = |since: &str| {
        said(
            world
                .request("PATCH", &path)
                .header("if-unmodified-since", since)
                .json(&json!({"Title": "x"})),
        )
    };
    assert_eq!(patch("Fri, 01 Jan 2021 00:00:00 GMT").await.0, 412);
    assert_eq!(patch("Thu, 01 Jan 2099 00:00:00 GMT").await.0, 204);
    assert_eq!(patch("yesterday").await.0, 400);
    assert_eq!(
        said(
            world
                .request("GET", &path)
                .header("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT")
        )
        .await
        .0,
        304
    );
    let deleted = said(
        world
            .request("DELETE", &path)
            .header("if-unmodified-since", "Fri, 01 Jan 2021 00:00:00 GMT"),
    )
    .await;
    assert_eq!(deleted.0, 204);
    assert_eq!(code(&world.get(&path).await).0, 404);
}
