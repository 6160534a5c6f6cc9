use axum::http::request::Parts;
use engine::SignIn;
use leptos::prelude::use_context;

use super::api::{Account, SignInRow};
use crate::Problem;
use crate::context::{caller, engine};

pub async fn account() -> Result<Account, Problem> {
    let caller = caller()?;
    let this: Option<SignIn> =
        use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned());
    let engine = engine();
    let row = |view: engine::SignInView| SignInRow {
        id: view.id,
        device: view.device,
        since: view.since,
        expires_at: view.expires_at,
        this: view.this,
    };
    let sign_ins = engine.sign_ins(&caller, this.as_ref()).await?;
    let has_password = engine.password_of(&caller).await?.is_some();
    let roles: Vec<_> = caller.actor.roles.iter().map(ToString::to_string).collect();
    Ok(Account {
        name: caller.actor.name,
        email: caller.actor.email.unwrap_or_default(),
        roles: roles.join(", "),
        has_password,
        sign_ins: sign_ins.into_iter().map(row).collect(),
    })
}
