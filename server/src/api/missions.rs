use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::mission::Slug;
use engine::MissionView;

use super::{Answer, Named, Text};
use crate::auth::SignedIn;
use crate::portal::Portal;

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<MissionView>>> {
    Ok(Json(portal.engine.missions(&caller).await?))
}

/// The file of the current version, as it was published.
pub async fn file(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(slug): Named<Slug>,
) -> Answer<impl IntoResponse> {
    let file = portal.engine.mission_file(&caller, &slug).await?;
    Ok((
        [(header::CONTENT_TYPE, "application/toml; charset=utf-8")],
        file,
    ))
}

/// Publishes the next version; the file itself names its mission.
pub async fn publish(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Text(text): Text,
) -> Answer<Json<MissionView>> {
    Ok(Json(portal.engine.publish_mission(&caller, &text).await?))
}
