use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use domain::actor::Role;
use domain::id::WorkspaceId;
use engine::{Engine, NewConnection};
use serde_json::Value as Json;
use server::cast::Member;
use server::config::Config;
use server::serving::{self, Beside, Running};
use server::site::Site;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{Org, Place, TestClock};

/// A portal: in this process, where its clock and store are at hand, or as a process that can be killed.
pub enum Server {
    Here(Box<Running>),
    Process { child: Box<Child>, url: String },
}

/// A wake-up that something may have happened; it comes after a moment in any case.
pub struct News(Option<store::Changes>);

impl News {
    pub async fn next(&mut self) {
        let net = Duration::from_millis(if self.0.is_some() { 500 } else { 50 });
        let change = async {
            match &mut self.0 {
                Some(changes) => drop(changes.next().await),
                None => std::future::pending().await,
            }
        };
        let _ = tokio::time::timeout(net, change).await;
    }
}

impl Server {
    /// A new portal, with the org connected and five people in it: ordinary ones, who stay when it starts again.
    pub async fn first(
        place: &Place,
        poll_every: Duration,
        clock: &TestClock,
        org: &Org,
    ) -> (Self, Vec<Member>) {
        let running = here(place, poll_every, clock).await;
        let ready = &org.running.ready;
        let connection = NewConnection {
            name: "Sandbox org".into(),
            url: ready.url.clone(),
            client_id: ready.client_id.clone(),
            client_secret: ready.client_secret.clone(),
        };
        running
            .portal
            .engine
            .connect(&running.workspace, connection)
            .await
            .unwrap();
        let people = people(&running).await;
        (Self::Here(Box::new(running)), people)
    }

    pub async fn again(place: &Place, poll_every: Duration, clock: &TestClock) -> Self {
        Self::Here(Box::new(here(place, poll_every, clock).await))
    }

    /// The built executable over the same data.
    pub async fn process(place: &Place, poll_every: Duration, addr: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .args(["serve", "--addr", addr, "--data"])
            .arg(place.folder());
        if let Some(database) = place.database() {
            command.args(["--database", &database]);
        }
        command.env(
            "COUNTERSIGN_POLL_EVERY",
            format!("{}ms", poll_every.as_millis()),
        );
        let mut child = command
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines
            .next_line()
            .await
            .unwrap()
            .expect("the server ended before it was ready");
        let ready: Json = serde_json::from_str(&line).unwrap();
        Self::Process {
            child: Box::new(child),
            url: ready["portal"].as_str().unwrap().to_owned(),
        }
    }

    pub fn url(&self) -> &str {
        match self {
            Self::Here(running) => &running.ready.portal,
            Self::Process { url, .. } => url,
        }
    }

    pub fn changes(&self) -> News {
        match self {
            Self::Here(running) => News(Some(running.portal.engine.store().changes())),
            Self::Process { .. } => News(None),
        }
    }

    pub fn engine(&self) -> &Engine {
        match self {
            Self::Here(running) => &running.portal.engine,
            Self::Process { .. } => panic!("the portal is a process of its own"),
        }
    }

    pub fn portal(&self) -> server::portal::Portal {
        match self {
            Self::Here(running) => running.portal.clone(),
            Self::Process { .. } => panic!("the portal is a process of its own"),
        }
    }

    pub fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Here(running) => running.workspace.clone(),
            Self::Process { .. } => panic!("the portal is a process of its own"),
        }
    }

    /// As SIGTERM does.
    pub async fn stop(self) {
        match self {
            Self::Here(running) => Box::pin(running.stop()).await,
            Self::Process { mut child, .. } => {
                let id = child.id().expect("it still runs").to_string();
                assert!(
                    Command::new("kill")
                        .args(["-TERM", &id])
                        .status()
                        .await
                        .unwrap()
                        .success()
                );
                assert!(child.wait().await.unwrap().success());
            }
        }
    }

    /// As SIGKILL does.
    pub async fn kill(self) {
        match self {
            Self::Here(_) => panic!("only a process can be killed: call `becomes_a_process` first"),
            Self::Process { mut child, .. } => child.kill().await.unwrap(),
        }
    }
}

const PEOPLE: [(&str, &str, &[Role]); 5] = [
    (
        "ana",
        "Ana Ruiz",
        &[Role::Member, Role::Approver, Role::Admin],
    ),
    ("ben", "Ben Okafor", &[Role::Member, Role::Approver]),
    ("priya", "Priya Raman", &[Role::Member]),
    ("joel", "Joel Adeyemi", &[Role::Member, Role::Builder]),
    ("ida", "Ida Novak", &[Role::Auditor]),
];

async fn people(running: &Running) -> Vec<Member> {
    let portal = &running.portal;
    let mut people = vec![];
    for (first, name, roles) in PEOPLE {
        let password = format!("the password of {name}");
        let chance = portal.engine.clock().secret();
        let hash = portal.passwords.hash(password.clone(), chance).await;
        let email = format!("{first}@countersign.example");
        let roles = roles.iter().copied().collect();
        let added =
            portal
                .engine
                .add_person(&running.workspace, &email, name, roles, Some(hash.unwrap()));
        added.await.unwrap();
        people.push(Member {
            email,
            password,
            role: String::new(),
        });
    }
    people
}

async fn here(place: &Place, poll_every: Duration, clock: &TestClock) -> Running {
    let poll_every = format!("{}ms", poll_every.as_millis());
    let given = place
        .given()
        .flag("addr", Some("127.0.0.1:0"))
        .flag("poll_every", Some(poll_every))
        .flag("log", Some("warn"));
    let config = Config::gather(&given).unwrap();
    Box::pin(serving::start(
        config,
        Site::of_this_build(),
        Arc::new(clock.clone()),
        Beside::Nothing,
    ))
    .await
    .unwrap()
}
