use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::link::{Link, LinkForm, too_short};
use crate::api::{Answer, Problem};
use crate::auth::{Device, From, Person, Secret};
use crate::plain::Look;
use crate::portal::Portal;

const FORM: LinkForm = LinkForm {
    title: "Come in",
    action: "/join",
    lead: "Choose the password you will sign in with from now on.",
    fields: "",
    verb: "Set password and sign in",
};

#[derive(Deserialize)]
pub struct Chosen {
    token: String,
    password: String,
}

pub async fn page(look: Look, link: Query<Link>) -> Response {
    FORM.page(&look, &link)
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
    let again = |why: &str| Ok(FORM.again(&look, &chosen.token, why));
    if let Some(why) = too_short(&chosen.password) {
        return again(&why);
    }
    // Hashing is dear: whoever tries one link after another waits.
    let now = portal.engine.clock().now();
    if !portal.attempts.count(&from, &chosen.token, now) {
        return Err(Problem::too_often());
    }
    let hash = portal.hash(chosen.password.clone()).await?;
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
    portal.lets_in(&cookie, person, &device).await
}
