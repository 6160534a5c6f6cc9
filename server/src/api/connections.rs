use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::actor::{ActorKind, Role};
use engine::{ConnectionView, NewConnection};
use serde::Deserialize;

use super::{Answer, Problem, Sent};
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
    if caller.actor.kind != ActorKind::Person || !caller.actor.is(Role::Admin) {
        return Err(Problem::forbidden("only an admin connects an org"));
    }
    let new = NewConnection {
        name: new.name,
        url: new.url,
        client_id: new.client_id,
        client_secret: new.client_secret,
    };
    let id = portal.engine.connect(&caller.workspace, new).await?;
    let connections = portal.engine.connections(&caller).await?;
    let view = connections.into_iter().find(|view| view.id == id);
    Ok((StatusCode::CREATED, Json(view.ok_or_else(Problem::gone)?)))
}
