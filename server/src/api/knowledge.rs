use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::DocumentId;
use domain::knowledge::Kind;
use engine::{DocumentView, EditionView, Error, FoundPassage, PassageView, Rewording};
use serde::Deserialize;

use super::{Answer, Asked, Named, Text};
use crate::auth::SignedIn;
use crate::knowledge::{Written, download};
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    archived: bool,
    kind: Option<Kind>,
}

#[derive(Deserialize)]
pub struct Version {
    version: Option<u32>,
}

#[derive(Deserialize)]
pub struct Words {
    words: String,
    kind: Option<Kind>,
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(which): Asked<Which>,
) -> Answer<Json<Vec<DocumentView>>> {
    let mut documents = portal.engine.documents(&caller, which.archived).await?;
    documents.retain(|document| which.kind.is_none_or(|kind| document.kind == kind));
    Ok(Json(documents))
}

/// The text with its head says which document it is.
pub async fn publish(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Text(text): Text,
) -> Answer<Json<DocumentView>> {
    Ok(Json(portal.engine.publish_document(&caller, &text).await?))
}

pub async fn create(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    written: Written,
) -> Answer<(StatusCode, Json<DocumentView>)> {
    let saved = portal
        .engine
        .save_document(&caller, None, written.manuscript?);
    let view = saved.await.map_err(Error::from)?;
    Ok((StatusCode::CREATED, Json(view)))
}

pub async fn save(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    written: Written,
) -> Answer<Json<DocumentView>> {
    let saved = portal
        .engine
        .save_document(&caller, Some(&id), written.manuscript?);
    Ok(Json(saved.await.map_err(Error::from)?))
}

pub async fn search(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(Words { words, kind }): Asked<Words>,
) -> Answer<Json<Vec<FoundPassage>>> {
    let found = portal.engine.search_documents(&caller, &words, kind);
    Ok(Json(found.await?))
}

/// The text of one version, the newest unless another is named.
pub async fn text(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    Asked(Version { version }): Asked<Version>,
) -> Answer<impl IntoResponse> {
    let text = portal.engine.document_text(&caller, &id, version).await?;
    Ok((
        [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")],
        text,
    ))
}

pub async fn versions(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
) -> Answer<Json<Vec<EditionView>>> {
    Ok(Json(portal.engine.document_versions(&caller, &id).await?))
}

pub async fn passages(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    Asked(Version { version }): Asked<Version>,
) -> Answer<Json<Vec<PassageView>>> {
    let passages = portal.engine.document_passages(&caller, &id, version);
    Ok(Json(passages.await?))
}

/// What the version says otherwise than the one before it.
pub async fn changes(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    Asked(Version { version }): Asked<Version>,
) -> Answer<Json<Rewording>> {
    let engine = &portal.engine;
    let version = match version {
        Some(version) => version,
        None => engine.document_view(&caller, &id).await?.version,
    };
    Ok(Json(engine.document_changes(&caller, &id, version).await?))
}

pub async fn file(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    Asked(Version { version }): Asked<Version>,
) -> Answer<Response> {
    download(&portal, &caller, &id, version).await
}

pub async fn archive(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
) -> Answer<Json<DocumentView>> {
    let archived = portal.engine.archive_document(&caller, &id, true);
    Ok(Json(archived.await?))
}

pub async fn come_back(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
) -> Answer<Json<DocumentView>> {
    let back = portal.engine.archive_document(&caller, &id, false);
    Ok(Json(back.await?))
}
