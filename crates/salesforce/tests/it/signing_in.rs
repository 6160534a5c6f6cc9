use crate::world::World;
use futures_util::future::join_all;
use salesforce::Error;
use salesforce::oauth::{
    Grant, MemoryVault, TokenVault, Tokens, authorize_url, exchange_code, revoke, verifier,
};
use serde_json::json;
use std::sync::Arc;

const BACK: &str = "http://127.0.0.1:9/back";

async fn token_calls(world: &World) -> usize {
    world.calls_to("/services/oauth2/token").await
}

/// A person consents in the browser, and comes back with a code.
async fn consent(world: &World) -> Tokens {
    let (app, url) = (
        world.app(Grant::AuthorizationCode),
        world.org.ready.url.parse().unwrap(),
    );
    let verifier = verifier([3; 32]);
    let address = authorize_url(&url, &app, BACK, "state-1", &verifier).unwrap();
    let page = world.web.get(&address).send().await.unwrap();
    assert_eq!(page.status(), 200, "{}", page.text().await.unwrap());
    let asked = reqwest::Url::parse(&address).unwrap();
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.push((
        "username".into(),
        "emea.rep@northwind-sandbox.example".into(),
    ));
    form.push(("verdict".into(), "allow".into()));
    let sent = world
        .web
        .post(format!("{url}/services/oauth2/authorize"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let back = reqwest::Url::parse(sent.headers()["location"].to_str().unwrap()).unwrap();
    let get = |name: &str| {
        back.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap()
    };
    assert_eq!(get("state"), "state-1");
    exchange_code(&url, &app, BACK, &get("code"), &verifier)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_spent_token_is_renewed_once_however_many_calls_find_out() {
    let world = World::empty().await;
    let client = world.client();
    client.whoami().await.unwrap();
    assert_eq!(token_calls(&world).await, 1);
    world.tell("tokens/expire", json!({})).await;
    let answers = join_all((0..20).map(|_| client.whoami())).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(token_calls(&world).await, 2);
}

#[tokio::test]
async fn a_person_signs_in_with_pkce_and_the_rotated_refresh_token_is_kept() {
    let world = World::empty().await;
    let first = consent(&world).await;
    let vault = Arc::new(MemoryVault::holding(first.clone()));
    let client = world.client_with(world.app(Grant::AuthorizationCode), vault.clone());
    assert_eq!(
        client.whoami().await.unwrap().username,
        "emea.rep@northwind-sandbox.example"
    );
    let mut seen = first.refresh.clone();
    for round in 0..2 {
        world.tell("tokens/expire", json!({})).await;
        client.whoami().await.unwrap();
        let now = vault.load().await.unwrap().unwrap();
        assert_ne!(now.tokens.refresh, seen, "round {round}: the org rotates");
        seen = now.tokens.refresh;
    }
}

#[tokio::test]
async fn two_nodes_share_one_rotation() {
    let world = World::empty().await;
    let vault = Arc::new(MemoryVault::holding(consent(&world).await));
    let node = || world.client_with(world.app(Grant::AuthorizationCode), vault.clone());
    let (one, two) = (node(), node());
    one.whoami().await.unwrap();
    two.whoami().await.unwrap();
    world.tell("tokens/expire", json!({})).await;
    let before = token_calls(&world).await;
    // A slow answer keeps the first refresh open while the second node finds its token spent.
    world
        .tell(
            "faults",
            json!({ "fault": "slow", "millis": 400, "when": { "path_contains": "/oauth2/token" } }),
        )
        .await;
    let (a, b) = tokio::join!(one.whoami(), two.whoami());
    assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
    assert_eq!(token_calls(&world).await - before, 1);
}

#[tokio::test]
async fn a_revoked_connection_needs_a_person_and_is_not_hammered() {
    let world = World::empty().await;
    let tokens = consent(&world).await;
    let client = world.client_with(
        world.app(Grant::AuthorizationCode),
        Arc::new(MemoryVault::holding(tokens.clone())),
    );
    client.whoami().await.unwrap();
    revoke(&world.org.ready.url.parse().unwrap(), &tokens)
        .await
        .unwrap();
    let first = client.whoami().await.unwrap_err();
    assert!(matches!(first, Error::SignedOut { .. }), "{first:?}");
    assert_eq!(first.retry_after(), None);
    let before = token_calls(&world).await;
    assert!(matches!(
        client.whoami().await,
        Err(Error::SignedOut { .. })
    ));
    assert_eq!(
        token_calls(&world).await,
        before,
        "the org said no a moment ago"
    );
}

#[tokio::test]
async fn nobody_connected_and_a_wrong_secret_are_said_as_such() {
    let world = World::empty().await;
    let client = world.client_with(
        world.app(Grant::AuthorizationCode),
        Arc::new(MemoryVault::default()),
    );
    assert!(matches!(
        client.whoami().await,
        Err(Error::SignedOut { .. })
    ));
    assert_eq!(token_calls(&world).await, 0);
    let mut app = world.app(Grant::ClientCredentials);
    app.client_secret = Some(salesforce::Secret::new("wrong"));
    let client = world.client_with(app, Arc::new(MemoryVault::default()));
    let Err(Error::SignedOut { why, .. }) = client.whoami().await else {
        panic!("a wrong secret")
    };
    assert!(why.contains("invalid client credentials"), "{why}");
}

#[tokio::test]
async fn an_org_that_breaks_while_renewing_is_away_not_signed_out() {
    let world = World::empty().await;
    let client = world.client();
    client.whoami().await.unwrap();
    world.tell("tokens/expire", json!({})).await;
    world
        .fails("unavailable", json!({ "path_contains": "/oauth2/token" }))
        .await;
    assert!(matches!(
        client.whoami().await,
        Err(Error::Unreachable { .. })
    ));
    client.whoami().await.unwrap();
}
