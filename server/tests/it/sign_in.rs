use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder};
use serde_json::json;

use crate::world::{Person, Told, World, both};

both!(
    a_person_signs_in_and_out,
    roles_are_read_fresh,
    a_service_token_works_until_it_is_revoked
);

async fn a_person_signs_in_and_out(world: &World) {
    let ana = Person::signed_in(world.url(), &world.ana().email, &world.ana().password).await;
    let me = ana.get("/me").await.ok();
    assert_eq!(
        (me["name"].as_str(), me["kind"].as_str()),
        (Some("Ana Ruiz"), Some("person"))
    );
    assert_eq!(me["roles"], json!(["member", "approver", "admin"]));
    assert_eq!(ana.post("/sign-out", json!({})).await.status, 204);
    ana.get("/me").await.refused(401, "signed_out");
    world.ana().get("/me").await.ok();
}

async fn roles_are_read_fresh(world: &World) {
    let (workspace, priya) = (world.workspace(), world.priya().get("/me").await.ok());
    let actor = priya["id"].as_str().unwrap().parse().unwrap();
    let left = world.engine().store().write(move |tx| {
        Box::pin(async move { store::actors::deactivate(tx, &workspace, &actor).await })
    });
    left.await.unwrap();
    world.priya().get("/me").await.refused(401, "signed_out");
    let again = Person::nobody(world.url());
    let who = json!({ "email": world.priya().email, "password": world.priya().password });
    again
        .post("/sign-in", who)
        .await
        .refused(401, "wrong_password");
}

async fn a_service_token_works_until_it_is_revoked(world: &World) {
    let made = world
        .priya()
        .post(
            "/tokens",
            json!({ "name": "nightly", "missions": ["reconcile-duplicates"] }),
        )
        .await;
    assert_eq!(made.status, 201);
    let (secret, id) = (
        made.ok()["secret"].as_str().unwrap().to_owned(),
        made.ok()["id"].as_str().unwrap().to_owned(),
    );
    assert!(
        secret.starts_with("cst_") && secret.len() >= 4 + 43,
        "256 bits"
    );
    let program = Person::with_token(world.url(), &secret);
    assert_eq!(program.get("/me").await.ok()["kind"], "agent");
    let listed = world.priya().get("/tokens").await;
    assert_eq!(listed.ok()[0]["missions"], json!(["reconcile-duplicates"]));
    assert!(!listed.text.contains(&secret));
    assert_eq!(
        world.ben().get("/tokens").await.ok(),
        json!([]),
        "other people's tokens are not shown"
    );
    world
        .ben()
        .delete(&format!("/tokens/{id}"))
        .await
        .refused(404, "not_found");
    assert_eq!(
        world.priya().delete(&format!("/tokens/{id}")).await.status,
        204
    );
    program.get("/me").await.refused(401, "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_are_told_alike() {
    let world = World::new().await;
    let nobody = Person::nobody(world.url());
    let wrong = nobody
        .post(
            "/sign-in",
            json!({ "email": world.ana().email, "password": "not the password" }),
        )
        .await;
    let unknown = nobody
        .post(
            "/sign-in",
            json!({ "email": "zoe@countersign.example", "password": "not the password" }),
        )
        .await;
    wrong.refused(401, "wrong_password");
    assert_eq!(wrong.text, unknown.text);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_failures_are_stopped_also_with_the_right_password_for_a_minute() {
    let world = World::new().await;
    let nobody = Person::nobody(world.url());
    let with = |password: &str| json!({ "email": world.ben().email, "password": password });
    for _ in 0..10 {
        nobody
            .post("/sign-in", with("not the password"))
            .await
            .refused(401, "wrong_password");
    }
    nobody
        .post("/sign-in", with("not the password"))
        .await
        .refused(429, "too_often");
    nobody
        .post("/sign-in", with(&world.ben().password))
        .await
        .refused(429, "too_often");
    world.clock.advance(Duration::from_secs(61));
    nobody
        .post("/sign-in", with(&world.ben().password))
        .await
        .ok();
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case() {
    let world = World::new().await;
    let hours = |count: u64| world.clock.advance(Duration::from_hours(count));
    hours(7);
    world.ana().get("/me").await.ok();
    // Use is noted on the slow lane; the session's new end must be stored before the next jump.
    world
        .eventually("the stamp", async || {
            let hash =
                domain::canonical::Digest::of_bytes(world.ana().token.as_bytes()).to_string();
            let now = engine::Engine::clock(world.engine()).now();
            let session = store::sessions::load(world.engine().store(), &hash, now)
                .await
                .unwrap()
                .unwrap();
            (session.expires_at.since(now) > Duration::from_hours(7)).then_some(())
        })
        .await;
    hours(7);
    world.ana().get("/me").await.ok();
    world.ben().get("/me").await.refused(401, "signed_out");
    let late = Person::signed_in(world.url(), &world.ben().email, &world.ben().password).await;
    hours(9);
    late.get("/me").await.refused(401, "signed_out");
    world.end().await;
}

// ------ with a browser's cookie

struct Browser<'a> {
    world: &'a World,
    http: Client,
}

impl Browser<'_> {
    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.world.url()))
            .form(form)
    }
    async fn signs_in(&self, password: &str, planted: Option<&str>) -> Told {
        let form = [
            ("email", self.world.ana().email.as_str()),
            ("password", password),
            ("next", "/runs?level=headline"),
        ];
        let request = self
            .post("/sign-in", &form)
            .header(ORIGIN, self.world.url());
        let request = if let Some(cookie) = planted {
            request.header(COOKIE, cookie)
        } else {
            request
        };
        Told::of(request.send().await.unwrap()).await
    }
    async fn me(&self, cookie: &str) -> Told {
        let request = self
            .http
            .get(format!("{}/api/v1/me", self.world.url()))
            .header(COOKIE, cookie);
        Told::of(request.send().await.unwrap()).await
    }
}

fn browser(world: &World) -> Browser<'_> {
    Browser {
        world,
        http: Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap(),
    }
}

/// `countersign=…`, as a browser sends it back.
fn cookie(told: &Told) -> String {
    let set = told.headers[SET_COOKIE].to_str().unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
        "{set}"
    );
    assert!(!set.contains("Secure"), "on loopback there is no https");
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_signs_in_with_303_and_a_new_session() {
    let world = World::new().await;
    let browser = browser(&world);
    let planted = format!("countersign={}", "A".repeat(22));
    let told = browser
        .signs_in(&world.ana().password, Some(&planted))
        .await;
    assert_eq!(
        (told.status, told.headers[LOCATION].to_str().unwrap()),
        (303, "/runs?level=headline")
    );
    let first = cookie(&told);
    assert_ne!(
        first, planted,
        "an id that was there before is worth nothing"
    );
    assert_eq!(browser.me(&planted).await.status, 401);
    assert_eq!(browser.me(&first).await.ok()["name"], "Ana Ruiz");

    let second = cookie(&browser.signs_in(&world.ana().password, Some(&first)).await);
    assert_ne!(first, second, "each sign-in has an id of its own");
    assert_eq!(
        browser.me(&first).await.status,
        401,
        "and ends the one it came with"
    );

    let out = Told::of(
        browser
            .post("/sign-out", &[])
            .header(COOKIE, &second)
            .header(ORIGIN, world.url())
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(
        (out.status, out.headers[LOCATION].to_str().unwrap()),
        (303, "/sign-in")
    );
    assert_eq!(browser.me(&second).await.status, 401);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_leads_back_to_the_form_and_nowhere_else() {
    let world = World::new().await;
    let told = browser(&world).signs_in("not the password", None).await;
    assert_eq!(
        (told.status, told.headers[LOCATION].to_str().unwrap()),
        (303, "/sign-in?problem=wrong&next=/runs%3Flevel%3Dheadline")
    );
    assert!(!told.headers.contains_key(SET_COOKIE));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_cannot_use_the_cookie() {
    let world = World::new().await;
    let browser = browser(&world);
    let cookie = cookie(&browser.signs_in(&world.ana().password, None).await);
    for origin in [Some("http://evil.example"), Some("null"), None] {
        let post = browser
            .http
            .post(format!("{}/api/v1/tokens", world.url()))
            .json(&json!({ "name": "theirs" }))
            .header(COOKIE, &cookie);
        let post = if let Some(origin) = origin {
            post.header(ORIGIN, origin)
        } else {
            post
        };
        Told::of(post.send().await.unwrap())
            .await
            .refused(403, "forbidden");
    }
    assert_eq!(
        world.ana().get("/tokens").await.ok(),
        json!([]),
        "nothing was made"
    );
    let ours = browser
        .http
        .post(format!("{}/api/v1/tokens", world.url()))
        .json(&json!({ "name": "ours" }));
    let ours = ours.header(COOKIE, &cookie).header(ORIGIN, world.url());
    assert_eq!(Told::of(ours.send().await.unwrap()).await.status, 201);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_nobody_even_beside_a_good_cookie() {
    let world = World::new().await;
    let browser = browser(&world);
    let cookie = cookie(&browser.signs_in(&world.ana().password, None).await);
    let get = browser
        .http
        .get(format!("{}/api/v1/me", world.url()))
        .header(COOKIE, cookie)
        .bearer_auth("cst_nonsense");
    Told::of(get.send().await.unwrap())
        .await
        .refused(401, "signed_out");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_answer() {
    let world = World::new().await;
    let (run, decision) = world.proposes().await;
    let ready = &world.org.running.ready;
    let secrets = [
        &world.ana().token,
        &world.ana().password,
        &ready.client_secret,
    ];
    let decision = decision["id"].as_str().unwrap();
    let paths = [
        "/me",
        "/missions",
        "/missions/reconcile-duplicates",
        "/knowledge",
        "/runs",
        &format!("/runs/{run}"),
        &format!("/runs/{run}/observations"),
        "/decisions",
        &format!("/decisions/{decision}"),
        "/connections",
        "/tokens",
        "/openapi.json",
    ];
    for path in paths {
        let told = world.ana().get(path).await;
        assert_eq!(told.status, 200, "{path}: {}", told.text);
        for secret in secrets {
            assert!(
                !told.text.contains(secret.as_str()),
                "{path} tells a secret"
            );
        }
        assert!(
            !told.text.contains("$argon2"),
            "{path} tells a password's hash"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_comes_by_a_link_that_works_once() {
    let world = World::new().await;
    let (engine, workspace) = (world.engine(), world.workspace());
    assert!(
        server::auth::Welcome::if_needed(engine, &workspace)
            .await
            .unwrap()
            .is_none(),
        "there is an admin"
    );
    let ana = world.ana().get("/me").await.ok()["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let here = workspace.clone();
    engine
        .store()
        .write(move |tx| Box::pin(async move { store::actors::deactivate(tx, &here, &ana).await }))
        .await
        .unwrap();
    let link = server::auth::Welcome::if_needed(engine, &workspace)
        .await
        .unwrap()
        .unwrap();
    let spare = server::auth::Welcome::if_needed(engine, &workspace)
        .await
        .unwrap()
        .unwrap();
    let browser = browser(&world);
    let page = browser
        .http
        .get(format!("{}/welcome?token={}", world.url(), link.0.reveal()))
        .send()
        .await
        .unwrap();
    assert!(page.text().await.unwrap().contains(r#"action="/welcome""#));
    let takes_by = async |link: &server::auth::Welcome, password: &str| {
        let form = [
            ("token", link.0.reveal()),
            ("name", "Zoe Lind"),
            ("email", "zoe@countersign.example"),
            ("password", password),
        ];
        Told::of(
            browser
                .post("/welcome", &form)
                .header(ORIGIN, world.url())
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    let takes = async |password: &str| takes_by(&link, password).await;
    assert_eq!(
        takes("too short").await.status,
        422,
        "and the link is still good"
    );
    let taken = takes("a password that is long enough").await;
    assert_eq!(
        (taken.status, taken.headers[LOCATION].to_str().unwrap()),
        (303, "/")
    );
    let me = browser.me(&cookie(&taken)).await.ok();
    assert!(
        me["roles"].as_array().unwrap().contains(&json!("admin")),
        "{me}"
    );
    assert_eq!(
        takes("a password that is long enough").await.status,
        422,
        "it works once"
    );
    assert_eq!(
        takes_by(&spare, "a password that is long enough")
            .await
            .status,
        422,
        "there is an admin now"
    );
    world.end().await;
}
