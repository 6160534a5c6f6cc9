use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{Answer, Problem, Sent};
use crate::auth::{Credential, Device, From, Refused, SignedIn};
use crate::portal::Portal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    email: String,
    password: String,
}

#[derive(Serialize)]
pub struct Token {
    /// For `Authorization: Bearer …`, until it is signed out or unused for too long.
    token: String,
}

/// Gives a session to a program that acts for a person.
pub async fn sign_in(
    State(portal): State<Portal>,
    from: From,
    device: Device,
    Sent(who): Sent<Who>,
) -> Answer<(StatusCode, Json<Token>)> {
    let person = portal
        .check_password(&from, &who.email, &who.password)
        .await
        .map_err(|refused| match refused {
            Refused::Wrong => Problem::new(
                StatusCode::UNAUTHORIZED,
                "wrong_password",
                "that address and password do not belong together",
            ),
            Refused::TooOften => Problem::too_often(),
            Refused::Broken(error) => error.into(),
        })?;
    let token = portal.sessions.open_for_program(&person, &device).await?;
    Ok((StatusCode::CREATED, Json(Token { token })))
}

/// Ends the session that asks. A service token is revoked instead, under `/tokens`.
pub async fn sign_out(
    State(portal): State<Portal>,
    SignedIn(_): SignedIn,
    credential: Credential,
) -> Answer<StatusCode> {
    match credential {
        Credential::Session(id) => portal.sessions.end(&id).await?,
        Credential::Service(_) => {
            return Err(Problem::invalid(
                "a service token does not sign out; revoke it under /api/v1/tokens",
            ));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
