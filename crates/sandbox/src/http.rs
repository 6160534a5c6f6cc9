//! Calls and answers, and the listener that carries them.

mod call;
pub(crate) mod listen;

pub(crate) use call::{Call, segment};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use crate::json::Json;
use crate::refusal::Refusal;

/// What goes back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Empty,
    Json(Json),
    Text(&'static str, String),
}

impl Answer {
    pub(crate) fn json(status: u16, body: Json) -> Self {
        Self {
            status,
            headers: vec![],
            content: Content::Json(body),
        }
    }

    pub(crate) fn ok(body: Json) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: vec![],
            content: Content::Empty,
        }
    }

    pub(crate) fn text(status: u16, kind: &'static str, body: String) -> Self {
        Self {
            status,
            headers: vec![],
            content: Content::Text(kind, body),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status < 400
    }

    pub(crate) fn response(self) -> Response {
        let (kind, body) = match self.content {
            Content::Empty => (None, Body::empty()),
            Content::Json(json) => (
                Some("application/json;charset=UTF-8"),
                Body::from(json.to_text()),
            ),
            Content::Text(kind, text) => (Some(kind), Body::from(text)),
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = kind.map(|kind| ("content-type", kind.to_owned()));
        for (name, value) in kind.into_iter().chain(self.headers) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::json(refusal.status, refusal.body())
    }
}
