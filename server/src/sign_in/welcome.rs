use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::link::{Link, LinkForm, too_short};
use crate::api::Answer;
use crate::auth::{Device, Person, Secret, WELCOME, Welcome};
use crate::plain::Look;
use crate::portal::Portal;

const FORM: LinkForm = LinkForm {
    title: "Welcome",
    action: "/welcome",
    lead: "You are the first here. What you enter makes you the admin of this portal.",
    fields: r#"
<label class="field"><span class="field__label">Your name</span><input class="input" name="name" autocomplete="name" required autofocus></label>
<label class="field"><span class="field__label">E-mail address</span><input class="input" type="email" name="email" autocomplete="username" required></label>"#,
    verb: "Begin",
};

#[derive(Deserialize)]
pub struct FirstAdmin {
    token: String,
    name: String,
    email: String,
    password: String,
}

pub async fn page(look: Look, link: Query<Link>) -> Response {
    FORM.page(&look, &link)
}

/// Takes the link and makes the first admin, signed in.
pub async fn take(
    State(portal): State<Portal>,
    look: Look,
    device: Device,
    cookie: Session,
    Form(sent): Form<FirstAdmin>,
) -> Answer<Response> {
    let again = |why: &str| Ok(FORM.again(&look, &sent.token, why));
    if let Some(why) = too_short(&sent.password) {
        return again(&why);
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
    let hash = portal.hash(sent.password.clone()).await?;
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
    portal.lets_in(&cookie, person, &device).await
}
