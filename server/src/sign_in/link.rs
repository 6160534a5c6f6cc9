//! Links that work once: the form they lead to, and the way in.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use crate::api::Answer;
use crate::auth::{Device, Person, SHORTEST_PASSWORD};
use crate::plain::{Look, Plain, escaped, note};
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    pub token: String,
}

/// A form that ends in a password. Every text is HTML, and ours.
pub struct LinkForm {
    pub title: &'static str,
    /// Where it is sent.
    pub action: &'static str,
    pub lead: &'static str,
    /// What is asked before the password.
    pub fields: &'static str,
    pub verb: &'static str,
}

impl LinkForm {
    /// It says nothing of whether the link is good: looking uses nothing up.
    pub fn page(&self, look: &Look, Query(link): &Query<Link>) -> Response {
        self.show(look, StatusCode::OK, &link.token, None)
    }

    /// The form once more, with what was wrong.
    pub fn again(&self, look: &Look, token: &str, why: &str) -> Response {
        self.show(look, StatusCode::UNPROCESSABLE_ENTITY, token, Some(why))
    }

    fn show(
        &self,
        look: &Look,
        status: StatusCode,
        token: &str,
        problem: Option<&str>,
    ) -> Response {
        let (token, problem) = (escaped(token), note(problem));
        let Self {
            title,
            action,
            lead,
            fields,
            verb,
        } = self;
        // The first field is where one begins.
        let begins = if fields.is_empty() { " autofocus" } else { "" };
        let body = format!(
            r#"<p>{lead}</p>{problem}
<form class="stack" method="post" action="{action}"><input type="hidden" name="token" value="{token}">{fields}
<label class="field"><span class="field__label">Password, at least {SHORTEST_PASSWORD} characters</span>
<input class="input" type="password" name="password" autocomplete="new-password" minlength="{SHORTEST_PASSWORD}" required{begins}></label>
<button class="btn" data-variant="primary" data-size="large" type="submit">{verb}</button></form>"#
        );
        Plain {
            title,
            body: &body,
            status,
            onward: None,
        }
        .page(look)
    }
}

/// What is wrong with a password, if anything is.
pub fn too_short(password: &str) -> Option<String> {
    let short = password.chars().count() < SHORTEST_PASSWORD;
    short.then(|| {
        format!(
            "Choose a password of at least {SHORTEST_PASSWORD} characters. Nothing was changed."
        )
    })
}

impl Portal {
    /// Hashing is dear: only what is worth it comes here.
    pub async fn hash(&self, password: String) -> Answer<String> {
        let chance = self.engine.clock().secret();
        Ok(self.passwords.hash(password, chance).await?)
    }

    /// Signs somebody in with this browser, and leads to the first page.
    pub async fn lets_in(
        &self,
        cookie: &Session,
        person: Person,
        device: &Device,
    ) -> Answer<Response> {
        let opened = self.sessions.open_in_browser(cookie, &person, device);
        opened.await?;
        Ok(Redirect::to("/").into_response())
    }
}
