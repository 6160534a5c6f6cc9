use axum::Form;
use axum::extract::State;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::response::Redirect;
use serde::Deserialize;
use tower_sessions::Session;

use crate::api::{Answer, Problem};
use crate::auth::{Device, Person};
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Chosen {
    email: String,
}

/// Signs in as one of the demo cast, with one click. Only beside a sandbox org, which is only on loopback.
pub async fn sign_in(
    State(portal): State<Portal>,
    headers: HeaderMap,
    device: Device,
    cookie: Session,
    Form(chosen): Form<Chosen>,
) -> Answer<Redirect> {
    let member = portal
        .cast()
        .iter()
        .find(|member| member.email == chosen.email);
    // A name of somebody else's that leads to this machine could make a page of theirs pass for ours.
    let (Some(member), true) = (member, is_this_machine(&headers)) else {
        return Err(Problem::gone());
    };
    let store = portal.engine.store();
    let known = store::credentials::by_email(store, &member.email).await?;
    let Some(known) = known.into_iter().next() else {
        return Ok(Redirect::to("/sign-in?problem=wrong"));
    };
    let person = Person {
        workspace: known.workspace,
        actor: known.actor,
    };
    portal
        .sessions
        .open_in_browser(&cookie, &person, &device)
        .await?;
    Ok(Redirect::to("/"))
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let Some(Ok(host)) = host.map(str::parse::<Authority>) else {
        return false;
    };
    let name = host.host().trim_matches(['[', ']']);
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
