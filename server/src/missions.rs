//! The forms of the Missions pages. Who may what is the engine's to say.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum::{Form, Router};
use domain::mission::Slug;
use serde::Deserialize;

use crate::api::Problem;
use crate::forms::Sender;
use crate::portal::Portal;

const PAGE: &str = "/missions";

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/missions/begin", post(begin))
        .route("/missions/import", post(import))
        .route("/missions/{slug}/versions/{number}/return", post(go_back))
}

#[derive(Deserialize)]
struct Begun {
    title: String,
}

/// A new mission, and on to where it is composed.
async fn begin(State(portal): State<Portal>, sender: Sender, Form(begun): Form<Begun>) -> Redirect {
    let begun = portal
        .engine
        .begin_mission(&sender.caller, &begun.title)
        .await;
    leads(&sender, begun.map_err(Problem::from)).await
}

#[derive(Deserialize)]
struct Imported {
    file: String,
}

async fn import(
    State(portal): State<Portal>,
    sender: Sender,
    Form(imported): Form<Imported>,
) -> Redirect {
    let taken = portal
        .engine
        .import_mission(&sender.caller, &imported.file)
        .await;
    leads(&sender, taken.map_err(Problem::from)).await
}

async fn leads(sender: &Sender, made: Result<Slug, Problem>) -> Redirect {
    match made {
        Ok(slug) => Redirect::to(&format!("{PAGE}/{slug}/compose")),
        Err(problem) => sender.told(PAGE, Err(problem)).await,
    }
}

/// Goes back to a version that was published before.
async fn go_back(
    State(portal): State<Portal>,
    sender: Sender,
    Path((slug, number)): Path<(String, u32)>,
) -> Redirect {
    let Ok(slug) = slug.parse::<Slug>() else {
        return sender.told(PAGE, Err(Problem::gone())).await;
    };
    let done = portal
        .engine
        .go_back_to(&sender.caller, &slug, number)
        .await;
    let words =
        format!("New runs take version {number} again. Runs that are under way keep theirs.");
    let told = done.map(|()| words).map_err(Problem::from);
    sender.told(&format!("{PAGE}/{slug}"), told).await
}
