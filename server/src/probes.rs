//! Alive and ready, for whatever starts and watches the server.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::portal::Portal;

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
}

/// Whether requests can be served now: the database answers and the server is not stopping.
async fn ready(State(portal): State<Portal>) -> (StatusCode, Json<Value>) {
    let stopping = portal.stopping.is_cancelled();
    let database = store::workspaces::first(portal.engine.store()).await;
    let ready = database.is_ok() && !stopping;
    let word = |good: bool| if good { "ok" } else { "away" };
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "ready": ready, "database": word(database.is_ok()), "stopping": stopping })),
    )
}
