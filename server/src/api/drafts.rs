use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::RunId;
use domain::mission::{Problem, Slug};
use engine::{DraftListed, DraftView, VersionView};
use serde::{Deserialize, Serialize};

use super::{Answer, Asked, Named, Sent, Text, problem};
use crate::auth::SignedIn;
use crate::portal::Portal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    title: String,
}

#[derive(Serialize)]
pub struct Made {
    slug: Slug,
}

/// A new mission: a name, and an empty draft under it.
pub async fn begin(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(begun): Sent<Begun>,
) -> Answer<(StatusCode, Json<Made>)> {
    let slug = portal.engine.begin_mission(&caller, &begun.title).await?;
    Ok((StatusCode::CREATED, Json(Made { slug })))
}

/// A file, taken in as the draft of the mission it names.
pub async fn import(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Text(file): Text,
) -> Answer<Json<Made>> {
    let slug = portal.engine.import_mission(&caller, &file).await?;
    Ok(Json(Made { slug }))
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<DraftListed>>> {
    Ok(Json(portal.engine.drafts(&caller).await?))
}

pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
) -> Answer<Json<DraftView>> {
    Ok(Json(portal.engine.draft(&caller, &slug).await?))
}

#[derive(Deserialize)]
pub struct Over {
    over: u64,
}

#[derive(Serialize)]
pub struct Saved {
    revision: u64,
    /// All that is wrong with it: a draft may be unfinished.
    problems: Vec<Problem>,
}

/// Saves the file over the revision it was made from.
pub async fn save(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
    Asked(over): Asked<Over>,
    Text(file): Text,
) -> Answer<Json<Saved>> {
    let revision = portal
        .engine
        .save_draft(&caller, &slug, &file, over.over)
        .await?;
    let problems = portal.engine.judge_draft(&caller, &file).await?;
    Ok(Json(Saved { revision, problems }))
}

pub async fn discard(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
) -> Answer<StatusCode> {
    portal.engine.discard_draft(&caller, &slug).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    file: String,
    #[serde(default)]
    inputs: BTreeMap<String, String>,
}

#[derive(Serialize)]
pub struct Going {
    run: RunId,
}

/// Runs the file as it stands. It reads what is there and writes nothing.
pub async fn try_it(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
    Sent(tried): Sent<Tried>,
) -> Answer<(StatusCode, Json<Going>)> {
    let run = portal
        .engine
        .try_mission(&caller, &slug, &tried.file, tried.inputs)
        .await?;
    Ok((StatusCode::CREATED, Json(Going { run })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    revision: u64,
}

/// Asks for the draft to be published. The answer is the run that waits for a signature.
pub async fn publish(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
    Sent(asking): Sent<Asking>,
) -> Answer<(StatusCode, Json<Going>)> {
    let run = portal
        .engine
        .ask_to_publish(&caller, &slug, asking.revision)
        .await?;
    Ok((StatusCode::CREATED, Json(Going { run })))
}

pub async fn versions(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
) -> Answer<Json<Vec<VersionView>>> {
    Ok(Json(portal.engine.versions(&caller, &slug).await?))
}

/// Goes back to a version that was published before.
pub async fn go_back(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Path((slug, number)): Path<(String, u32)>,
) -> Answer<StatusCode> {
    let slug: Slug = slug.parse().map_err(|_| problem::Problem::gone())?;
    portal.engine.go_back_to(&caller, &slug, number).await?;
    Ok(StatusCode::NO_CONTENT)
}
