use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Error;
use tower_sessions::{session, session_store};

/// Why the API does not do what was asked: `{"error":{"code","message","reference"?}}`.
///
/// The message is for the person who asked. What broke inside is in the log, under the reference.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    reference: Option<String>,
}

pub type Answer<T> = Result<T, Problem>;

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            reference: None,
        }
    }
    pub fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "signed_out",
            "sign in first: a session cookie, or `Authorization: Bearer …`",
        )
    }
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }
    pub fn gone() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "that is not there, or no longer there",
        )
    }
    /// The request itself cannot be read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", message)
    }
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    }
    pub fn too_often() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_often",
            "that was tried too often; wait a minute, then try again",
        )
    }
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
    }
    /// Logs the cause and tells only where to find it.
    pub fn internal(cause: &str) -> Self {
        let reference = format!("{:08x}", rand::random::<u32>());
        tracing::error!(reference, "{cause}");
        let message = format!("something broke on our side; it was logged as {reference}");
        Self {
            reference: Some(reference),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Gone => Self::gone(),
            Error::NoSuch(what) => Self::new(StatusCode::NOT_FOUND, "not_found", what),
            Error::Forbidden(why) => Self::forbidden(why),
            Error::Refused(refusal) => {
                Self::new(StatusCode::CONFLICT, "refused", refusal.to_string())
            }
            Error::Invalid(why) => Self::invalid(why),
            Error::Conflict(why) => Self::new(StatusCode::CONFLICT, "conflict", why),
            Error::Unavailable(why) => Self::unavailable(why),
            Error::Internal(cause) => Self::internal(&causes(&*cause)),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

/// The session could not be read or kept.
impl From<session::Error> for Problem {
    fn from(error: session::Error) -> Self {
        Self::internal(&causes(&error))
    }
}

impl From<session_store::Error> for Problem {
    fn from(error: session_store::Error) -> Self {
        Self::internal(&causes(&error))
    }
}

impl From<argon2::password_hash::Error> for Problem {
    fn from(error: argon2::password_hash::Error) -> Self {
        Self::internal(&error.to_string())
    }
}

/// An error with everything behind it, in one line.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        text = format!("{text}: {cause}");
        behind = cause.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut error = serde_json::json!({ "code": self.code, "message": self.message });
        if let Some(reference) = self.reference {
            error["reference"] = reference.into();
        }
        let mut response =
            (self.status, Json(serde_json::json!({ "error": error }))).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
