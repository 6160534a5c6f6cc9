use crate::world::{World, code, said};
use serde_json::Value;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://localhost:4400/connections/callback";

/// Goes through the consent page as a person would; answers the redirect.
async fn consents(world: &World, verdict: &str, scope: &str, redirect: &str) -> (u16, String) {
    let ready = &world.org.ready;
    let asked = [
        ("response_type", "code"),
        ("client_id", &ready.client_id),
        ("redirect_uri", redirect),
        ("state", "s&1"),
        ("scope", scope),
        ("code_challenge", CHALLENGE),
    ];
    let url = format!("{}/services/oauth2/authorize", ready.url);
    let page = world.http.get(&url).query(&asked).send().await.unwrap();
    if page.status() != 200 {
        return (page.status().as_u16(), page.text().await.unwrap());
    }
    let html = page.text().await.unwrap();
    assert!(
        html.contains("Countersign") && html.contains("emea.rep@northwind-sandbox.example"),
        "{html}"
    );
    let form: Vec<(&str, &str)> = asked
        .into_iter()
        .chain([
            ("username", "emea.rep@northwind-sandbox.example"),
            ("verdict", verdict),
        ])
        .collect();
    let answer = world.http.post(&url).form(&form).send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.headers()["location"].to_str().unwrap().to_owned(),
    )
}

async fn code_of(world: &World) -> String {
    let (status, location) = consents(world, "allow", "api refresh_token", BACK).await;
    assert_eq!(status, 302);
    assert!(location.ends_with("&state=s%261"), "{location}");
    location
        .split_once("code=")
        .unwrap()
        .1
        .split_once('&')
        .unwrap()
        .0
        .to_owned()
}

async fn redeem(world: &World, code: &str, verifier: &str) -> (u16, Value) {
    let ready = &world.org.ready;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
        ("code_verifier", verifier),
    ];
    world.token_call(&form).await
}

async fn refresh(world: &World, token: &Value) -> (u16, Value) {
    let ready = &world.org.ready;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
    ];
    world.token_call(&form).await
}

#[tokio::test]
async fn client_credentials_sign_in_as_the_integration() {
    let world = World::empty().await;
    let ready = &world.org.ready;
    let request = world
        .http
        .post(format!("{}/services/oauth2/token", ready.url));
    let (status, body) = said(
        request
            .basic_auth(&ready.client_id, Some(&ready.client_secret))
            .body("grant_type=client_credentials")
            .header("content-type", "application/x-www-form-urlencoded"),
    )
    .await;
    assert_eq!(status, 200, "{body}");
    let token = body["access_token"].as_str().unwrap();
    assert!(token.starts_with("00D") && token.contains("!AQ"), "{token}");
    assert_eq!(
        (
            body["instance_url"].as_str(),
            body["token_type"].as_str(),
            body.get("expires_in")
        ),
        (Some(ready.url.as_str()), Some("Bearer"), None)
    );
    assert!(body["issued_at"].is_string() && body.get("refresh_token").is_none());
    let (status, who) = said(
        world
            .http
            .get(body["id"].as_str().unwrap())
            .query(&[("oauth_token", token)]),
    )
    .await;
    assert_eq!(
        (status, who["username"].as_str()),
        (200, Some("integration@northwind-sandbox.example"))
    );
    assert_eq!(
        said(
            world
                .http
                .get(format!("{}/services/oauth2/userinfo", ready.url))
                .bearer_auth(token)
        )
        .await
        .1["name"],
        "Countersign Integration"
    );
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let world = World::empty().await;
    let id = world.org.ready.client_id.clone();
    for (form, error) in [
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", "nobody"),
            ],
            "invalid_client_id",
        ),
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", &id),
                ("client_secret", "wrong"),
            ],
            "invalid_client",
        ),
        (
            vec![("grant_type", "magic"), ("client_id", &id)],
            "unsupported_grant_type",
        ),
        (
            vec![
                ("grant_type", "refresh_token"),
                ("client_id", &id),
                ("refresh_token", "none"),
            ],
            "invalid_grant",
        ),
    ] {
        let (status, body) = world.token_call(&form).await;
        assert_eq!((status, body["error"].as_str()), (400, Some(error)));
    }
}

#[tokio::test]
async fn a_person_consents_and_the_app_works_as_that_person() {
    let world = World::empty().await;
    let code = code_of(&world).await;
    let (status, body) = redeem(&world, &code, VERIFIER).await;
    assert_eq!(status, 200, "{body}");
    let who = said(
        world
            .http
            .get(body["id"].as_str().unwrap())
            .bearer_auth(body["access_token"].as_str().unwrap()),
    )
    .await
    .1;
    assert_eq!(who["display_name"], "Elena Marsh");
    assert!(body["refresh_token"].is_string());
}

#[tokio::test]
async fn a_code_is_good_once_and_only_with_its_verifier() {
    let world = World::empty().await;
    let code = code_of(&world).await;
    let (status, body) = redeem(&world, &code, "another-verifier-another-verifier-another-1").await;
    assert_eq!(
        (status, body["error_description"].as_str()),
        (400, Some("invalid code verifier"))
    );
    assert_eq!(
        redeem(&world, &code, VERIFIER).await.0,
        400,
        "spent by the failed try"
    );
    let code = code_of(&world).await;
    let first = redeem(&world, &code, VERIFIER).await.1;
    assert_eq!(
        redeem(&world, &code, VERIFIER).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(
        refresh(&world, &first["refresh_token"]).await.0,
        400,
        "using a code twice ends what came of it"
    );
}

#[tokio::test]
async fn a_code_grows_old() {
    let world = World::empty().await;
    let code = code_of(&world).await;
    world
        .control(
            "POST",
            "clock",
            Some(serde_json::json!({"advance_seconds": 901})),
        )
        .await;
    assert_eq!(
        redeem(&world, &code, VERIFIER).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn saying_no_and_foreign_addresses_end_where_they_should() {
    let world = World::empty().await;
    let (status, location) = consents(&world, "deny", "api", BACK).await;
    assert_eq!(status, 302);
    assert!(
        location.starts_with(&format!("{BACK}?error=access_denied")),
        "{location}"
    );
    for foreign in [
        "https://evil.example/callback",
        "http://localhost@evil.example/",
        "http://127.0.0.1.evil.example/",
    ] {
        let (status, page) = consents(&world, "allow", "api", foreign).await;
        assert_eq!(status, 400, "{foreign}");
        assert!(page.contains("redirect_uri_mismatch"));
    }
    let (status, location) = consents(&world, "allow", "api everything", BACK).await;
    assert!(
        status == 302 || location.contains("invalid_scope"),
        "{status} {location}"
    );
}

#[tokio::test]
async fn refresh_tokens_rotate_and_an_old_one_ends_the_family() {
    let world = World::empty().await;
    let code = code_of(&world).await;
    let first = redeem(&world, &code, VERIFIER).await.1;
    let (status, second) = refresh(&world, &first["refresh_token"]).await;
    assert_eq!(status, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(refresh(&world, &second["refresh_token"]).await.0, 200);
    assert_eq!(
        refresh(&world, &first["refresh_token"]).await.1["error_description"],
        "expired access/refresh token"
    );
    assert_eq!(
        refresh(&world, &second["refresh_token"]).await.0,
        400,
        "reuse ends every token of the family"
    );
    let url = format!("{}/services/data/v66.0/limits", world.org.ready.url);
    assert_eq!(
        said(
            world
                .http
                .get(url)
                .bearer_auth(second["access_token"].as_str().unwrap())
        )
        .await
        .0,
        401
    );
}

#[tokio::test]
async fn revoked_and_expired_tokens_are_refused_as_salesforce_does() {
    let mut world = World::empty().await;
    let form = [("token", world.token.clone())];
    assert_eq!(
        said(
            world
                .http
                .post(format!("{}/services/oauth2/revoke", world.org.ready.url))
                .form(&form)
        )
        .await
        .0,
        200
    );
    let refused = world.get("limits").await;
    assert_eq!(code(&refused), (401, "INVALID_SESSION_ID"));
    assert_eq!(refused.1[0]["message"], "Session expired or invalid");
    world.token = world.sign_in().await;
    assert_eq!(world.get("limits").await.0, 200);
    world.control("POST", "tokens/expire", None).await;
    assert_eq!(world.get("limits").await.0, 401);
}

#[tokio::test]
async fn introspection_and_discovery_answer() {
    let world = World::empty().await;
    let ready = &world.org.ready;
    let form = [
        ("token", world.token.as_str()),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
    ];
    let url = format!("{}/services/oauth2/introspect", ready.url);
    let (_, body) = said(world.http.post(&url).form(&form)).await;
    assert!(body["active"].as_bool().unwrap() && body["exp"].is_i64());
    let (_, body) = said(world.http.post(&url).form(&[
        ("token", "x"),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
    ]))
    .await;
    assert_eq!(body["active"], false);
    let (_, body) = said(
        world
            .http
            .get(format!("{}/.well-known/openid-configuration", ready.url)),
    )
    .await;
    assert_eq!(body["code_challenge_methods_supported"][0], "S256");
}
