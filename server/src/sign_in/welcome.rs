use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use crate::api::{Answer, Problem};
use crate::auth::{Device, Person, SHORTEST_PASSWORD, Secret, WELCOME, Welcome};
use crate::plain::{Look, Plain, escaped, note};
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    pub token: String,
}

#[derive(Deserialize)]
pub struct FirstAdmin {
    token: String,
    name: String,
    email: String,
    password: String,
}

/// The form. It says nothing of whether the link is good: looking uses nothing up.
pub async fn page(look: Look, Query(link): Query<Link>) -> Response {
    form(&look, StatusCode::OK, &link.token, None)
}

/// Takes the link and makes the first admin, signed in.
pub async fn take(
    State(portal): State<Portal>,
    look: Look,
    device: Device,
    cookie: Session,
    Form(sent): Form<FirstAdmin>,
) -> Answer<Response> {
    let again = |why: &str| {
        Ok(form(
            &look,
            StatusCode::UNPROCESSABLE_ENTITY,
            &sent.token,
            Some(why),
        ))
    };
    if sent.password.chars().count() < SHORTEST_PASSWORD {
        return again(&format!(
            "Choose a password of at least {SHORTEST_PASSWORD} characters. Nothing was changed."
        ));
    }
    if sent.name.trim().is_empty() || !sent.email.contains('@') {
        return again("Give a name and an e-mail address. Nothing was changed.");
    }
    let (token, now) = (
        Secret::shown(&sent.token).hash(),
        portal.engine.clock().now(),
    );
    let taken = portal
        .engine
        .store()
        .write(move |tx| {
            Box::pin(async move { store::links::take(tx, &token, WELCOME, now).await })
        })
        .await?;
    // A second link, of an earlier start, is worth nothing once the first was used.
    let link = match taken {
        Some(link) if !Welcome::is_late(&portal.engine, &link.workspace).await? => link,
        _ => {
            return again(
                "This link was used, or is too old. Start the server again: it prints a new one while there is no admin.",
            );
        }
    };
    // Hashing is dear, so only whoever had a good link gets that far.
    let hash = portal
        .passwords
        .hash(sent.password.clone(), portal.engine.clock().secret())
        .await
        .map_err(|error| Problem::internal(&error.to_string()))?;
    let roles = crate::cast::first_admin_roles();
    let actor = portal
        .engine
        .add_person(
            &link.workspace,
            sent.email.trim(),
            sent.name.trim(),
            roles,
            Some(hash),
        )
        .await?;
    let person = Person {
        workspace: link.workspace,
        actor: actor.id,
    };
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
        r#"<p>You are the first here. What you enter makes you the admin of this portal.</p>{problem}
<form class="stack" method="post" action="/welcome"><input type="hidden" name="token" value="{token}">
<label class="field"><span class="field__label">Your name</span><input class="input" name="name" autocomplete="name" required autofocus></label>
<label class="field"><span class="field__label">E-mail address</span><input class="input" type="email" name="email" autocomplete="username" required></label>
<label class="field"><span class="field__label">Password, at least {SHORTEST_PASSWORD} characters</span>
<input class="input" type="password" name="password" autocomplete="new-password" minlength="{SHORTEST_PASSWORD}" required></label>
<button class="btn" data-variant="primary" data-size="large" type="submit">Begin</button></form>"#
    );
    Plain {
        title: "Welcome",
        body: &body,
        status,
        onward: None,
    }
    .page(look)
}
