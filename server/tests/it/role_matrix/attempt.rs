//! A verb tried with everything in it that makes it good.

use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{PASSWORD, Stage};
use crate::world::{FLAGSHIP, Person, Told, World, digests};

/// Tries a verb with everything in it that makes it good.
pub(super) async fn attempt(
    world: &World,
    who: &Person,
    stage: &Stage,
    method: &str,
    path: &str,
) -> Told {
    let first = async |list: &str| {
        let rows = world.ana().get(list).await.ok();
        rows[0]["id"].as_str().unwrap().to_owned()
    };
    let ben = || async {
        let people = world.ana().get("/people").await.ok();
        let mut people = people.as_array().unwrap().iter();
        let ben = people
            .find(|person| person["name"] == "Ben Okafor")
            .unwrap();
        ben["id"].as_str().unwrap().to_owned()
    };
    let id = match path.split('/').nth(1).unwrap() {
        "knowledge" => stage.document.clone(),
        "runs" => stage.run.clone(),
        "records" => stage.lead.clone(),
        "files" => kept(world).await,
        "decisions" => stage.decision["id"].as_str().unwrap().to_owned(),
        "connections" => first("/connections").await,
        "people" => ben().await,
        "tokens" if method == "DELETE" => token_of(world, who).await,
        "me" => own_sign_in(world, who).await,
        _ => String::new(),
    };
    let at = path
        .replace("{slug}", FLAGSHIP)
        .replace("{number}", "1")
        .replace("{object}", "Lead")
        .replace("{id}", &id)
        .replace("/search", "/search?words=account");
    let at = match (method, path) {
        ("POST", "/files") => format!("{at}?folder=uploads&name=Theirs.txt"),
        ("POST", "/files/{id}/versions") => format!("{at}?seen={}", version(world, &id).await),
        ("PUT", "/missions/{slug}/draft") => format!("{at}?over={}", revision(world).await),
        _ => at,
    };
    let body = body(world, stage, method, path).await;
    let request = who.request(Method::from_bytes(method.as_bytes()).unwrap(), &at);
    let request = match body {
        Sent::Nothing => request,
        Sent::Json(json) => request.json(&json),
        Sent::Text(text) => request.body(text),
        Sent::Form(form) => {
            let kind = "multipart/form-data; boundary=parted";
            request.header("content-type", kind).body(form)
        }
    };
    let answer = request.send().await.unwrap();
    if path.ends_with("/events") {
        // It has no end while the run waits.
        return Told {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: String::new(),
        };
    }
    Told::of(answer).await
}

enum Sent {
    Nothing,
    Json(Json),
    Text(String),
    /// With files in it.
    Form(String),
}

async fn body(world: &World, stage: &Stage, method: &str, path: &str) -> Sent {
    let ready = &world.org.running.ready;
    Sent::Json(match (method, path) {
        ("PUT", "/me/password") => json!({ "current": PASSWORD, "password": PASSWORD }),
        ("POST", "/people") => {
            let email = format!("{}@countersign.example", world.unique());
            json!({ "email": email, "name": "New", "roles": ["member"] })
        }
        ("PUT", "/people/{id}/roles") => json!({ "roles": ["member", "approver"] }),
        ("PUT", "/people/{id}/in-service") => json!({ "active": true }),
        ("PUT", "/missions") => {
            let file = world.ana().get(&format!("/missions/{FLAGSHIP}")).await;
            return Sent::Text(file.text);
        }
        ("POST", "/missions/try-rule") => {
            let file = world.ana().get(&format!("/missions/{FLAGSHIP}")).await;
            json!({ "mission": file.text, "step": "lead_is", "object": "Lead" })
        }
        ("POST", "/missions") => json!({ "title": format!("Mission {}", world.unique()) }),
        ("PUT", "/missions/{slug}/draft" | "/drafts") => return Sent::Text(another(world).await),
        ("POST", "/missions/{slug}/draft/try") => {
            json!({ "file": another(world).await, "inputs": { "lead": stage.lead } })
        }
        ("POST", "/missions/{slug}/draft/publish") => json!({ "revision": revision(world).await }),
        ("PUT", "/knowledge") => {
            let documents = world.ana().get("/knowledge").await.ok();
            let id = documents[0]["id"].as_str().unwrap();
            return Sent::Text(world.ana().get(&format!("/knowledge/{id}")).await.text);
        }
        ("POST", "/knowledge" | "/knowledge/{id}") => {
            let title = if path == "/knowledge" {
                world.unique()
            } else {
                "Guide".to_owned()
            };
            let fields = [
                ("kind", "playbook"),
                ("title", &title),
                ("text", "## One\n"),
            ];
            return Sent::Form(crate::world::parted(&fields));
        }
        ("POST", "/missions/{slug}/runs") => {
            json!({ "inputs": { "lead": stage.lead } })
        }
        ("POST", "/decisions/{id}/approve") => json!({ "parts": digests(&stage.decision) }),
        ("POST", "/decisions/{id}/reject") => json!({ "reason": "not duplicates" }),
        ("POST", "/connections") => json!({
            "name": "Sandbox org", "url": ready.url, "client_id": ready.client_id, "client_secret": ready.client_secret,
        }),
        ("PUT", "/gate") => {
            let gate = world.ana().get("/gate").await.ok();
            json!({ "seen": gate["version"], "rules": [] })
        }
        ("POST", "/files" | "/files/{id}/versions") => return Sent::Text("Some words".to_owned()),
        ("POST", "/tokens") => json!({ "name": "mine" }),
        _ => return Sent::Nothing,
    })
}

/// A file that Ana has uploaded, new when there is none.
pub(super) async fn kept(world: &World) -> String {
    let found = world.ana().get("/files?find=Hers").await;
    if let Some(file) = found.ok()["items"]
        .as_array()
        .and_then(|files| files.first())
    {
        return file["id"].as_str().unwrap().to_owned();
    }
    let request = world
        .ana()
        .request(Method::POST, "/files?folder=uploads&name=Hers.txt");
    let made = Told::of(request.body("Words").send().await.unwrap()).await;
    made.ok()["id"].as_str().unwrap().to_owned()
}

async fn version(world: &World, file: &str) -> Json {
    world.ana().get(&format!("/files/{file}")).await.ok()["version"].clone()
}

/// What must be there before a verb can be tried: a draft that says something new, or a version to leave for another.
pub(super) async fn prepare(world: &World, path: &str) {
    let put =
        |path: &'static str, file: String| world.ana().request(Method::PUT, path).body(file).send();
    if path.starts_with("/missions/{slug}/draft") {
        Told::of(put("/drafts", another(world).await).await.unwrap())
            .await
            .ok();
    }
    if path.ends_with("/return") {
        Told::of(put("/missions", another(world).await).await.unwrap())
            .await
            .ok();
    }
}

/// The mission with a purpose that no version has had.
async fn another(world: &World) -> String {
    let file = world.ana().get(&format!("/missions/{FLAGSHIP}")).await.text;
    let words = format!("purpose = \"{} ", world.unique());
    file.replacen("purpose = \"", &words, 1)
}

async fn revision(world: &World) -> u64 {
    let draft = world
        .ana()
        .get(&format!("/missions/{FLAGSHIP}/draft"))
        .await
        .ok();
    draft["revision"].as_u64().unwrap()
}

/// A token of their own to revoke; of Priya's for those who have none.
async fn token_of(world: &World, who: &Person) -> String {
    let own = who
        .post("/tokens", json!({ "name": "to be revoked" }))
        .await;
    let made = if own.status == 201 {
        own
    } else {
        world
            .priya()
            .post("/tokens", json!({ "name": "hers" }))
            .await
    };
    made.ok()["id"].as_str().unwrap().to_owned()
}

async fn own_sign_in(world: &World, who: &Person) -> String {
    let rows = who.get("/me/sign-ins").await;
    let rows = if rows.status == 200 {
        rows
    } else {
        world.priya().get("/me/sign-ins").await
    };
    rows.ok()[0]["id"].as_str().unwrap().to_owned()
}
