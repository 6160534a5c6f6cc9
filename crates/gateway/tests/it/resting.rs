use crate::house::{House, key};
use gateway::{Connections, Grant, Seal, SealKey, SealedVault, verifier};
use serde_json::json;
use std::sync::Arc;

const BACK: &str = "http://127.0.0.1:9/back";

/// Ana connects the org in her browser.
async fn connects(house: &House, node: &Connections) -> Arc<gateway::Connection> {
    let secret = salesforce::Secret::new(&house.world.org.ready.client_secret);
    let settings = house.settings(Grant::AuthorizationCode);
    node.set_client_secret(&settings.id, house.row(), Some(&secret))
        .await
        .unwrap();
    let connection = node.connect(settings, house.row()).await.unwrap();
    let verifier = verifier([9; 32]);
    let address = connection.consent_url(BACK, "state", &verifier).unwrap();
    let asked = reqwest::Url::parse(&address).unwrap();
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.push((
        "username".into(),
        "sales.manager@northwind-sandbox.example".into(),
    ));
    form.push(("verdict".into(), "allow".into()));
    let web = &house.world.web;
    let sent = web
        .post(format!(
            "{}/services/oauth2/authorize",
            house.world.org.ready.url
        ))
        .form(&form)
        .send()
        .await
        .unwrap();
    let back = reqwest::Url::parse(sent.headers()["location"].to_str().unwrap()).unwrap();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let who = connection
        .finish_consent(BACK, &code, &verifier)
        .await
        .unwrap();
    assert_eq!(who.username, "sales.manager@northwind-sandbox.example");
    connection
}

#[tokio::test]
async fn nothing_secret_lies_in_the_open() {
    let house = House::new().await;
    connects(&house, &house.node(key("k1", 1))).await;
    house.store.close().await;
    let files = std::fs::read_dir(house.folder.path()).unwrap();
    let bytes: Vec<u8> = files
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap_or_default())
        .collect();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("con_org"), "the row is there");
    for secret in [
        house.world.org.ready.client_secret.as_str(),
        "5Aep861",
        "access_token",
        "!AQ",
    ] {
        assert!(!holds(secret), "{secret} is readable");
    }
}

#[tokio::test]
async fn another_node_uses_the_same_tokens_and_one_of_them_renews() {
    let house = House::new().await;
    let one = connects(&house, &house.node(key("k1", 1))).await;
    let two = house
        .node(key("k1", 1))
        .connect(house.settings(Grant::AuthorizationCode), house.row())
        .await
        .unwrap();
    two.whoami().await.unwrap();
    let before = house.world.calls_to("/oauth2/token").await;
    assert_eq!(before, 1, "the second node did not sign in again");
    for _ in 0..3 {
        house.world.tell("tokens/expire", json!({})).await;
        let (a, b) = tokio::join!(one.whoami(), two.whoami());
        assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
    }
    assert_eq!(house.world.calls_to("/oauth2/token").await - before, 3);
}

#[tokio::test]
async fn disconnecting_ends_it_on_both_sides() {
    let house = House::new().await;
    let node = house.node(key("k1", 1));
    let connection = connects(&house, &node).await;
    connection.disconnect().await.unwrap();
    assert_eq!(house.world.calls_to("/oauth2/revoke").await, 1);
    let error = connection.whoami().await.unwrap_err();
    assert!(
        matches!(
            error,
            gateway::Error::Salesforce(salesforce::Error::SignedOut { .. })
        ),
        "{error:?}"
    );
    connects(&house, &node).await.whoami().await.unwrap();
}

#[tokio::test]
async fn a_key_is_rotated_without_connecting_again() {
    let house = House::new().await;
    connects(&house, &house.node(key("k1", 1))).await;
    let line = |id, byte| SealKey::line(id, [byte; 32]).reveal().to_owned();
    let both = Seal::parse(&format!("{}\n{}", line("k2", 2), line("k1", 1))).unwrap();
    let vault = SealedVault::new(house.row(), Arc::new(both), "con_org", house.world.clock());
    vault.reseal().await.unwrap();
    assert_eq!(
        house.row().load().await.unwrap().unwrap().sealed.key_id,
        "k2"
    );
    let settings = || house.settings(Grant::AuthorizationCode);
    house
        .node(key("k2", 2))
        .connect(settings(), house.row())
        .await
        .unwrap()
        .whoami()
        .await
        .unwrap();
    let error = house
        .node(key("k1", 1))
        .connect(settings(), house.row())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the key `k2`, which this server does not have"),
        "{error}"
    );
}

#[tokio::test]
async fn an_open_connection_is_shared_until_its_settings_change() {
    let house = House::new().await;
    let node = house.node(key("k1", 1));
    let first = connects(&house, &node).await;
    let again = node
        .connect(house.settings(Grant::AuthorizationCode), house.row())
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&first, &again));
    let renamed = gateway::Settings {
        name: "Renamed".into(),
        ..house.settings(Grant::AuthorizationCode)
    };
    assert!(!Arc::ptr_eq(
        &first,
        &node.connect(renamed, house.row()).await.unwrap()
    ));
}
