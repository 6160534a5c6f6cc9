use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value as Json;
use server::site::Site;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, Command};

use crate::world::{Browser, PATIENCE, Person, World};

/// The executable with its ready line read.
struct Up {
    ready: Json,
    child: Child,
    log: ChildStderr,
}

impl Up {
    async fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line())
            .await
            .unwrap()
            .unwrap();
        let ready = serde_json::from_str(&line.expect("it ended before it was ready")).unwrap();
        let log = child.stderr.take().unwrap();
        Self { ready, child, log }
    }

    /// Asks it to stop; gives how it ended and what it had logged.
    async fn stops(mut self) -> (ExitStatus, String) {
        let id = self.child.id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .await
                .unwrap()
                .success()
        );
        let mut log = String::new();
        self.log.read_to_string(&mut log).await.unwrap();
        (self.child.wait().await.unwrap(), log)
    }
}

#[tokio::test]
async fn a_portal_with_a_sandbox_says_how_to_sign_in_and_says_the_same_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let words = [
        "serve",
        "--sandbox",
        "--addr",
        "127.0.0.1:0",
        "--data",
        data,
    ];
    let first = Up::start(&words).await;
    let keys: Vec<&str> = first
        .ready
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, ["cast", "mcp", "portal", "sandbox"]);
    for key in ["url", "client_id", "client_secret", "control_url"] {
        assert!(
            first.ready["sandbox"][key]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{key}"
        );
    }
    let cast = first.ready["cast"].as_array().unwrap().clone();
    assert_eq!(cast.len(), 5);
    for member in &cast {
        let portal = first.ready["portal"].as_str().unwrap();
        let person = Person::signed_in(
            portal,
            member["email"].as_str().unwrap(),
            member["password"].as_str().unwrap(),
        )
        .await;
        let roles = person.get("/me").await.ok()["roles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|role| role.as_str().unwrap().to_owned())
            .collect::<Vec<_>>();
        assert_eq!(member["role"].as_str().unwrap(), roles.join(", "));
    }
    let (status, log) = first.stops().await;
    assert!(status.success(), "{log}");
    for member in &cast {
        assert!(
            !log.contains(member["password"].as_str().unwrap()),
            "a password is in the log"
        );
    }
    let second = Up::start(&words).await;
    assert_eq!(second.ready["cast"].as_array().unwrap(), &cast);
    assert!(second.stops().await.0.success());
}

#[tokio::test]
async fn the_cast_is_out_of_service_where_there_is_no_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let alone = ["serve", "--addr", "127.0.0.1:0", "--data", data];
    let beside = [&alone[..], &["--sandbox"][..]].concat();
    let first = Up::start(&beside).await;
    let ana = first.ready["cast"][0].clone();
    let (email, password) = (
        ana["email"].as_str().unwrap(),
        ana["password"].as_str().unwrap(),
    );
    let click = async |up: &Up| {
        let browser = Browser::at(up.ready["portal"].as_str().unwrap());
        let status = browser
            .post("/sign-in/cast", &[("email", email)])
            .await
            .status;
        (status, browser.name().await)
    };
    assert_eq!(click(&first).await, (303, Some("Ana Ruiz".to_owned())));
    assert!(first.stops().await.0.success());

    let second = Up::start(&alone).await;
    let portal = second.ready["portal"].as_str().unwrap();
    assert_eq!(click(&second).await, (404, None));
    let who = serde_json::json!({ "email": email, "password": password });
    Person::nobody(portal)
        .post("/sign-in", who)
        .await
        .refused(401, "wrong_password");
    let (status, log) = second.stops().await;
    assert!(
        status.success() && log.contains("/welcome?token=csl_"),
        "an admin is wanted: {log}"
    );

    let third = Up::start(&beside).await;
    assert_eq!(click(&third).await.0, 303);
    assert!(third.stops().await.0.success());
}

#[tokio::test]
async fn a_portal_alone_prints_a_link_for_its_first_admin() {
    let folder = tempfile::tempdir().unwrap();
    let up = Up::start(&[
        "serve",
        "--addr",
        "127.0.0.1:0",
        "--data",
        folder.path().to_str().unwrap(),
    ])
    .await;
    let keys: Vec<&str> = up
        .ready
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, ["mcp", "portal"]);
    let (status, log) = up.stops().await;
    assert!(
        status.success() && log.contains("/welcome?token=csl_"),
        "{log}"
    );
}

#[tokio::test]
async fn a_sandbox_is_refused_where_others_can_reach_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    for words in [
        vec!["serve", "--sandbox", "--addr", "0.0.0.0:0", "--data", data],
        vec!["sandbox", "--addr", "0.0.0.0:0"],
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(&words)
            .output();
        let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("only for this machine") && said.contains("127.0.0.1"),
            "{said}"
        );
    }
    assert!(!std::path::Path::new(data).exists(), "nothing was made");
}

#[tokio::test]
async fn a_sandbox_alone_says_where_it_is() {
    let up = Up::start(&["sandbox", "--addr", "127.0.0.1:0", "--seed", "empty"]).await;
    let keys: Vec<&str> = up
        .ready
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, ["client_id", "client_secret", "control_url", "url"]);
    let http = reqwest::Client::builder().build().unwrap();
    let desk = format!("{}/counters", up.ready["control_url"].as_str().unwrap());
    assert_eq!(http.get(desk).send().await.unwrap().status(), 200);
    assert!(up.stops().await.0.success());
}

/// As it goes where several portals live in one process, these tests among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_answered_while_another_portal_is_put_together() {
    let world = World::new().await;
    let browser = Browser::at(world.url());
    let answered = Arc::new(AtomicBool::new(false));
    let others = {
        let answered = answered.clone();
        tokio::task::spawn_blocking(move || {
            let site = Site::of_this_build();
            while !answered.load(Ordering::Relaxed) {
                drop(server::site::routes(&site, || ()));
            }
        })
    };
    for _ in 0..50 {
        assert_eq!(browser.get("/sign-in").await.status, 200);
    }
    answered.store(true, Ordering::Relaxed);
    others.await.unwrap();
    world.end().await;
}
