//! Signing in: authorization code with PKCE, client credentials, rotating refresh tokens, and who a token is.

mod authorize;
mod client;
mod identity;
mod pkce;
mod token;
mod tokens;

use std::sync::Arc;

pub(crate) use tokens::{expire_all, forget, random, revoke_all, session, user_of};

use crate::http::{Answer, Call};
use crate::json::Json;
use crate::org::Org;
use crate::refusal::Refusal;

/// An OAuth error: `{error, error_description}`, HTTP 400.
#[derive(Debug)]
pub(crate) struct Denied {
    status: u16,
    error: &'static str,
    description: String,
}

impl Denied {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
        }
    }
}

impl From<Denied> for Answer {
    fn from(denied: Denied) -> Self {
        let body = Json::object([
            ("error", denied.error.into()),
            ("error_description", denied.description.into()),
        ]);
        Self::json(denied.status, body).with("cache-control", "no-store")
    }
}

impl From<sqlx::Error> for Denied {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the sandbox org's database refused");
        Self {
            status: 500,
            error: "server_error",
            description: "unexpected error".to_owned(),
        }
    }
}

pub(crate) async fn answer(org: &Arc<Org>, call: &Call) -> Answer {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["services", "oauth2", "authorize"] => authorize::answer(org, call).await,
        ["services", "oauth2", "token"] if call.method == "POST" => {
            token::grant(org, call).await.unwrap_or_else(Into::into)
        }
        ["services", "oauth2", "revoke"] => {
            token::revoke(org, call).await.unwrap_or_else(Into::into)
        }
        ["services", "oauth2", "introspect"] if call.method == "POST" => {
            token::introspect(org, call)
                .await
                .unwrap_or_else(Into::into)
        }
        ["services", "oauth2", "userinfo"] => identity::userinfo(org, call)
            .await
            .unwrap_or_else(Into::into),
        ["id", org_id, user_id] if *org_id == org.id => identity::identity(org, call, user_id)
            .await
            .unwrap_or_else(Into::into),
        [".well-known", "openid-configuration"] => identity::discovery(org),
        _ => Refusal::not_found().into(),
    }
}
