use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::mission::Slug;
use domain::record::ObjectName;
use engine::{MissionView, TriedRow};
use serde::Deserialize;

use super::{Answer, Named, Sent, Text};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleTrial {
    /// The mission file, published or not.
    mission: String,
    step: String,
    object: ObjectName,
}

/// What a rule would say of the newest records. Nothing is started and nothing written.
pub async fn try_rule(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(trial): Sent<RuleTrial>,
) -> Answer<Json<Vec<TriedRow>>> {
    let RuleTrial {
        mission,
        step,
        object,
    } = trial;
    let tried = portal.engine.try_rule(&caller, &mission, &step, &object);
    Ok(Json(Box::pin(tried).await?))
}
