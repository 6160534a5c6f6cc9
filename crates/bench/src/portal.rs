//! The product over HTTP, as any program speaks to it.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::Result;
use crate::org::{CLIENT, Org};

/// One signed-in person at one server.
#[derive(Clone)]
pub struct Portal {
    http: Client,
    url: String,
    token: String,
}

/// A run as it was answered.
pub struct Run {
    pub id: String,
    pub phase: String,
    pub verdict: String,
    pub decision: Option<String>,
    sentence: String,
}

/// The longest wait that the server grants.
const WAIT: u64 = 30_000;

impl Portal {
    pub async fn sign_in(url: &str, email: &str, password: &str) -> Result<Self> {
        let http = Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .timeout(Duration::from_mins(1))
            .build()?;
        let portal = Self {
            http,
            url: url.to_owned(),
            token: String::new(),
        };
        let who = json!({ "email": email, "password": password });
        let answer = portal.send(Method::POST, "/sign-in", &who).await?;
        let token = answer["token"].as_str().ok_or("no token")?.to_owned();
        Ok(Self { token, ..portal })
    }

    /// The same person at a server that was started anew.
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    pub async fn connect(&self, org: &Org) -> Result {
        let new = json!({ "name": "Bench org", "url": org.url, "client_id": CLIENT.0, "client_secret": CLIENT.1 });
        self.send(Method::POST, "/connections", &new).await?;
        Ok(())
    }

    pub async fn publish(&self, mission: &'static str) -> Result {
        let request = self.request(Method::PUT, "/missions");
        answered(request.header("content-type", "text/plain").body(mission)).await?;
        Ok(())
    }

    /// Allows writes of this field by policy; all others ask, as before.
    pub async fn allow(&self, field: &str) -> Result {
        let seen = answered(self.request(Method::GET, "/gate")).await?["version"].clone();
        let rule = json!({ "name": "bench", "object": "Account", "operation": "update", "field": field, "verdict": "allow" });
        let new = json!({ "seen": seen, "rules": [rule] });
        self.send(Method::PUT, "/gate", &new).await?;
        Ok(())
    }

    /// Starts a run of the mission for this record, and waits until it comes to rest.
    pub async fn run(&self, mission: &str, account: &str, key: Option<&str>) -> Result<Run> {
        let path = format!("/missions/{mission}/runs?wait={WAIT}");
        let inputs = json!({ "inputs": { "account": account } });
        let mut request = self.request(Method::POST, &path).json(&inputs);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        Run::read(&answered(request).await?)
    }

    /// The run when it comes to rest.
    pub async fn wait(&self, run: &str) -> Result<Run> {
        let request = self.request(Method::GET, &format!("/runs/{run}?wait={WAIT}"));
        Run::read(&answered(request).await?)
    }

    /// Signs all parts as they stand.
    pub async fn approve(&self, decision: &str) -> Result {
        let path = format!("/decisions/{decision}/approve");
        self.send(Method::POST, &path, &json!({})).await?;
        Ok(())
    }

    /// A page as a browser would get it; answers how many bytes it is.
    pub async fn page(&self, path: &str) -> Result<usize> {
        let request = self.http.get(format!("{}{path}", self.url));
        let answer = request.bearer_auth(&self.token).send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        if status.is_success() && !body.is_empty() {
            Ok(body.len())
        } else {
            Err(format!("{path}: {status}").into())
        }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        answered(self.request(method, path).json(body)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.url));
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }
}

async fn answered(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let body = answer.bytes().await?;
    if !status.is_success() {
        return Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into());
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&body)?)
}

impl Run {
    fn read(answer: &Value) -> Result<Self> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Self {
            id: answer["id"].as_str().ok_or("a run without id")?.to_owned(),
            phase: text(&answer["phase"]),
            verdict: text(&answer["verdict"]),
            decision: answer["decisions"][0].as_str().map(str::to_owned),
            sentence: text(&answer["sentence"]),
        })
    }

    pub fn is_verified(&self) -> bool {
        self.verdict == "verified"
    }

    /// What to say about a run that did not come to where it should.
    pub fn told(&self) -> String {
        format!(
            "{} is {} {}: {}",
            self.id, self.phase, self.verdict, self.sentence
        )
    }
}
