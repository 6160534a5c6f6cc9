use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use crate::api::{Answer, Problem};
use crate::auth::{Away, Back, Device, NotVouched, Person, Provider};
use crate::errand::Errand;
use crate::plain::Look;
use crate::portal::Portal;

const ERRAND: Errand = Errand {
    name: "provider",
    says: "You go on to your company’s sign-in.",
};

#[derive(Deserialize)]
pub struct Going {
    #[serde(default)]
    next: String,
}

/// Sends somebody to the provider.
pub async fn go(
    State(portal): State<Portal>,
    look: Look,
    cookie: Session,
    Form(going): Form<Going>,
) -> Answer<Response> {
    let provider = provider(&portal)?;
    let clock = portal.engine.clock();
    let chance = [clock.secret(), clock.secret(), clock.secret()];
    let sent = provider.send(super::ours(&going.next), clock.now(), chance);
    let (url, away) = match sent.await {
        Ok(sent) => sent,
        Err(why) => return Ok(refused(&why).into_response()),
    };
    ERRAND.sends_off(&cookie, &look, &url, away).await
}

/// Somebody is back from the provider, with whatever their address says.
pub async fn back(
    State(portal): State<Portal>,
    device: Device,
    cookie: Session,
    Query(back): Query<Back>,
) -> Answer<Redirect> {
    let provider = provider(&portal)?;
    let Some(away) = ERRAND.back::<Away>(&cookie).await? else {
        return Ok(refused(&NotVouched::Late));
    };
    let now = portal.engine.clock().now();
    let vouched = match provider.receive(&away, back, now).await {
        Ok(vouched) => vouched,
        Err(why) => return Ok(refused(&why)),
    };
    let Some(workspace) = store::workspaces::first(portal.engine.store()).await? else {
        return Err(Problem::gone());
    };
    let Some(actor) = portal.engine.vouched(&workspace.id, vouched).await? else {
        return Ok(Redirect::to("/sign-in?problem=provider-no-place"));
    };
    let person = Person {
        workspace: workspace.id,
        actor,
    };
    portal
        .sessions
        .open_in_browser(&cookie, &person, &device)
        .await?;
    Ok(Redirect::to(&away.next))
}

fn provider(portal: &Portal) -> Answer<&Provider> {
    portal.provider.as_ref().ok_or_else(Problem::gone)
}

fn refused(why: &NotVouched) -> Redirect {
    tracing::warn!("nobody was signed in: {why}");
    Redirect::to(&format!("/sign-in?problem={}", why.word()))
}
