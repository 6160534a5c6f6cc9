//! Reading a request: what cannot be read is answered in the API's own words.

use std::str::FromStr;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Problem;

/// The one id or name in the path. What is none is not there.
pub struct Named<T>(pub T);

/// A body in JSON.
pub struct Sent<T>(pub T);

/// A body that is plain text: a mission file, a document.
pub struct Text(pub String);

/// What stands behind the `?`.
pub struct Asked<T>(pub T);

/// Which part of a list is asked for.
pub fn page(after: Option<store::Cursor>, limit: Option<u32>) -> store::Page {
    limit
        .map_or_else(store::Page::default, store::Page::first)
        .after(after)
}

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::gone())?;
        text.parse().map(Self).map_err(|_| Problem::gone())
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(wrong) => Err(Problem::unreadable(wrong.body_text())),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match String::from_request(request, state).await {
            Ok(text) => Ok(Self(text)),
            Err(wrong) => Err(Problem::new(
                wrong.status(),
                "unreadable",
                wrong.body_text(),
            )),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(sent)) => Ok(Self(sent)),
            Err(wrong @ JsonRejection::JsonDataError(_)) => {
                Err(Problem::invalid(wrong.body_text()))
            }
            Err(wrong) => Err(Problem::new(
                wrong.status(),
                "unreadable",
                wrong.body_text(),
            )),
        }
    }
}
