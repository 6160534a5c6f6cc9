use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use engine::{SignIn, SignInView};
use serde::Deserialize;

use super::{Answer, Named, Sent};
use crate::auth::{From, SignedIn};
use crate::portal::Portal;

/// The sign-in that asks; a service token has none.
type This = Option<Extension<SignIn>>;

pub async fn sign_ins(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    this: This,
) -> Answer<Json<Vec<SignInView>>> {
    let this = this.map(|Extension(this)| this);
    let views = portal.engine.sign_ins(&caller, this.as_ref()).await?;
    Ok(Json(views))
}

pub async fn end(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<String>,
) -> Answer<StatusCode> {
    portal.engine.end_sign_in(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out everywhere, here too.
pub async fn end_all(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
) -> Answer<StatusCode> {
    portal.engine.sign_out_everywhere(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    current: String,
    password: String,
}

/// Changes one's own password. Every other sign-in ends.
pub async fn password(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    from: From,
    this: This,
    Sent(new): Sent<NewPassword>,
) -> Answer<StatusCode> {
    let this = this.map(|Extension(this)| this);
    portal
        .change_password(&caller, this.as_ref(), &from, &new.current, new.password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
