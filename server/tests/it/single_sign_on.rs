#![expect(clippy::unused_async, reason = "a handler is async, whatever it does")]
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::world::{Browser, Place, Plan, Told, World};

/// Keys that are used nowhere else: the provider's own, and a forger's.
const OWN: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNxsvy1ipnf2McjoZlwfaisMtTCYa4xAHtlOEpx30i/6hRANCAASuJLBlS5mdTwtKyQzcI8AdhPK42CharUF71u1yaAD9Vuy3ebyVuroqbCp1E2rfz5ZvRmRvKGOsPsK23fNP7hbs";
const FORGED: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgj/RP8+5/2vSDc2E7hz7XCpapTM2Pnnq8TNrpSSnaM6ehRANCAASwUEpt6g2LumX6QhIgNnd29uPrXCM311IX6wCBR7KJWD6D5v+m6BCFxZZNc/QOHJYPqkv/hZRt4yMfTr5GU8ZN";

const LATE: &str = "/sign-in?problem=provider-late";

/// A provider on a port. It hands out whatever ID token it is told to, after it has checked the portal's side.
#[derive(Clone)]
struct Provider {
    url: String,
    next: Arc<Mutex<Next>>,
}

#[derive(Default)]
struct Next {
    /// Claims that differ from the right ones; null leaves one out.
    claims: Value,
    /// What it says beside the token.
    beside: Value,
    forged: bool,
    unsigned: bool,
    /// From the request that sent somebody here.
    nonce: String,
    challenge: String,
}

fn key(text: &str) -> EncodingKey {
    EncodingKey::from_ec_der(&STANDARD.decode(text).unwrap())
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Self {
            url: format!("http://localhost:{}", listener.local_addr().unwrap().port()),
            next: Arc::default(),
        };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(Self::document))
            .route("/keys", get(Self::keys))
            .route("/token", post(Self::token))
            .route("/userinfo", get(Self::userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        provider
    }

    async fn document(State(own): State<Self>) -> Json<Value> {
        let at = |path: &str| format!("{}{path}", own.url);
        Json(json!({
            "issuer": own.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
            "userinfo_endpoint": at("/userinfo"),
        }))
    }

    async fn userinfo(State(own): State<Self>, headers: axum::http::HeaderMap) -> Json<Value> {
        assert_eq!(headers["authorization"], "Bearer x");
        Json(own.next.lock().unwrap().beside.clone())
    }

    async fn keys() -> Json<JwkSet> {
        let mut own = Jwk::from_encoding_key(&key(OWN), Algorithm::ES256).unwrap();
        own.common.key_id = Some("own".to_owned());
        Json(JwkSet { keys: vec![own] })
    }

    async fn token(
        State(own): State<Self>,
        headers: axum::http::HeaderMap,
        Form(form): Form<Vec<(String, String)>>,
    ) -> Json<Value> {
        let field = |name: &str| &form.iter().find(|(own, _)| own == name).unwrap().1;
        let next = own.next.lock().unwrap();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
        assert_eq!(
            challenge, next.challenge,
            "the verifier belongs to the challenge"
        );
        let basic = STANDARD.encode("portal:a secret of the portal".replace(' ', "+"));
        assert_eq!(headers["authorization"], format!("Basic {basic}"));
        let now = jsonwebtoken::get_current_timestamp();
        let mut claims = json!({
            "iss": own.url, "aud": "portal", "sub": "248289761001", "exp": now + 300, "iat": now, "nonce": next.nonce,
            "email": "mara@example.com", "email_verified": true, "name": "Mara Quill",
        });
        for (name, value) in next.claims.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        claims
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("own".to_owned());
        let signed_with = key(if next.forged { FORGED } else { OWN });
        let mut token = jsonwebtoken::encode(&header, &claims, &signed_with).unwrap();
        if next.unsigned {
            let body = token.split('.').nth(1).unwrap();
            let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"own"}"#);
            token = format!("{none}.{body}.");
        }
        Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token }))
    }

    /// What it says of the next person.
    fn says(&self, claims: Value) {
        let mut next = self.next.lock().unwrap();
        *next = Next {
            claims,
            ..Next::default()
        };
    }
    fn lies(&self, forged: bool) {
        let mut next = self.next.lock().unwrap();
        (next.forged, next.unsigned) = (forged, !forged);
    }

    /// Somebody is sent here, and comes back: what the portal says to that.
    async fn lets_through(&self, browser: &Browser) -> Told {
        let state = self.receives(browser).await;
        let back = format!("/sign-in/provider/back?code=abc&state={state}");
        browser.get(&back).await
    }

    /// Somebody is sent here: the state they came with.
    async fn receives(&self, browser: &Browser) -> String {
        let going = browser
            .post("/sign-in/provider", &[("next", "/runs")])
            .await;
        let url = reqwest::Url::parse(&going.goes_on_to()).unwrap();
        let asked = |name: &str| {
            let found = url.query_pairs().find(|(own, _)| own == name);
            found
                .unwrap_or_else(|| panic!("{name} is not in {url}"))
                .1
                .into_owned()
        };
        assert!(
            url.as_str()
                .starts_with(&format!("{}/authorize?", self.url))
        );
        assert_eq!(asked("code_challenge_method"), "S256");
        assert!(asked("scope").contains("openid"));
        let mut next = self.next.lock().unwrap();
        (next.nonce, next.challenge) = (asked("nonce"), asked("code_challenge"));
        asked("state")
    }
}

async fn world(settings: &[(&'static str, &str)]) -> (World, Provider) {
    let provider = Provider::start().await;
    let mut place = Place::sqlite()
        .with("sso_issuer", &provider.url)
        .with("sso_client_id", "portal")
        .with("sso_client_secret", "a secret of the portal");
    for (name, value) in settings {
        place = place.with(name, value);
    }
    let plan = Plan {
        place,
        ..Plan::default()
    };
    (World::of(plan).await, provider)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_provider_vouches_for_is_signed_in() {
    let (world, provider) = world(&[("sso_default_role", "member")]).await;
    let browser = Browser::at(world.url());
    let page = browser.get("/sign-in").await.text;
    assert!(page.contains("Sign in with your company"), "{page}");
    assert_eq!(provider.lets_through(&browser).await.leads_to(), "/runs");
    assert_eq!(browser.name().await.as_deref(), Some("Mara Quill"));
    let me = browser.get("/api/v1/me").await.json();
    assert_eq!(me["roles"], json!(["member"]));

    // The same person with another address is the same person; a password there is none.
    provider.says(json!({ "email": "mara.lind@example.com", "name": "Mara Lind" }));
    let again = Browser::at(world.url());
    provider.lets_through(&again).await.leads_to();
    assert_eq!(again.get("/api/v1/me").await.json()["id"], me["id"]);
    let account = again.get("/account").await.text;
    assert!(account.contains("single sign-on") && !account.contains("Present password"));

    // A provider may tell the address only when it is asked for it.
    provider.says(json!({ "sub": "8", "email": null, "email_verified": null, "name": null }));
    provider.next.lock().unwrap().beside = json!({ "sub": "8", "email": "kit@example.com", "email_verified": true, "name": "Kit Moss" });
    let kit = Browser::at(world.url());
    provider.lets_through(&kit).await.leads_to();
    assert_eq!(kit.name().await.as_deref(), Some("Kit Moss"));

    // Somebody who was here before keeps their place and their roles.
    provider.says(json!({ "sub": "7", "email": "Ben@countersign.example" }));
    let ben = Browser::at(world.url());
    provider.lets_through(&ben).await.leads_to();
    assert_eq!(ben.name().await.as_deref(), Some("Ben Okafor"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_trusted_signs_nobody_in() {
    let (world, provider) = world(&[("sso_default_role", "member")]).await;
    let past = jsonwebtoken::get_current_timestamp() - 3600;
    let wrong = [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another-portal" }),
        json!({ "aud": ["portal", "another"] }),
        json!({ "azp": "another" }),
        json!({ "iss": "http://localhost:1" }),
        json!({ "exp": past }),
        json!({ "exp": null }),
        json!({ "iat": past + 7200 }),
        json!({ "sub": "" }),
    ];
    let refused = async |why: &str, word: &str| {
        let browser = Browser::at(world.url());
        let to = provider.lets_through(&browser).await.leads_to();
        assert_eq!(to, format!("/sign-in?problem={word}"), "{why}");
        let page = browser.get(&to).await.text;
        assert!(page.contains(r#"role="alert""#), "{why}: {page}");
        assert_eq!(browser.name().await, None, "{why}");
    };
    for claims in wrong {
        provider.says(claims.clone());
        refused(&claims.to_string(), "provider-wrong").await;
    }
    for forged in [true, false] {
        provider.says(json!({}));
        provider.lies(forged);
        refused("a signature that is not the provider's", "provider-wrong").await;
    }
    for claims in [
        json!({ "email_verified": false }),
        json!({ "email_verified": null }),
    ] {
        provider.says(claims.clone());
        refused(&claims.to_string(), "provider-address").await;
    }
    provider.says(json!({ "email": null }));
    provider.next.lock().unwrap().beside = json!({ "sub": "somebody else", "email": "ana@countersign.example", "email_verified": true });
    refused("somebody else beside the token", "provider-wrong").await;
    let people = world.ana().get("/people").await.ok();
    assert_eq!(people.as_array().unwrap().len(), 5, "nobody was added");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_for_whoever_asked_and_not_for_long() {
    let (world, provider) = world(&[("sso_default_role", "member")]).await;
    let back = async |browser: &Browser, asked: &str| {
        let path = format!("/sign-in/provider/back?{asked}");
        browser.get(&path).await.leads_to()
    };
    let nobody = Browser::at(world.url());
    assert_eq!(back(&nobody, "code=abc&state=x").await, LATE);

    let browser = Browser::at(world.url());
    let state = provider.receives(&browser).await;
    let right = format!("code=abc&state={state}");
    assert_eq!(back(&nobody, &right).await, LATE, "in another browser");
    assert_eq!(back(&browser, "code=abc&state=x").await, LATE);
    assert_eq!(
        back(&browser, &right).await,
        LATE,
        "it was used up by the wrong one"
    );

    let state = provider.receives(&browser).await;
    let elsewhere = format!("code=abc&state={state}&iss=http://localhost:1");
    let wrong = "/sign-in?problem=provider-wrong";
    assert_eq!(back(&browser, &elsewhere).await, wrong);

    let state = provider.receives(&browser).await;
    let no = format!("error=access_denied&state={state}");
    assert_eq!(back(&browser, &no).await, "/sign-in?problem=provider-no");

    let state = provider.receives(&browser).await;
    world.clock.advance(std::time::Duration::from_mins(11));
    assert_eq!(
        back(&browser, &format!("code=abc&state={state}")).await,
        LATE
    );
    assert_eq!(browser.name().await, None);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_new_gets_in_unless_that_is_said_and_whoever_left_stays_out() {
    let (world, provider) = world(&[("sso_domains", "example.com, countersign.example")]).await;
    let refused = async |word: &str| {
        let browser = Browser::at(world.url());
        let to = provider.lets_through(&browser).await.leads_to();
        assert_eq!(to, format!("/sign-in?problem={word}"));
    };
    refused("provider-no-place").await;
    provider.says(json!({ "email": "priya@elsewhere.example" }));
    refused("provider-address").await;
    // The domain is trusted, so the provider need not say that it looked.
    provider.says(json!({ "email": "priya@countersign.example", "email_verified": null }));
    let priya = Browser::at(world.url());
    provider.lets_through(&priya).await.leads_to();
    assert_eq!(priya.name().await.as_deref(), Some("Priya Raman"));

    // Another identity with the same address is somebody else.
    provider.says(json!({ "sub": "another", "email": "priya@countersign.example" }));
    refused("provider-no-place").await;
    let id = world.priya().get("/me").await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/people/{id}/in-service");
    world
        .ana()
        .put_json(&path, json!({ "active": false }))
        .await
        .ok();
    assert_eq!(priya.name().await, None, "at once");
    provider.says(json!({ "email": "priya@countersign.example" }));
    refused("provider-no-place").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_come_from_the_provider_where_it_is_asked_for_them() {
    let (world, provider) = world(&[("sso_roles_claim", "groups")]).await;
    let roles = async |groups: Value| {
        provider.says(json!({ "groups": groups }));
        let browser = Browser::at(world.url());
        provider.lets_through(&browser).await.leads_to();
        let me = browser.get("/api/v1/me").await;
        (me.status == 200).then(|| me.json()["roles"].clone())
    };
    assert_eq!(roles(json!(["staff"])).await, None, "no role, no place");
    let both = json!(["approver", "staff", "member"]);
    assert_eq!(roles(both).await, Some(json!(["member", "approver"])));
    assert_eq!(roles(json!("auditor")).await, Some(json!(["auditor"])));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_or_another_is_told_on_the_sign_in_page() {
    let (world, provider) = world(&[]).await;
    world.end().await;
    let somewhere = Provider {
        url: "http://localhost:1".to_owned(),
        ..provider.clone()
    };
    // The document names `localhost`; asked under another name it is another issuer's.
    let alias = provider.url.replace("localhost", "127.0.0.1");
    for (url, word) in [(somewhere.url.as_str(), "away"), (&alias, "wrong")] {
        let place = Place::sqlite()
            .with("sso_issuer", url)
            .with("sso_client_id", "portal");
        let plan = Plan {
            place,
            ..Plan::default()
        };
        let world = World::of(plan).await;
        let browser = Browser::at(world.url());
        let to = browser.post("/sign-in/provider", &[]).await.leads_to();
        assert_eq!(to, format!("/sign-in?problem=provider-{word}"));
        world.end().await;
    }
}
