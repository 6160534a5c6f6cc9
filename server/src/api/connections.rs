use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::ConnectionId;
use engine::{ConnectionView, NewConnection};
use serde::Deserialize;

use super::{Answer, Named, Sent};
use crate::auth::SignedIn;
use crate::portal::Portal;

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<ConnectionView>>> {
    Ok(Json(portal.engine.connections(&caller).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    name: String,
    url: String,
    client_id: String,
    client_secret: String,
}

/// Connects an org with client credentials; the same name again replaces address and secret.
pub async fn connect(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(new): Sent<New>,
) -> Answer<(StatusCode, Json<ConnectionView>)> {
    let new = NewConnection {
        name: new.name,
        url: new.url,
        client_id: new.client_id,
        client_secret: new.client_secret,
    };
    let view = portal.engine.connect_org(&caller, new).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Looks the connected org over anew.
pub async fn check(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<ConnectionId>,
) -> Answer<Json<ConnectionView>> {
    Ok(Json(portal.engine.check_connection(&caller, &id).await?))
}

/// Revokes the tokens at the org and forgets them here.
pub async fn disconnect(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<ConnectionId>,
) -> Answer<Json<ConnectionView>> {
    Ok(Json(portal.engine.disconnect(&caller, &id).await?))
}
