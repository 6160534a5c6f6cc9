//! The forms of the My account page.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum::{Form, Router};
use serde::Deserialize;

use crate::api::{Answer, Problem};
use crate::auth::{From, SHORTEST_PASSWORD};
use crate::forms::Sender;
use crate::portal::Portal;

const PAGE: &str = "/account";

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/account/password", post(password))
        .route("/account/sign-out-everywhere", post(everywhere))
        .route("/account/sign-ins/{id}/end", post(end))
}

#[derive(Deserialize)]
struct NewPassword {
    current: String,
    password: String,
}

async fn password(
    State(portal): State<Portal>,
    from: From,
    sender: Sender,
    Form(new): Form<NewPassword>,
) -> Redirect {
    let changed = portal
        .change_password(
            &sender.caller,
            Some(&sender.sign_in),
            &from,
            &new.current,
            new.password,
        )
        .await;
    let told =
        changed.map(|()| "Your password is changed, and every other sign-in has ended.".to_owned());
    sender.told(PAGE, told).await
}

async fn everywhere(State(portal): State<Portal>, sender: Sender) -> Redirect {
    match portal.engine.sign_out_everywhere(&sender.caller).await {
        Ok(_) => Redirect::to("/sign-in?problem=everywhere"),
        Err(error) => sender.told(PAGE, Err(error.into())).await,
    }
}

async fn end(State(portal): State<Portal>, sender: Sender, Path(id): Path<String>) -> Redirect {
    let ended = portal.engine.end_sign_in(&sender.caller, &id).await;
    let told = ended
        .map(|()| "That sign-in has ended.".to_owned())
        .map_err(Problem::from);
    sender.told(PAGE, told).await
}

impl Portal {
    /// Changes somebody's own password, when they know the one they have. Guesses are counted like those of a sign-in.
    pub async fn change_password(
        &self,
        caller: &engine::Caller,
        this: Option<&engine::SignIn>,
        from: &From,
        current: &str,
        new: String,
    ) -> Answer<()> {
        // Asked first: a program has none.
        let hash = self.engine.password_of(caller).await?;
        let email = caller.actor.email.clone().unwrap_or_default();
        if !self.attempts.count(from, &email, self.engine.clock().now()) {
            return Err(Problem::too_often());
        }
        if !self.passwords.matches(current.to_owned(), hash).await {
            return Err(Problem::invalid(
                "that is not your present password; nothing was changed",
            ));
        }
        self.attempts.forgive(from, &email);
        if new.chars().count() < SHORTEST_PASSWORD {
            return Err(Problem::invalid(format!(
                "choose a password of at least {SHORTEST_PASSWORD} characters; nothing was changed"
            )));
        }
        let hash = self.hash(new).await?;
        Ok(self.engine.change_password(caller, hash, this).await?)
    }
}
