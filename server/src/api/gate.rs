use axum::Json;
use axum::extract::State;
use domain::gate::{Gate, GateRule};
use serde::Deserialize;

use super::{Answer, Sent};
use crate::auth::SignedIn;
use crate::portal::Portal;

/// Today's rules, and their version.
pub async fn get(State(portal): State<Portal>, SignedIn(caller): SignedIn) -> Answer<Json<Gate>> {
    Ok(Json(portal.engine.gate(&caller).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// The version that these rules replace.
    seen: u32,
    rules: Vec<GateRule>,
}

/// Publishes the next version; 409 when somebody else did since it was looked at.
pub async fn publish(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(new): Sent<New>,
) -> Answer<Json<Gate>> {
    Ok(Json(
        portal
            .engine
            .publish_gate(&caller, new.seen, new.rules)
            .await?,
    ))
}
