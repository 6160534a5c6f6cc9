use serde_json::json;

use crate::world::{Browser, Person, World, both};

both!(
    somebody_is_let_in_by_a_link_that_works_once,
    whoever_is_taken_out_of_service_is_out_at_once
);

const LONG: &str = "a password that is long enough";

async fn somebody_is_let_in_by_a_link_that_works_once(world: &World) {
    let zoe =
        json!({ "email": "zoe@countersign.example", "name": "Zoe Lind", "roles": ["member"] });
    let ana = world.ana();
    let invited = ana.post("/people", zoe.clone()).await;
    assert_eq!(invited.status, 201);
    let again = ana.post("/people", zoe).await;
    assert!(again.refused(409, "conflict").contains("already here"));
    let id = invited.json()["person"]["id"].as_str().unwrap().to_owned();
    let token = |told: &crate::world::Told| {
        let link = told.json()["link"].as_str().unwrap().to_owned();
        assert!(link.starts_with(&format!("{}/join?token=csl_", world.url())));
        link.split_once("token=").unwrap().1.to_owned()
    };
    let first = token(&invited);
    let newer = token(&ana.post(&format!("/people/{id}/link"), json!({})).await);

    let browser = Browser::at(world.url());
    let joins = async |token: &str, password: &str| {
        let form = [("token", token), ("password", password)];
        browser.post("/join", &form).await.status
    };
    assert_eq!(joins(&first, LONG).await, 422, "a newer link replaced it");
    assert_eq!(joins(&newer, "too short").await, 422);
    assert_eq!(browser.name().await, None);
    assert_eq!(joins(&newer, LONG).await, 303);
    assert_eq!(browser.name().await.as_deref(), Some("Zoe Lind"));
    assert_eq!(joins(&newer, LONG).await, 422, "it works once");
    let zoe = Person::signed_in(world.url(), "zoe@countersign.example", LONG).await;
    zoe.get("/people").await.refused(403, "forbidden");
}

async fn whoever_is_taken_out_of_service_is_out_at_once(world: &World) {
    let (ana, priya) = (world.ana(), world.priya());
    let browser = Browser::signed_in(world.url(), &priya.email, &priya.password).await;
    let token = priya
        .post("/tokens", json!({ "name": "nightly" }))
        .await
        .ok();
    let program = Person::with_token(world.url(), token["secret"].as_str().unwrap());
    let id = priya.get("/me").await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/people/{id}/in-service");
    let link = ana
        .post(&format!("/people/{id}/link"), json!({}))
        .await
        .ok();

    ana.put_json(&path, json!({ "active": false })).await.ok();
    assert_eq!(browser.name().await, None);
    for gone in [priya, &program] {
        gone.get("/me").await.refused(401, "signed_out");
    }
    let link = link["link"]
        .as_str()
        .unwrap()
        .split_once("token=")
        .unwrap()
        .1;
    let form = [("token", link), ("password", LONG)];
    assert_eq!(browser.post("/join", &form).await.status, 422);

    // Back in service is not back in a session, nor with the old tokens.
    ana.put_json(&path, json!({ "active": true })).await.ok();
    assert_eq!(browser.name().await, None);
    program.get("/me").await.refused(401, "signed_out");
    Person::signed_in(world.url(), &priya.email, &priya.password).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_always_an_admin() {
    let world = World::new().await;
    let ana = world.ana();
    let id = ana.get("/me").await.ok()["id"].as_str().unwrap().to_owned();
    let roles = format!("/people/{id}/roles");
    let last = ana.put_json(&roles, json!({ "roles": ["member"] })).await;
    assert!(last.refused(409, "conflict").contains("last admin"));
    let own = ana
        .put_json(
            &format!("/people/{id}/in-service"),
            json!({ "active": false }),
        )
        .await;
    assert!(own.refused(409, "conflict").contains("themselves"));
    let none = ana.put_json(&roles, json!({ "roles": [] })).await;
    assert!(none.refused(422, "invalid").contains("at least one role"));
    let ben = world.ben().get("/me").await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    ana.put_json(
        &format!("/people/{ben}/roles"),
        json!({ "roles": ["admin"] }),
    )
    .await
    .ok();
    ana.put_json(&roles, json!({ "roles": ["member"] }))
        .await
        .ok();
    ana.get("/people").await.refused(403, "forbidden");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_and_ends_their_own_sign_ins() {
    let world = World::new().await;
    let priya = world.priya();
    let browser = Browser::signed_in(world.url(), &priya.email, &priya.password).await;
    let mine = browser.get("/api/v1/me/sign-ins").await.json();
    let rows = mine.as_array().unwrap();
    assert_eq!(rows.len(), 2, "{mine}");
    assert_eq!(
        (&rows[0]["this"], &rows[0]["device"]),
        (&json!(true), &json!("Firefox on Linux"))
    );
    let other = rows[1]["id"].as_str().unwrap();
    let stranger = format!("/me/sign-ins/{other}");
    world
        .ben()
        .delete(&stranger)
        .await
        .refused(404, "not_found");
    priya.get("/me").await.ok();
    let page = browser
        .sends(&format!("/account/sign-ins/{other}/end"), &[])
        .await;
    assert!(page.contains("That sign-in has ended."), "{page}");
    assert!(
        !browser
            .get("/account")
            .await
            .text
            .contains("That sign-in has ended."),
        "said once"
    );
    priya.get("/me").await.refused(401, "signed_out");

    let second = Person::signed_in(world.url(), &priya.email, &priya.password).await;
    let out = browser.post("/account/sign-out-everywhere", &[]).await;
    assert_eq!(out.leads_to(), "/sign-in?problem=everywhere");
    assert_eq!(browser.name().await, None);
    second.get("/me").await.refused(401, "signed_out");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_every_other_sign_in() {
    let world = World::new().await;
    let priya = world.priya();
    let browser = Browser::signed_in(world.url(), &priya.email, &priya.password).await;
    let change = async |current: &str, new: &str| {
        let form = [("current", current), ("password", new)];
        browser.sends("/account/password", &form).await
    };
    let wrong = change("not the password", LONG).await;
    assert!(wrong.contains("not your present password"), "{wrong}");
    let short = change(&priya.password, "short").await;
    assert!(short.contains("at least 12 characters"), "{short}");
    priya.get("/me").await.ok();
    let done = change(&priya.password, LONG).await;
    assert!(done.contains("Your password is changed"), "{done}");
    assert_eq!(browser.name().await.as_deref(), Some("Priya Raman"));
    priya.get("/me").await.refused(401, "signed_out");
    let old = json!({ "email": priya.email, "password": priya.password });
    Person::nobody(world.url())
        .post("/sign-in", old)
        .await
        .refused(401, "wrong_password");
    Person::signed_in(world.url(), &priya.email, LONG).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_the_people_page_are_an_admins_own() {
    let world = World::new().await;
    let of = async |who: &Person| Browser::signed_in(world.url(), &who.email, &who.password).await;
    let new = [
        ("name", "Zoe Lind"),
        ("email", "zoe@countersign.example"),
        ("roles", "member"),
        ("roles", "approver"),
    ];
    let (ana, ben) = (of(world.ana()).await, of(world.ben()).await);
    let refused = ben.sends("/people", &new).await;
    assert!(!refused.contains("Zoe Lind"), "{refused}");
    let nobody = Browser::at(world.url()).post("/people", &new).await;
    assert_eq!(nobody.leads_to(), "/sign-in");
    let added = ana.post("/people", &new).await;
    assert!(
        added.text.contains("/join?token=csl_") && added.headers["cache-control"] == "no-store"
    );
    let people = world.ana().get("/people").await.ok();
    let zoe = people
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["name"] == "Zoe Lind")
        .unwrap()
        .clone();
    assert_eq!(zoe["roles"], json!(["member", "approver"]));
    let id = zoe["id"].as_str().unwrap();
    let left = ana.sends(&format!("/people/{id}/leave"), &[]).await;
    assert!(left.contains("Zoe Lind is out of service"), "{left}");
    world.end().await;
}
