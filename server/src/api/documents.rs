use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::id::DocumentId;
use engine::DocumentView;
use serde::Deserialize;

use super::{Answer, Asked, Named, Text};
use crate::auth::SignedIn;
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Which {
    version: Option<u32>,
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<DocumentView>>> {
    Ok(Json(portal.engine.documents(&caller).await?))
}

/// The text of one version, the current one unless another is named.
pub async fn text(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<DocumentId>,
    Asked(which): Asked<Which>,
) -> Answer<impl IntoResponse> {
    let here = portal.engine.store().within(&caller.workspace);
    let version = match which.version {
        Some(number) => store::documents::version(here, &id, number).await?,
        None => store::documents::current(here, &id).await?,
    };
    Ok((
        [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")],
        version.text,
    ))
}

pub async fn publish(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Text(text): Text,
) -> Answer<Json<DocumentView>> {
    Ok(Json(portal.engine.publish_document(&caller, &text).await?))
}
