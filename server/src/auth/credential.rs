use std::convert::Infallible;

use axum::extract::OptionalFromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::canonical::Digest;

use super::Secret;
use crate::api::Problem;

/// What was shown, by the hash under which the store knows it. Kept for asking again while a stream is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A sign-in: of a browser by its cookie, or of a program by its session token.
    Session(Digest),
    /// A service token.
    Service(Digest),
}

/// The secret behind `Authorization: Bearer`.
pub fn bearer(headers: &HeaderMap) -> Option<Credential> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = text.split_once(' ')?;
    let secret = Secret::shown(secret.trim());
    if !scheme.eq_ignore_ascii_case("bearer") {
        None
    } else if secret.begins(Secret::SERVICE) {
        Some(Credential::Service(secret.hash()))
    } else if secret.begins(Secret::SESSION) {
        Some(Credential::Session(secret.hash()))
    } else {
        None
    }
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Credential {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(Problem::signed_out)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Credential {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().cloned())
    }
}
