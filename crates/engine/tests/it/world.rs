//! A workspace with a cast, an engine at work, and an org on a real port beside it.

use domain::actor::{Actor, Role};
use domain::id::{DecisionId, RunId, WorkspaceId};
use domain::observation::Observation;
use engine::{
    Caller, Decide, DecisionView, Engine, NewConnection, RunFilter, RunView, Settings, SystemClock,
    Workers,
};
use gateway::{Seal, SealKey};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use store::{Database, Page, Store};

pub struct World {
    pub org: Org,
    pub engine: Engine,
    pub ana: Caller,
    pub ben: Caller,
    pub workspace: WorkspaceId,
    workers: Option<Workers>,
    pub folder: tempfile::TempDir,
}

pub struct Org {
    pub running: sandbox::Running,
    http: reqwest::Client,
    token: String,
}

impl World {
    /// The demo company, and an engine that polls its triggers fast.
    pub async fn new() -> Self {
        let org = Org::start().await;
        let folder = tempfile::tempdir().unwrap();
        let (engine, workers) = open(&folder).await;
        let workspace = engine.found("Northwind").await.unwrap();
        let ready = &org.running.ready;
        let connection = NewConnection {
            name: "Sandbox".into(),
            url: ready.url.clone(),
            client_id: ready.client_id.clone(),
            client_secret: ready.client_secret.clone(),
        };
        engine.connect(&workspace, connection).await.unwrap();
        let ana = engine.add_person(
            &workspace,
            "ana@countersign.example",
            "Ana Ruiz",
            [Role::Member, Role::Builder, Role::Approver].into(),
            None,
        );
        let ana = caller(&workspace, ana.await.unwrap());
        let ben = engine.add_person(
            &workspace,
            "ben@countersign.example",
            "Ben Okafor",
            [Role::Approver].into(),
            None,
        );
        let ben = caller(&workspace, ben.await.unwrap());
        Self {
            org,
            engine,
            ana,
            ben,
            workspace,
            workers: Some(workers),
            folder,
        }
    }

    /// Ends the engine as a power cut would not: workers come to rest. Then starts a new one on the same file.
    pub async fn restart(mut self) -> Self {
        if let Some(workers) = self.workers.take() {
            workers.stop().await;
        }
        self.engine.store().close().await;
        let (engine, workers) = open(&self.folder).await;
        Self {
            engine,
            workers: Some(workers),
            ..self
        }
    }

    pub async fn starts(&self, lead: &str) -> RunId {
        let inputs = [("lead".to_owned(), lead.to_owned())].into();
        self.engine
            .start(
                &self.ana,
                &"reconcile-duplicates".parse().unwrap(),
                inputs,
                None,
            )
            .await
            .unwrap()
    }

    /// Waits until the run has ended or waits for somebody.
    pub async fn rests(&self, run: &RunId) -> RunView {
        self.engine
            .wait(&self.ana, run, Duration::from_secs(30))
            .await
            .unwrap()
    }

    pub async fn ends(&self, run: &RunId) -> RunView {
        for _ in 0..200 {
            let view = self.rests(run).await;
            if view.summary.verdict.is_some() {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the run did not end: {:?}", self.story(run).await);
    }

    pub async fn decision(&self, id: &DecisionId) -> DecisionView {
        self.engine.decision(&self.ben, id).await.unwrap()
    }

    pub async fn approves(&self, who: &Caller, id: &DecisionId) {
        self.engine
            .decide(who, id, Decide::Approve { parts: None })
            .await
            .unwrap();
    }

    pub async fn journal(&self, run: &RunId) -> Vec<Observation> {
        self.engine
            .observations(&self.ana, run, 0, 500)
            .await
            .unwrap()
    }

    /// The rail, as a person reads it.
    pub async fn story(&self, run: &RunId) -> String {
        let journal = self.journal(run).await;
        journal
            .iter()
            .map(|entry| {
                format!(
                    "{:>2} {:<9} {}",
                    entry.number,
                    entry.kind.word(),
                    entry.headline
                )
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub async fn runs(&self) -> usize {
        self.engine
            .runs(&self.ana, RunFilter::default(), Page::first(200))
            .await
            .unwrap()
            .items
            .len()
    }
}

async fn open(folder: &tempfile::TempDir) -> (Engine, Workers) {
    let store = Store::open(store::Settings::new(Database::Sqlite(
        folder.path().join("countersign.sqlite"),
    )))
    .await
    .unwrap();
    let seal = Arc::new(Seal::new(SealKey::new("test", [7; 32])));
    let mut settings = Settings::new(store, seal, Arc::new(SystemClock));
    settings.poll_every = Duration::from_millis(200);
    settings.write_within = Duration::from_secs(2);
    let engine = Engine::open(settings);
    let workers = engine.work();
    (engine, workers)
}

fn caller(workspace: &WorkspaceId, actor: Actor) -> Caller {
    Caller {
        workspace: workspace.clone(),
        actor,
    }
}

impl Org {
    async fn start() -> Self {
        let settings = sandbox::Settings {
            addr: "127.0.0.1:0".parse().unwrap(),
            data: None,
            seed: sandbox::Seed::Demo,
        };
        let running = sandbox::start(settings).await.unwrap();
        let http = reqwest::Client::builder().build().unwrap();
        let mut org = Self {
            running,
            http,
            token: String::new(),
        };
        let session = org
            .control(
                "sessions",
                &json!({ "username": "admin@northwind-sandbox.example" }),
            )
            .await;
        org.token = session["access_token"].as_str().unwrap().to_owned();
        org
    }

    pub async fn control(&self, path: &str, body: &Json) -> Json {
        let url = format!(
            "{}/{path}",
            self.running.ready.control_url.trim_end_matches('/')
        );
        let answer = self.http.post(url).json(body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap_or(Json::Null)
    }

    pub async fn counters(&self) -> Json {
        let url = format!(
            "{}/counters",
            self.running.ready.control_url.trim_end_matches('/')
        );
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub async fn query(&self, soql: &str) -> Vec<Json> {
        let url = format!("{}/services/data/v66.0/query", self.running.ready.url);
        let answer = self
            .http
            .get(url)
            .bearer_auth(&self.token)
            .query(&[("q", soql)])
            .send()
            .await
            .unwrap();
        let body: Json = answer.json().await.unwrap();
        body["records"]
            .as_array()
            .unwrap_or_else(|| panic!("{soql}: {body}"))
            .clone()
    }

    pub async fn create(&self, object: &str, fields: Json) -> String {
        let url = format!(
            "{}/services/data/v66.0/sobjects/{object}",
            self.running.ready.url
        );
        let answer: Json = self
            .http
            .post(url)
            .bearer_auth(&self.token)
            .json(&fields)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{object}: {answer}"))
            .to_owned()
    }

    pub async fn update(&self, object: &str, id: &str, fields: Json) {
        let url = format!(
            "{}/services/data/v66.0/sobjects/{object}/{id}",
            self.running.ready.url
        );
        let answer = self
            .http
            .patch(url)
            .bearer_auth(&self.token)
            .json(&fields)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }
}
