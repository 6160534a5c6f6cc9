//! The forms of the People page. An admin's own: the engine checks.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use axum::{Form, Router};
use domain::actor::{ActorId, Roles};
use engine::{NewPerson, PersonView};

use crate::api::{Answer, Problem};
use crate::auth::Secret;
use crate::forms::Sender;
use crate::plain::{Look, Plain, escaped};
use crate::portal::Portal;

const PAGE: &str = "/people";

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(PAGE, post(add))
        .route("/people/{id}/roles", post(roles))
        .route("/people/{id}/link", post(link))
        .route("/people/{id}/leave", post(leave))
        .route("/people/{id}/return", post(come_back))
}

/// A form as it comes: a list of boxes is one name several times.
type Fields = Vec<(String, String)>;

async fn add(
    State(portal): State<Portal>,
    sender: Sender,
    look: Look,
    Form(fields): Form<Fields>,
) -> Response {
    let added = async {
        let new = NewPerson {
            email: one(&fields, "email").to_owned(),
            name: one(&fields, "name").to_owned(),
            roles: ticked(&fields)?,
        };
        let (secret, hash) = secret(&portal);
        let view = portal.engine.invite(&sender.caller, new, hash).await?;
        Answer::Ok((view, secret))
    };
    match added.await {
        Ok((person, secret)) => handed_out(&portal, &look, &person, &secret),
        Err(problem) => sender.told(PAGE, Err(problem)).await.into_response(),
    }
}

async fn link(
    State(portal): State<Portal>,
    sender: Sender,
    look: Look,
    Path(id): Path<String>,
) -> Response {
    let made = async {
        let (secret, hash) = secret(&portal);
        let id = known(&id)?;
        let view = portal.engine.link_anew(&sender.caller, &id, hash).await?;
        Answer::Ok((view, secret))
    };
    match made.await {
        Ok((person, secret)) => handed_out(&portal, &look, &person, &secret),
        Err(problem) => sender.told(PAGE, Err(problem)).await.into_response(),
    }
}

async fn roles(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Redirect {
    let set = async {
        let (id, roles) = (known(&id)?, ticked(&fields)?);
        let view = portal.engine.set_roles(&sender.caller, &id, roles).await?;
        Ok(format!("{} is now {}.", view.name, listed(&view.roles)))
    };
    sender.told(PAGE, set.await).await
}

async fn leave(State(portal): State<Portal>, sender: Sender, Path(id): Path<String>) -> Redirect {
    let left = async {
        let id = known(&id)?;
        let view = portal.engine.set_in_service(&sender.caller, &id, false);
        Ok(format!(
            "{} is out of service and signed out everywhere.",
            view.await?.name
        ))
    };
    sender.told(PAGE, left.await).await
}

async fn come_back(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
) -> Redirect {
    let back = async {
        let id = known(&id)?;
        let view = portal.engine.set_in_service(&sender.caller, &id, true);
        Ok(format!("{} can sign in again.", view.await?.name))
    };
    sender.told(PAGE, back.await).await
}

/// Shows the link, this once: it is nowhere else.
fn handed_out(portal: &Portal, look: &Look, person: &PersonView, secret: &Secret) -> Response {
    let name = escaped(&person.name);
    let link = escaped(&join(portal, secret));
    let body = format!(
        r#"<p>Send {name} this link. It is shown only now, works once, and is good for three days. Whoever opens it chooses {name}’s password.</p>
<label class="field"><span class="field__label">Link for {name}</span><textarea class="input mono" rows="3" readonly>{link}</textarea></label>
<a class="btn" data-variant="primary" href="{PAGE}">Back to People</a>"#
    );
    Plain {
        title: "A link that works once",
        body: &body,
        status: StatusCode::OK,
        onward: None,
    }
    .page(look)
}

pub fn join(portal: &Portal, secret: &Secret) -> String {
    format!("{}/join?token={}", portal.url, secret.reveal())
}

/// A link's secret, and what is kept of it.
pub fn secret(portal: &Portal) -> (Secret, domain::canonical::Digest) {
    let secret = Secret::new(Secret::LINK, portal.engine.clock().secret());
    let hash = secret.hash();
    (secret, hash)
}

fn one<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(own, _)| own == name)
        .map_or("", |(_, value)| value)
}

fn ticked(fields: &Fields) -> Answer<Roles> {
    let roles = fields.iter().filter(|(name, _)| name == "roles");
    roles
        .map(|(_, role)| role.parse().map_err(Problem::invalid))
        .collect()
}

fn known(id: &str) -> Answer<ActorId> {
    id.parse().map_err(|_| Problem::gone())
}

fn listed(roles: &Roles) -> String {
    let words: Vec<_> = roles.iter().map(ToString::to_string).collect();
    words.join(", ")
}
