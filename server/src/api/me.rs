use axum::Json;
use domain::actor::{ActorId, ActorKind, Roles};
use domain::id::WorkspaceId;
use serde::Serialize;

use crate::auth::SignedIn;

/// Who asks, as the portal sees them at this moment.
#[derive(Serialize)]
pub struct Me {
    id: ActorId,
    workspace: WorkspaceId,
    kind: ActorKind,
    name: String,
    email: Option<String>,
    roles: Roles,
}

pub async fn me(SignedIn(caller): SignedIn) -> Json<Me> {
    let actor = caller.actor;
    Json(Me {
        id: actor.id,
        workspace: caller.workspace,
        kind: actor.kind,
        name: actor.name,
        email: actor.email,
        roles: actor.roles,
    })
}
