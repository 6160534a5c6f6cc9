use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use domain::id::RunId;
use domain::mission::Slug;
use domain::observation::Observation;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::{RunFilter, RunSummary, RunView};
use serde::{Deserialize, Serialize};
use serde_json::Value as Payload;

use super::{Answer, Asked, Named, Paged, Problem, Sent, page};
use crate::auth::{Reach, SignedIn};
use crate::portal::Portal;

/// Nobody is kept waiting for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    #[serde(default)]
    inputs: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub struct Wait {
    /// Milliseconds to wait for the run to end or to need a decision.
    #[serde(default)]
    wait: u64,
}

impl Wait {
    fn at_most(&self) -> Duration {
        Duration::from_millis(self.wait).min(LONGEST_WAIT)
    }
}

/// Starts a run. The same `Idempotency-Key` from the same caller gives the same run, however often it is sent.
pub async fn start(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    reach: Reach,
    Named(slug): Named<Slug>,
    Asked(wait): Asked<Wait>,
    headers: HeaderMap,
    Sent(start): Sent<Start>,
) -> Answer<impl IntoResponse> {
    reach.allows(&portal, &caller, &slug).await?;
    let key = idempotency_key(&headers)?;
    let run = portal
        .engine
        .start(&caller, &slug, start.inputs, key)
        .await?;
    let view = portal.engine.wait(&caller, &run, wait.at_most()).await?;
    let place = [(header::LOCATION, format!("/api/v1/runs/{run}"))];
    Ok((StatusCode::CREATED, place, Json(view)))
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::unreadable(
            "an Idempotency-Key is 1 to 200 letters, digits and signs",
        )),
    }
}

#[derive(Deserialize)]
pub struct Which {
    phase: Option<Phase>,
    /// By the slug of their mission.
    mission: Option<Slug>,
    #[serde(default)]
    open: bool,
    verdict: Option<Verdict>,
    after: Option<store::Cursor>,
    limit: Option<u32>,
}

/// Runs, newest first.
pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(which): Asked<Which>,
) -> Answer<Json<Paged<RunSummary>>> {
    let filter = RunFilter {
        phase: which.phase,
        mission: which.mission,
        open: which.open,
        verdict: which.verdict,
        trials: false,
    };
    Ok(Json(
        portal
            .engine
            .runs(&caller, filter, page(which.after, which.limit))
            .await?
            .into(),
    ))
}

/// One run. With `wait` it answers when the run has ended, or needs a decision, or the time is over.
pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<RunId>,
    Asked(wait): Asked<Wait>,
) -> Answer<Json<RunView>> {
    Ok(Json(
        portal.engine.wait(&caller, &id, wait.at_most()).await?,
    ))
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: u64,
    limit: Option<u32>,
}

/// Observations after a number, in order.
pub async fn observations(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<RunId>,
    Asked(asked): Asked<After>,
) -> Answer<Json<Vec<Observation>>> {
    let limit = asked.limit.unwrap_or(100).clamp(1, store::page::MOST);
    Ok(Json(
        portal
            .engine
            .observations(&caller, &id, asked.after, limit)
            .await?,
    ))
}

#[derive(Serialize)]
pub struct Opened {
    observation: Observation,
    /// What it rests on: records read, waterfall, diff. None when there is nothing more, or it was erased.
    payload: Option<Payload>,
}

pub async fn observation(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Path((id, number)): Path<(String, String)>,
) -> Answer<Json<Opened>> {
    let id: RunId = id.parse().map_err(|_| Problem::gone())?;
    let number: u64 = number.parse().map_err(|_| Problem::gone())?;
    let (observation, payload) = portal.engine.observation(&caller, &id, number).await?;
    Ok(Json(Opened {
        observation,
        payload,
    }))
}

pub async fn pause(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<RunId>,
) -> Answer<Json<RunView>> {
    portal.engine.pause(&caller, &id).await?;
    Ok(Json(portal.engine.run(&caller, &id).await?))
}

pub async fn resume(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<RunId>,
) -> Answer<Json<RunView>> {
    portal.engine.resume(&caller, &id).await?;
    Ok(Json(portal.engine.run(&caller, &id).await?))
}

pub async fn cancel(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<RunId>,
) -> Answer<Json<RunView>> {
    portal.engine.cancel(&caller, &id).await?;
    Ok(Json(portal.engine.run(&caller, &id).await?))
}
