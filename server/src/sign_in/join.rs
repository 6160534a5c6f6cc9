use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::welcome::Link;
use crate::api::{Answer, Problem};
use crate::auth::{Device, From, Person, SHORTEST_PASSWORD, Secret};
use crate::plain::{Look, Plain, escaped, note};
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Chosen {
    token: String,
    password: String,
}

/// The form. It says nothing of whether the link is good: looking uses nothing up.
pub async fn page(look: Look, Query(link): Query<Link>) -> Response {
    form(&look, StatusCode::OK, &link.token, None)
}

/// Takes the link of somebody who was let in, and signs them in with the password they chose.
pub async fn take(
    State(portal): State<Portal>,
    from: From,
    look: Look,
    device: Device,
    cookie: Session,
    Form(chosen): Form<Chosen>,
) -> Answer<Response> {
    let again = |why: &str| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(form(&look, status, &chosen.token, Some(why)))
    };
    if chosen.password.chars().count() < SHORTEST_PASSWORD {
        return again(&format!(
            "Choose a password of at least {SHORTEST_PASSWORD} characters. Nothing was changed."
        ));
    }
    // Hashing is dear: whoever tries one link after another waits.
    let now = portal.engine.clock().now();
    if !portal.attempts.count(&from, &chosen.token, now) {
        return Err(Problem::too_often());
    }
    let hash = portal
        .passwords
        .hash(chosen.password.clone(), portal.engine.clock().secret());
    let hash = hash
        .await
        .map_err(|error| Problem::internal(&error.to_string()))?;
    let link = Secret::shown(&chosen.token).hash();
    let (workspace, actor) = match portal.engine.join(link, hash).await {
        Ok(found) => found,
        Err(engine::Error::Gone) => {
            return again(
                "This link was used, is too old, or was replaced by a newer one. Ask an admin for another. Nothing was changed.",
            );
        }
        Err(error) => return Err(error.into()),
    };
    portal.attempts.forgive(&from, &chosen.token);
    let person = Person { workspace, actor };
    portal
        .sessions
        .open_in_browser(&cookie, &person, &device)
        .await
        .map_err(|error| Problem::internal(&error.to_string()))?;
    Ok(Redirect::to("/").into_response())
}

fn form(look: &Look, status: StatusCode, token: &str, problem: Option<&str>) -> Response {
    let (token, problem) = (escaped(token), note(problem));
    let body = format!(
        r#"<p>Choose the password you will sign in with from now on.</p>{problem}
<form class="stack" method="post" action="/join"><input type="hidden" name="token" value="{token}">
<label class="field"><span class="field__label">Password, at least {SHORTEST_PASSWORD} characters</span>
<input class="input" type="password" name="password" autocomplete="new-password" minlength="{SHORTEST_PASSWORD}" required autofocus></label>
<button class="btn" data-variant="primary" data-size="large" type="submit">Set password and sign in</button></form>"#
    );
    Plain {
        title: "Come in",
        body: &body,
        status,
        onward: None,
    }
    .page(look)
}
