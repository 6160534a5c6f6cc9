use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::world::{FLAGSHIP, Person, Told, World};

/// What somebody tries, and whose roles let them: ana is member, approver and admin; ben member and approver; priya
/// member; joel member and builder; ida auditor.
struct Verb {
    name: &'static str,
    allowed: &'static [&'static str],
}

const START: Verb = Verb {
    name: "start a mission",
    allowed: &["ana", "ben", "priya", "joel"],
};
const PUBLISH: Verb = Verb {
    name: "publish",
    allowed: &["ana", "joel"],
};
const STEER: Verb = Verb {
    name: "steer runs",
    allowed: &["ana", "ben", "priya", "joel"],
};
const SIGN: Verb = Verb {
    name: "sign",
    allowed: &["ana", "ben"],
};
const TOKEN: Verb = Verb {
    name: "have tokens",
    allowed: &["ana", "ben", "priya", "joel"],
};

impl Verb {
    fn holds(&self, who: &Person, told: &Told) {
        let name = who.email.split('@').next().unwrap();
        if self.allowed.contains(&name) {
            assert!(
                told.status < 300,
                "{name} may {}: {} {}",
                self.name,
                told.status,
                told.text
            );
        } else {
            assert!(
                matches!(told.status, 403 | 409),
                "{name} may not {}: {} {}",
                self.name,
                told.status,
                told.text
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_what_it_may_and_no_more() {
    let world = World::new().await;
    let mission = world.ana().get(&format!("/missions/{FLAGSHIP}")).await;
    for who in world.everybody() {
        for path in [
            "/me",
            "/missions",
            "/knowledge",
            "/runs",
            "/decisions",
            "/connections",
            "/openapi.json",
        ] {
            assert_eq!(
                who.get(path).await.status,
                200,
                "{} reads {path}",
                who.email
            );
        }
        let lead = world.new_lead().await;
        let started = who
            .post(
                &format!("/missions/{FLAGSHIP}/runs"),
                json!({ "inputs": { "lead": lead } }),
            )
            .await;
        START.holds(who, &started);
        PUBLISH.holds(who, &who.put("/missions", &mission.text).await);
        TOKEN.holds(who, &who.post("/tokens", json!({ "name": "mine" })).await);

        let run = world.starts(&world.new_lead().await).await;
        let view = world.rests(&run).await;
        for verb in ["pause", "resume"] {
            STEER.holds(
                who,
                &who.post(&format!("/runs/{run}/{verb}"), json!({})).await,
            );
        }
        let decision = world
            .ana()
            .get(&format!(
                "/decisions/{}",
                view["decisions"][0].as_str().unwrap()
            ))
            .await
            .ok();
        world.org.counts_anew().await;
        // Priya has started it: her no is for that reason too. The others have the role, or have it not.
        SIGN.holds(who, &who.approves(&decision).await);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_starts_what_its_token_names_and_never_decides() {
    let world = World::new().await;
    let token = |missions: Json| {
        world
            .ana()
            .post("/tokens", json!({ "name": "agent", "missions": missions }))
    };
    let free = token(json!([])).await.ok()["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let program = Person::with_token(world.url(), &free);
    let run = program
        .starts(FLAGSHIP, json!({ "lead": world.new_lead().await }))
        .await;
    let view = world.rests(&run).await;
    let decision = program
        .get(&format!(
            "/decisions/{}",
            view["decisions"][0].as_str().unwrap()
        ))
        .await
        .ok();
    world.org.counts_anew().await;
    program.approves(&decision).await.refused(403, "forbidden");
    let path = format!("/decisions/{}/reject", decision["id"].as_str().unwrap());
    program
        .post(&path, json!({ "reason": "no" }))
        .await
        .refused(403, "forbidden");
    program
        .post("/tokens", json!({ "name": "more" }))
        .await
        .refused(403, "forbidden");
    // The person behind the token has started it as well.
    assert!(
        world
            .ana()
            .approves(&decision)
            .await
            .refused(409, "refused")
            .contains("somebody else")
    );
    assert_eq!(world.org.written().await, crate::world::NOTHING);

    token(json!(["no-such-mission"]))
        .await
        .refused(422, "invalid");
    let mission = world.ana().get(&format!("/missions/{FLAGSHIP}")).await.text;
    let other = mission.replace(FLAGSHIP, "another-mission");
    world.joel().put("/missions", &other).await.ok();
    let bound = token(json!(["another-mission"])).await.ok()["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let program = Person::with_token(world.url(), &bound);
    let start = json!({ "inputs": { "lead": world.new_lead().await } });
    program
        .post(&format!("/missions/{FLAGSHIP}/runs"), start.clone())
        .await
        .refused(403, "forbidden");
    program
        .post("/missions/another-mission/runs", start)
        .await
        .ok();
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_anything_without_signing_in() {
    let world = World::new().await;
    let nobody = Person::nobody(world.url());
    let document = nobody.get("/openapi.json").await.ok();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for verb in verbs.as_object().unwrap().keys() {
            if matches!(path.as_str(), "/sign-in" | "/openapi.json") {
                continue;
            }
            let method = Method::from_bytes(verb.to_uppercase().as_bytes()).unwrap();
            let path = path
                .replace("{slug}", FLAGSHIP)
                .replace("{number}", "1")
                .replace("{id}", "run_1");
            let told = Told::of(nobody.request(method, &path).send().await.unwrap()).await;
            told.refused(401, "signed_out");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_the_api_opens_no_page_and_sends_no_form_of_one() {
    let world = World::new().await;
    let token = world
        .priya()
        .post("/tokens", json!({ "name": "nightly" }))
        .await
        .ok();
    let secret = token["secret"].as_str().unwrap();
    let program = Person::with_token(world.url(), secret);
    let runs = program.get("/runs").await.ok();

    let shows = |method, path: &str| {
        let request = program
            .http
            .request(method, format!("{}{path}", world.url()));
        request.bearer_auth(secret)
    };
    let page = shows(Method::GET, "/runs").send().await.unwrap();
    assert!(
        page.headers()["location"]
            .to_str()
            .unwrap()
            .starts_with("/sign-in"),
        "{page:?}"
    );

    // The same form that starts a mission for a person.
    let (path, _) = leptos::server_fn::axum::server_fn_paths()
        .find(|(path, _)| path.starts_with("/api/launch"))
        .expect("the form of a mission is served");
    let form = [
        ("slug", FLAGSHIP),
        ("key", "k"),
        ("inputs[lead]", "00Q000000000001EAA"),
    ];
    let sent = shows(Method::POST, path).form(&form).send().await.unwrap();
    let sent = Told::of(sent).await;
    assert!(
        sent.text.contains("SignedOut"),
        "{} {}",
        sent.status,
        sent.text
    );
    assert_eq!(program.get("/runs").await.ok(), runs, "no run was started");
}
