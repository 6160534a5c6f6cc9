//! An org of its own for every test, a clock that is set by hand, and what it takes to approve a part.

use domain::change::{
    Assignment, Assignments, ChangeSet, Effect, Origin, Part, PartNumber, Target,
};
use domain::decision::{Answer, Approved, Decision, Signature, Signer, approve};
use domain::gate::{Gate, GateRule, GateVerdict};
use domain::id::{DecisionId, RunId};
use domain::query::{Filter, Query};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::time::Timestamp;
use domain::value::Value;
use salesforce::oauth::{App, Grant, MemoryVault, TokenVault};
use salesforce::{Client, Guard, Secret, Settings};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

pub struct World {
    pub org: sandbox::Running,
    pub web: reqwest::Client,
    pub clock: Arc<AtomicI64>,
}

/// What the org wrote down of a call.
#[derive(Clone, Debug, Deserialize)]
pub struct Logged {
    pub method: String,
    pub path: String,
    pub body: String,
}

impl World {
    pub async fn empty() -> Self {
        Self::seeded(sandbox::Seed::Empty).await
    }
    pub async fn seeded(seed: sandbox::Seed) -> Self {
        let settings = sandbox::Settings {
            addr: ([127, 0, 0, 1], 0).into(),
            data: None,
            seed,
        };
        let org = sandbox::start(settings).await.unwrap();
        let web = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            org,
            web,
            clock: Arc::new(AtomicI64::new(NOW.micros())),
        }
    }

    pub fn app(&self, grant: Grant) -> App {
        let ready = &self.org.ready;
        App {
            client_id: ready.client_id.clone(),
            client_secret: Some(Secret::new(&ready.client_secret)),
            grant,
        }
    }
    pub fn settings(&self) -> Settings {
        Settings {
            patience: Duration::from_secs(10),
            ..Settings::new(self.org.ready.url.parse().unwrap())
        }
    }
    pub fn clock(&self) -> Arc<dyn salesforce::Clock> {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || Timestamp::from_micros(clock.load(Ordering::SeqCst)))
    }
    /// As the integration user.
    pub fn client(&self) -> Client {
        self.client_with(
            self.app(Grant::ClientCredentials),
            Arc::new(MemoryVault::default()),
        )
    }
    pub fn client_with(&self, app: App, vault: Arc<dyn TokenVault>) -> Client {
        Client::new(self.settings(), app, vault, self.clock()).unwrap()
    }
    #[expect(clippy::unused_self, reason = "the clock it speaks of is the world's")]
    pub fn guard(&self) -> Guard {
        Guard {
            etag: None,
            unmodified_since: None,
            send_by: NOW.plus(Duration::from_secs(10)),
        }
    }

    pub async fn tell(&self, path: &str, body: Json) {
        let answer = self
            .web
            .post(format!("{}/{path}", self.org.ready.control_url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
    }
    pub async fn fails(&self, fault: &str, when: Json) {
        self.tell("faults", json!({ "fault": fault, "when": when }))
            .await;
    }
    pub async fn counted(&self, what: &str) -> u64 {
        let counters: Json = self.control("counters").await;
        counters[what].as_u64().unwrap()
    }
    /// Calls on the Salesforce paths, oldest first.
    pub async fn calls(&self) -> Vec<Logged> {
        let all: Vec<Logged> = serde_json::from_value(self.control("requests").await).unwrap();
        all.into_iter()
            .filter(|call| call.path.starts_with("/services"))
            .collect()
    }
    pub async fn calls_to(&self, part: &str) -> usize {
        self.calls()
            .await
            .iter()
            .filter(|call| call.path.contains(part))
            .count()
    }
    async fn control(&self, path: &str) -> Json {
        let url = format!("{}/{path}", self.org.ready.control_url);
        self.web
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Somebody else works in the org, without this crate.
    pub async fn somebody(&self, method: reqwest::Method, rest: &str, body: Json) -> Json {
        let url = format!("{}/sessions", self.org.ready.control_url);
        let who = json!({ "username": "admin@northwind-sandbox.example" });
        let session: Json = self
            .web
            .post(url)
            .json(&who)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let url = format!("{}/services/data/v66.0{rest}", self.org.ready.url);
        let request = self
            .web
            .request(method, url)
            .bearer_auth(session["access_token"].as_str().unwrap());
        let answer = request.json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{rest}: {text}");
        serde_json::from_str(&text).unwrap_or(Json::Null)
    }
    pub async fn there_is(&self, object: &str, values: Json) -> RecordRef {
        let made = self
            .somebody(
                reqwest::Method::POST,
                &format!("/sobjects/{object}"),
                values,
            )
            .await;
        RecordRef::new(named(object), made["id"].as_str().unwrap().parse().unwrap())
    }
    pub async fn changes(&self, record: &RecordRef, values: Json) {
        self.somebody(
            reqwest::Method::PATCH,
            &format!("/sobjects/{}/{}", record.object, record.id),
            values,
        )
        .await;
    }
    /// A value as the org has it, read past this crate.
    pub async fn value(&self, record: &RecordRef, name: &str) -> Json {
        let path = format!("/sobjects/{}/{}?fields={name}", record.object, record.id);
        self.somebody(reqwest::Method::GET, &path, Json::Null).await[name].clone()
    }
}

pub fn named(object: &str) -> ObjectName {
    object.parse().unwrap()
}
pub fn field(name: &str) -> FieldName {
    name.parse().unwrap()
}
pub fn fields(names: &[&str]) -> Vec<FieldName> {
    names.iter().map(|name| field(name)).collect()
}
pub fn query(object: &str, names: &[&str], filter: Filter) -> Query {
    Query {
        object: named(object),
        fields: fields(names),
        filter,
        order: vec![],
        limit: 50,
        with_deleted: false,
    }
}
pub fn ids(records: &[Record]) -> Vec<RecordId> {
    records.iter().map(|record| record.id.clone()).collect()
}

pub fn sets(values: &[(&str, Value)]) -> Assignments {
    let given = |(name, value): &(&str, Value)| {
        (
            field(name),
            Assignment {
                value: value.clone(),
                origin: Origin::Mission,
            },
        )
    };
    values.iter().map(given).collect()
}
pub fn update(record: &RecordRef, values: &[(&str, Value)]) -> Effect {
    Effect::Update {
        record: Target::Record(record.clone()),
        values: sets(values),
    }
}

/// The parts of a decision that a policy signed: the same proof that a person's signature gives.
pub fn approved(effects: Vec<Effect>) -> Approved {
    let part = |(place, effect): (usize, Effect)| Part {
        number: PartNumber::at(place),
        title: "a part".into(),
        effect,
        before: vec![],
        after: vec![],
        because: vec![],
    };
    let changes = ChangeSet {
        title: "a test".into(),
        parts: effects.into_iter().enumerate().map(part).collect(),
    };
    changes.check().unwrap();
    let rule = GateRule {
        name: "all".into(),
        object: None,
        operation: None,
        field: None,
        verdict: GateVerdict::Allow,
    };
    let gate = Gate {
        version: 1,
        rules: vec![rule],
    };
    let mut decision = Decision {
        id: DecisionId::new("1"),
        run: RunId::new("1"),
        changes,
        authors: [].into(),
        asked_at: NOW,
        expires_at: NOW.plus(Duration::from_hours(1)),
        signatures: vec![],
        gate_version: 1,
    };
    let signature = Signature {
        by: Signer::Policy {
            rule: "all".into(),
            version: 1,
        },
        answer: Answer::Approve,
        parts: decision.digests().into_iter().collect(),
        at: NOW,
    };
    decision.signatures.push(signature);
    approve(&decision, &gate, &BTreeMap::new(), NOW).unwrap()
}
