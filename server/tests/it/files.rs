//! Files: uploaded by a form or by the API, shown, and handed out so that a browser never runs one.

use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use crate::world::{Browser, Person, Told, World};

async fn browser(world: &World, who: &Person) -> Browser {
    Browser::signed_in(world.url(), &who.email, &who.password).await
}

async fn sends(who: &Person, path: &str, bytes: Vec<u8>) -> Told {
    let sent = who.request(Method::POST, path).body(bytes).send().await;
    Told::of(sent.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_keeps_a_file_and_leads_to_its_page() {
    let world = World::new().await;
    let priya = browser(&world, world.priya()).await;
    let form = [("folder", "uploads")];
    let text = "# Plan\n\n<script>alert(1)</script> & more".as_bytes();
    let page = priya
        .post_file("/files", &form, "Plan.md", text)
        .await
        .leads_to();
    assert!(
        page.starts_with("/files/fil_") && page.ends_with("?said"),
        "{page}"
    );
    let shown = priya.get(&page).await;
    assert_eq!(shown.status, 200);
    assert!(
        shown.text.contains("“Plan.md” is kept in Uploads."),
        "{}",
        shown.text
    );
    assert!(
        shown
            .text
            .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more")
    );
    let page = page.trim_end_matches("?said");

    // Another version, and one that came too late.
    let versions = format!("{page}/versions");
    let second = priya
        .post_file(&versions, &[("seen", "1")], "Other name.md", b"Second")
        .await;
    assert_eq!(second.leads_to(), format!("{page}?said"));
    assert!(
        priya
            .get(&format!("{page}?said"))
            .await
            .text
            .contains("Version 2 is kept.")
    );
    let late = priya
        .post_file(&versions, &[("seen", "1")], "Plan.md", b"Third")
        .await
        .leads_to();
    assert!(
        priya
            .get(&late)
            .await
            .text
            .contains("Somebody has added a version since you opened")
    );
    let older = priya.get(&format!("{page}?version=1")).await.text;
    assert!(older.contains("which holds today"), "{older}");
    assert_eq!(priya.get(&format!("{page}?version=9")).await.status, 404);

    let archived = priya.sends(&format!("{page}/archive"), &[]).await;
    assert!(archived.contains("It was archived on"), "{archived}");
    assert!(!priya.get("/files").await.text.contains("Plan.md"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_told_where_it_was_sent() {
    let world = World::new().await;
    let priya = browser(&world, world.priya()).await;
    let large = vec![b'a'; 6_000_000];
    let cases: [(&str, &str, &[u8], &str); 7] = [
        ("uploads", "../../etc/passwd.txt", b"x", "not a path"),
        (
            "uploads",
            "page.html",
            b"<html>",
            "Only text (.txt), Markdown (.md)",
        ),
        (
            "uploads",
            "picture.png",
            b"<html>",
            "content is something else",
        ),
        (
            "uploads",
            "large.txt",
            &large,
            "6 MB, and at most 5 MB are kept",
        ),
        ("uploads", "", b"", "Choose a file first"),
        (
            "templates",
            "mail.md",
            b"x",
            "does not let you change Templates",
        ),
        ("elsewhere", "a.txt", b"x", "is not a folder"),
    ];
    for (folder, name, bytes, why) in cases {
        let told = priya
            .post_file("/files", &[("folder", folder)], name, bytes)
            .await;
        assert_eq!(told.leads_to(), "/files?said", "{name}");
        let page = priya.get("/files?said").await.text;
        assert!(page.contains(why), "{name}: {page}");
    }
    // So much is not even read.
    let huge = vec![b'a'; 9 << 20];
    let told = priya
        .post_file("/files", &[("folder", "uploads")], "huge.txt", &huge)
        .await;
    assert_eq!(told.status, 413);
    assert!(told.text.contains("At most 5 MB"), "{}", told.text);
    let told = sends(world.priya(), "/files?folder=uploads&name=huge.txt", huge).await;
    assert!(told.refused(413, "too_large").contains("at most 5 MB"));
    let told = sends(
        world.priya(),
        "/files?folder=uploads&name=a%2Fb.txt",
        b"x".to_vec(),
    )
    .await;
    assert!(told.refused(422, "invalid").contains("not a path"));
    assert_eq!(
        world.ana().get("/files").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_an_attachment_of_the_kind_that_its_name_says() {
    let world = World::new().await;
    let picture = b"\x89PNG\r\n\x1a\n<script>alert(1)</script>".to_vec();
    let kept = sends(
        world.priya(),
        "/files?folder=uploads&name=Gr%C3%BC%C3%9Fe.png",
        picture.clone(),
    )
    .await;
    assert_eq!(kept.status, 201);
    let id = kept.ok()["id"].as_str().unwrap().to_owned();
    let priya = browser(&world, world.priya()).await;
    let of_page = priya.get(&format!("/files/{id}/versions/1")).await;
    let of_api = world.priya().get(&format!("/files/{id}/content")).await;
    for told in [&of_page, &of_api] {
        assert_eq!(told.status, 200);
        assert_eq!(told.headers[CONTENT_TYPE], "image/png");
        assert_eq!(
            told.headers[CONTENT_DISPOSITION],
            "attachment; filename=\"Gr__e.png\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png"
        );
        assert_eq!(told.headers["x-content-type-options"], "nosniff");
        assert_eq!(told.headers["cache-control"], "no-store");
        let policy = told.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("sandbox"),
            "{policy}"
        );
    }
    let page = priya.get(&format!("/files/{id}")).await.text;
    assert!(
        page.contains(&format!("src=\"/files/{id}/versions/1\"")),
        "{page}"
    );
    // Nobody gets it without signing in, and what is not there says so.
    let nobody = Browser::at(world.url());
    assert_eq!(
        nobody.get(&format!("/files/{id}/versions/1")).await.status,
        303
    );
    assert_eq!(
        Person::nobody(world.url())
            .get(&format!("/files/{id}/content"))
            .await
            .status,
        401
    );
    for nothing in [
        format!("/files/{id}/versions/2"),
        "/files/fil_none/versions/1".into(),
        "/files/..%2f/versions/1".into(),
    ] {
        assert_eq!(priya.get(&nothing).await.status, 404, "{nothing}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_found_over_the_api_by_what_they_belong_to() {
    let world = World::new().await;
    let account = world
        .org
        .create("Account", serde_json::json!({ "Name": "Acme" }))
        .await;
    let path = format!("/files?folder=uploads&name=Notes.txt&object=Account&record={account}");
    let kept = sends(world.priya(), &path, b"Notes".to_vec()).await.ok();
    sends(
        world.joel(),
        "/files?folder=templates&name=Mail.md",
        b"Dear".to_vec(),
    )
    .await
    .ok();
    let found = async |query: &str| {
        let page = world.ida().get(&format!("/files{query}")).await.ok();
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|file| file["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["Mail.md", "Notes.txt"]);
    assert_eq!(found("?folder=templates").await, ["Mail.md"]);
    assert_eq!(
        found(&format!("?object=Account&record={account}")).await,
        ["Notes.txt"]
    );
    assert_eq!(
        found(&format!("?by={}", kept["author"].as_str().unwrap())).await,
        ["Notes.txt"]
    );
    assert_eq!(found("?find=NOTE").await, ["Notes.txt"]);
    assert_eq!(world.ida().get("/files?folder=cellar").await.status, 400);
    assert_eq!(world.ida().get("/files?mission=none").await.status, 404);
    let file = world
        .ida()
        .get(&format!("/files/{}", kept["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        (
            file["records"][0]["name"].as_str(),
            file["may_change"].as_bool()
        ),
        (Some("Acme"), Some(false))
    );
    // The record's own page lists it, and leads there.
    let ida = browser(&world, world.ida()).await;
    let page = ida.get(&format!("/records/Account/{account}")).await.text;
    assert!(
        page.contains(&format!("href=\"/files/{}\"", kept["id"].as_str().unwrap())),
        "{page}"
    );
    world.end().await;
}
