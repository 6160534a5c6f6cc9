//! The portal's API, as the browser that is signed in asks it.

use std::collections::BTreeMap;

use domain::gate::Gate;
use domain::mission::Problem;
use domain::schema::{ObjectListed, ObjectSchema};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

const API: &str = "/api/v1";

/// Why there is no answer, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// 0 when nobody answered.
    pub status: u16,
    pub message: String,
}

impl Trouble {
    pub fn is_offline(&self) -> bool {
        self.status == 0 || self.status >= 502
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Opened {
    pub slug: String,
    pub file: String,
    pub revision: u64,
    pub saved_at: Option<i64>,
    pub live: Option<Live>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Live {
    pub number: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Saved {
    pub revision: u64,
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Going {
    pub run: String,
}

/// A run, as far as a trial is told.
#[derive(Clone, Debug, Deserialize)]
pub struct Run {
    pub phase: String,
    pub verdict: Option<String>,
    pub sentence: String,
    #[serde(default)]
    pub decisions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Line {
    pub number: u64,
    pub kind: String,
    pub headline: String,
}

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
}

/// A record to try a mission on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub id: String,
    pub name: String,
}

pub async fn draft(slug: &str) -> Result<Opened, Trouble> {
    get(&format!("/missions/{slug}/draft")).await
}

pub async fn save(slug: &str, file: &str, over: u64) -> Result<Saved, Trouble> {
    let put = Request::put(&format!("{API}/missions/{slug}/draft?over={over}"));
    let put = put.header("content-type", "text/plain; charset=utf-8");
    answered(put.body(file.to_owned()).map_err(lost)?.send().await).await
}

pub async fn objects() -> Result<Vec<ObjectListed>, Trouble> {
    get("/objects").await
}

pub async fn object(name: &str) -> Result<ObjectSchema, Trouble> {
    get(&format!("/objects/{name}")).await
}

pub async fn gate() -> Result<Gate, Trouble> {
    get("/gate").await
}

pub async fn rows(object: &str, words: &str) -> Result<Vec<Row>, Trouble> {
    let get =
        Request::get(&format!("{API}/records/{object}")).query([("find", words), ("limit", "12")]);
    let page: Page<Row> = answered(get.send().await).await?;
    Ok(page.items)
}

pub async fn try_it(
    slug: &str,
    file: &str,
    inputs: &BTreeMap<String, String>,
) -> Result<Going, Trouble> {
    send(
        Request::post(&format!("{API}/missions/{slug}/draft/try")),
        json!({ "file": file, "inputs": inputs }),
    )
    .await
}

pub async fn publish(slug: &str, revision: u64) -> Result<Going, Trouble> {
    send(
        Request::post(&format!("{API}/missions/{slug}/draft/publish")),
        json!({ "revision": revision }),
    )
    .await
}

/// The run, once it has ended or waits for a decision, or after a moment.
pub async fn run(run: &str) -> Result<Run, Trouble> {
    get(&format!("/runs/{run}?wait=4000")).await
}

pub async fn lines(run: &str) -> Result<Vec<Line>, Trouble> {
    get(&format!("/runs/{run}/observations?limit=200")).await
}

async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    answered(Request::get(&format!("{API}{path}")).send().await).await
}

async fn send<T: DeserializeOwned>(
    to: RequestBuilder,
    body: serde_json::Value,
) -> Result<T, Trouble> {
    answered(to.json(&body).map_err(lost)?.send().await).await
}

async fn answered<T: DeserializeOwned>(
    answer: Result<Response, gloo_net::Error>,
) -> Result<T, Trouble> {
    #[derive(Deserialize)]
    struct Refused {
        error: Said,
    }
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    let answer = answer.map_err(lost)?;
    let status = answer.status();
    if answer.ok() {
        return answer.json().await.map_err(|_| Trouble {
            status,
            message: "the server's answer cannot be read; load the page again".to_owned(),
        });
    }
    let said = answer
        .json::<Refused>()
        .await
        .map(|refused| refused.error.message);
    Err(Trouble {
        status,
        message: said.unwrap_or_else(|_| "the server did not say why".to_owned()),
    })
}

fn lost(_: gloo_net::Error) -> Trouble {
    Trouble {
        status: 0,
        message: "the server does not answer".to_owned(),
    }
}
