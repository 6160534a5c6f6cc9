//! The forms of the Connections page, and the way to an org's consent page and back. An admin's own: the engine checks.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::ConnectionId;
use domain::time::Timestamp;
use engine::{ConnectionView, Consent, NewConnection};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::api::{Answer, Problem};
use crate::errand::Errand;
use crate::forms::Sender;
use crate::plain::Look;
use crate::portal::Portal;

const PAGE: &str = "/connections";
/// Where an org sends people back to. It is registered in the org's app, so it does not change.
pub const BACK: &str = "/connections/back";
const ERRAND: Errand = Errand {
    name: "consent",
    says: "You go on to Salesforce. Sign in there as the integration user, and allow what it asks.",
};
/// Somebody who was sent there has so long to come back.
const GOOD_FOR: Duration = Duration::from_mins(10);

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(PAGE, post(connect))
        .route(BACK, get(back))
        .route("/connections/{id}/consent", post(consent))
        .route("/connections/{id}/check", post(check))
        .route("/connections/{id}/disconnect", post(disconnect))
}

/// The form for an org. How it is asked is the button that was pressed.
#[derive(Deserialize)]
struct New {
    name: String,
    url: String,
    client_id: String,
    #[serde(default)]
    client_secret: String,
    #[serde(default)]
    by: String,
}

/// What is remembered while somebody is at the consent page. It stays in their session and is used once.
#[derive(Serialize, Deserialize)]
struct Away {
    connection: ConnectionId,
    state: String,
    verifier: String,
    since: Timestamp,
}

async fn connect(
    State(portal): State<Portal>,
    sender: Sender,
    look: Look,
    Form(new): Form<New>,
) -> Response {
    let by_consent = new.by != "credentials";
    let new = NewConnection {
        name: new.name.trim().to_owned(),
        url: new.url.trim().to_owned(),
        client_id: new.client_id.trim().to_owned(),
        client_secret: new.client_secret.trim().to_owned(),
    };
    let done = async {
        if by_consent {
            let back = portal.consent_back();
            let id = portal.engine.prepare_consent(&sender.caller, new, &back);
            return sends_off(&portal, &sender, &look, id.await?).await;
        }
        let view = portal.engine.connect_org(&sender.caller, new).await?;
        let told = sender.told(PAGE, Ok(connected(&view))).await;
        Answer::Ok(told.into_response())
    };
    match Box::pin(done).await {
        Ok(response) => response,
        Err(problem) => sender.told(PAGE, Err(problem)).await.into_response(),
    }
}

/// Sends somebody to the org's consent page.
async fn consent(
    State(portal): State<Portal>,
    sender: Sender,
    look: Look,
    Path(id): Path<String>,
) -> Response {
    let sent = async {
        let id = known(&id)?;
        sends_off(&portal, &sender, &look, id).await
    };
    match sent.await {
        Ok(response) => response,
        Err(problem) => sender.told(PAGE, Err(problem)).await.into_response(),
    }
}

async fn sends_off(
    portal: &Portal,
    sender: &Sender,
    look: &Look,
    id: ConnectionId,
) -> Answer<Response> {
    let clock = portal.engine.clock();
    let text = |chance: [u8; 32]| URL_SAFE_NO_PAD.encode(chance);
    let away = Away {
        connection: id,
        state: text(clock.secret()),
        verifier: text(clock.secret()),
        since: clock.now(),
    };
    let consent = away.consent(portal);
    let url = portal
        .engine
        .consent_url(&sender.caller, &consent, &away.state)
        .await?;
    ERRAND.sends_off(&sender.cookie, look, &url, away).await
}

/// What the org sends people back with.
#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

/// Somebody is back from the consent page, with whatever their address says.
async fn back(State(portal): State<Portal>, sender: Sender, Query(back): Query<Back>) -> Redirect {
    let done = async {
        let late = || {
            Problem::invalid(
                "that consent was not begun here, was answered before, or took too long; start again. Nothing was changed",
            )
        };
        let away = ERRAND.back::<Away>(&sender.cookie).await?;
        let away = away.ok_or_else(late)?;
        let now = portal.engine.clock().now();
        if away.state != back.state || now.since(away.since) > GOOD_FOR {
            return Err(late());
        }
        let Some(code) = back.code.filter(|_| back.error.is_none()) else {
            return Err(Problem::invalid(match back.error.as_deref() {
                Some("access_denied") => {
                    "consent was refused in Salesforce; nothing was changed. Start again and choose Allow"
                }
                _ => {
                    "Salesforce refused; check the app’s OAuth settings there, then start again. Nothing was changed"
                }
            }));
        };
        let consent = away.consent(&portal);
        let view = portal.engine.consented(&sender.caller, &consent, &code);
        Ok(connected(&view.await?))
    };
    let outcome = Box::pin(done).await;
    sender.told(PAGE, outcome).await
}

async fn check(State(portal): State<Portal>, sender: Sender, Path(id): Path<String>) -> Redirect {
    let done = async {
        let id = known(&id)?;
        let view = portal.engine.check_connection(&sender.caller, &id).await?;
        Ok(format!("{} was looked over.", view.name))
    };
    let outcome = Box::pin(done).await;
    sender.told(PAGE, outcome).await
}

async fn disconnect(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
) -> Redirect {
    let done = async {
        let id = known(&id)?;
        let view = portal.engine.disconnect(&sender.caller, &id).await?;
        Ok(format!(
            "{} is disconnected. Its tokens are revoked and forgotten; decisions that wait for it say so.",
            view.name
        ))
    };
    let outcome = done.await;
    sender.told(PAGE, outcome).await
}

fn connected(view: &ConnectionView) -> String {
    let who = view.connected_as.as_deref().unwrap_or("an unknown user");
    format!("{} is connected as {who}.", view.name)
}

fn known(id: &str) -> Answer<ConnectionId> {
    id.parse().map_err(|_| Problem::gone())
}

impl Away {
    fn consent(&self, portal: &Portal) -> Consent {
        Consent {
            connection: self.connection.clone(),
            redirect: portal.consent_back(),
            verifier: self.verifier.clone(),
        }
    }
}

impl Portal {
    /// The address that the org's app must allow.
    pub fn consent_back(&self) -> String {
        format!("{}{BACK}", self.url)
    }
}
