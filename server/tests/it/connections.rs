use serde_json::{Value as Json, json};

use crate::world::{Browser, Org, Person, World};

/// What an admin types for the org of this world.
fn settings(world: &World) -> Json {
    let ready = &world.org.running.ready;
    json!({ "name": "Sandbox org", "url": ready.url, "client_id": ready.client_id, "client_secret": ready.client_secret })
}

fn with(mut settings: Json, setting: &str, value: &str) -> Json {
    settings[setting] = value.into();
    settings
}

async fn only(world: &World) -> Json {
    world.ana().get("/connections").await.ok()[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_by_the_name_of_the_setting_and_changes_nothing() {
    let world = World::new().await;
    let right = settings(&world);
    world.ana().post("/connections", right.clone()).await.ok();
    let before = only(&world).await;
    for (setting, value, told) in [
        ("client_id", "3MVGnobody", "Client id:"),
        ("client_secret", "not the secret", "Client secret:"),
        ("url", "http://127.0.0.1:1", "Org address:"),
        ("url", world.url(), "Org address:"),
    ] {
        let wrong = with(right.clone(), setting, value);
        let answer = world.ana().post("/connections", wrong).await;
        let said = answer.refused(422, "invalid");
        assert!(
            said.starts_with(told) && said.contains("Nothing was changed"),
            "{said}"
        );
        assert!(!said.contains("not the secret"), "{said}");
    }
    let after = only(&world).await;
    for same in ["url", "client_id", "organization", "state"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    world.proposes().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_belongs_to_one_org_for_good() {
    let world = World::new().await;
    let connected = world
        .ana()
        .post("/connections", settings(&world))
        .await
        .ok();
    let organization = connected["organization"].as_str().unwrap().to_owned();
    assert!(organization.starts_with("00D"));
    let other = Org::start(sandbox::Seed::Empty).await;
    let ready = &other.running.ready;
    let elsewhere = json!({
        "name": "Sandbox org", "url": ready.url, "client_id": ready.client_id, "client_secret": ready.client_secret,
    });
    let refused = world.ana().post("/connections", elsewhere.clone()).await;
    let said = refused.refused(422, "invalid");
    assert!(
        said.contains("another org") && said.contains(&organization),
        "{said}"
    );
    assert_eq!(only(&world).await["url"], connected["url"]);

    // Nor does it answer under this name when the settings were put there another way.
    let moved = engine::NewConnection {
        name: "Sandbox org".into(),
        url: ready.url.clone(),
        client_id: ready.client_id.clone(),
        client_secret: ready.client_secret.clone(),
    };
    let id = world
        .engine()
        .connect(&world.workspace(), moved)
        .await
        .unwrap();
    let met = world.engine().meet(&world.workspace(), &id).await;
    assert!(met.unwrap_err().to_string().contains("another org"));
    assert_eq!(only(&world).await["organization"], organization.as_str());

    let apart = with(elsewhere, "name", "The other org");
    let apart = world.ana().post("/connections", apart).await.ok();
    assert_ne!(apart["organization"], organization.as_str());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_disconnected_org_says_so_and_goes_on_when_it_is_back() {
    let world = World::new().await;
    let id = world
        .ana()
        .post("/connections", settings(&world))
        .await
        .ok()["id"]
        .clone();
    let (run, decision) = world.proposes().await;
    let path = format!("/connections/{}/disconnect", id.as_str().unwrap());
    world
        .ben()
        .post(&path, json!({}))
        .await
        .refused(403, "forbidden");
    let ended = world.ana().post(&path, json!({})).await.ok();
    assert_eq!(ended["state"], "disconnected");

    let waiting = format!("/decisions/{}", decision["id"].as_str().unwrap());
    let told = world.ben().get(&waiting).await.ok();
    let problem = told["live_problem"].as_str().unwrap_or_default();
    assert!(problem.contains("disconnected"), "{told}");
    world.org.counts_anew().await;
    world.approve(&decision).await;
    world
        .eventually("the run to wait for the org", async || {
            let view = world.priya().get(&format!("/runs/{run}")).await.ok();
            (view["phase"] == "waiting_for_system").then_some(())
        })
        .await;
    assert_eq!(world.org.written().await, crate::world::NOTHING);

    // Another org that works is where new runs go.
    let other = Org::start(sandbox::Seed::Empty).await;
    let ready = &other.running.ready;
    let apart = json!({
        "name": "The other org", "url": ready.url, "client_id": ready.client_id, "client_secret": ready.client_secret,
    });
    world.ana().post("/connections", apart).await.ok();
    let elsewhere = world.starts("00QgL0000000009UAA").await;
    world.ends_as(&elsewhere, "failed").await;

    let back = world
        .ana()
        .post("/connections", settings(&world))
        .await
        .ok();
    assert_eq!((&back["id"], &back["state"]), (&id, &json!("working")));
    world.clock.advance(std::time::Duration::from_hours(1));
    world.ends_as(&run, "verified").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_who_we_are_there_and_what_they_cannot_see() {
    let world = World::new().await;
    let ana = world.ana();
    let connected = ana.post("/connections", settings(&world)).await.ok();
    let check = |view: &Json, title: &str| {
        let checks = view["checks"].as_array().unwrap().iter();
        let found = checks.filter(|check| check["title"].as_str().unwrap().starts_with(title));
        let found: Vec<Json> = found.cloned().collect();
        assert_eq!(found.len(), 1, "{title}: {view}");
        found[0].clone()
    };
    assert_eq!(check(&connected, "A user of its own")["level"], "good");
    assert_eq!(check(&connected, "It sees what")["level"], "good");
    assert!(
        connected["connected_as"]
            .as_str()
            .unwrap()
            .contains("Countersign Integration")
    );

    let file = ana.get("/missions/reconcile-duplicates").await.text;
    let more = file.replacen("\"Website\"", "\"Website\", \"Commission_Rate__c\"", 1);
    assert_ne!(file, more);
    world.joel().put("/missions", &more).await.ok();
    let path = format!("/connections/{}/check", connected["id"].as_str().unwrap());
    let checked = ana.post(&path, json!({})).await.ok();
    let sight = check(&checked, "It sees what");
    assert_eq!(sight["level"], "care");
    assert!(
        sight["text"]
            .as_str()
            .unwrap()
            .contains("Commission_Rate__c"),
        "{sight}"
    );
    world.end().await;
}

/// Sends the consent page's own form: signed in there as this user.
async fn consents(url: &str, username: &str) -> String {
    let asked = reqwest::Url::parse(url).unwrap();
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.push(("username".into(), username.into()));
    form.push(("verdict".into(), "allow".into()));
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = http
        .post(url.split('?').next().unwrap())
        .form(&form)
        .send()
        .await
        .unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_counts_once_for_whoever_was_sent_and_only_for_the_same_org() {
    let world = World::new().await;
    let of = async |who: &Person| Browser::signed_in(world.url(), &who.email, &who.password).await;
    let (ana, ben) = (of(world.ana()).await, of(world.ben()).await);
    let other = Org::start(sandbox::Seed::Empty).await;
    let form = |org: &Org, secret: &str| {
        let ready = &org.running.ready;
        [
            ("name", "By consent".to_owned()),
            ("url", ready.url.clone()),
            ("client_id", ready.client_id.clone()),
            ("client_secret", secret.to_owned()),
            ("by", "consent".to_owned()),
        ]
    };
    let sends = async |browser: &Browser, org: &Org| {
        let form = form(org, &org.running.ready.client_secret);
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        browser.post("/connections", &form).await
    };
    assert_eq!(
        sends(&ben, &world.org).await.leads_to(),
        "/connections?said"
    );

    let user = "integration@northwind-sandbox.example";
    let url = sends(&ana, &world.org).await.goes_on_to();
    assert!(url.contains("code_challenge_method=S256"), "{url}");
    let back = consents(&url, user).await;
    let path = back.strip_prefix(world.url()).unwrap().to_owned();
    let says = async |browser: &Browser, path: &str| {
        let page = browser.get(path).await.leads_to();
        browser.get(&page).await.text
    };
    let stranger = says(&ben, &path).await;
    assert!(stranger.contains("was not begun here"), "{stranger}");
    let done = says(&ana, &path).await;
    assert!(
        done.contains("By consent is connected as Countersign Integration"),
        "{done}"
    );
    let again = says(&ana, &path).await;
    assert!(again.contains("was not begun here"), "{again}");

    // The same connection, led to another org: its consent is not taken.
    let url = sends(&ana, &other).await.goes_on_to();
    let back = consents(&url, user).await;
    let path = back.strip_prefix(world.url()).unwrap().to_owned();
    let elsewhere = says(&ana, &path).await;
    assert!(elsewhere.contains("another org"), "{elsewhere}");
    world.end().await;
}
