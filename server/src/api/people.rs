use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::actor::Roles;
use domain::id::ActorId;
use engine::{NewPerson, PersonView};
use serde::{Deserialize, Serialize};

use super::{Answer, Named, Sent};
use crate::auth::SignedIn;
use crate::people::{join, secret};
use crate::portal::Portal;

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<Json<Vec<PersonView>>> {
    Ok(Json(portal.engine.people(&caller).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    email: String,
    name: String,
    roles: Roles,
}

/// Somebody with the link by which they set their password. It is told this once.
#[derive(Serialize)]
pub struct Invited {
    person: PersonView,
    link: String,
}

pub async fn invite(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Sent(new): Sent<New>,
) -> Answer<(StatusCode, Json<Invited>)> {
    let New { email, name, roles } = new;
    let (secret, hash) = secret(&portal);
    let new = NewPerson { email, name, roles };
    let person = portal.engine.invite(&caller, new, hash).await?;
    let link = join(&portal, &secret);
    Ok((StatusCode::CREATED, Json(Invited { person, link })))
}

pub async fn link(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<ActorId>,
) -> Answer<(StatusCode, Json<Invited>)> {
    let (secret, hash) = secret(&portal);
    let person = portal.engine.link_anew(&caller, &id, hash).await?;
    let link = join(&portal, &secret);
    Ok((StatusCode::CREATED, Json(Invited { person, link })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoles {
    roles: Roles,
}

pub async fn set_roles(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<ActorId>,
    Sent(new): Sent<NewRoles>,
) -> Answer<Json<PersonView>> {
    Ok(Json(
        portal.engine.set_roles(&caller, &id, new.roles).await?,
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InService {
    active: bool,
}

pub async fn set_in_service(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<ActorId>,
    Sent(new): Sent<InService>,
) -> Answer<Json<PersonView>> {
    let set = portal.engine.set_in_service(&caller, &id, new.active);
    Ok(Json(set.await?))
}
