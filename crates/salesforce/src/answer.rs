//! An HTTP answer of the org, and what its refusals mean.

use crate::error::Error;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// What the org said no with. Its codes decide, its message is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) fields: Vec<String>,
    pub(crate) retry_after: Option<Duration>,
}

/// `errorCode` in most answers, `statusCode` in the results of collections.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    message: String,
    #[serde(default, rename = "errorCode", alias = "statusCode")]
    code: String,
    #[serde(default)]
    fields: Option<Vec<String>>,
}

impl Answer {
    pub(crate) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(Error::malformed)
    }
    pub(crate) fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(Error::malformed)
    }
    pub(crate) fn refusal(&self) -> Refusal {
        let retry_after = self
            .header("retry-after")
            .and_then(|text| text.parse().ok())
            .map(Duration::from_secs);
        Refusal {
            retry_after,
            ..Refusal::read(self.status, &self.body)
        }
    }
}

const BAD_TOKEN: &str = "Bad_OAuth_Token";

impl Refusal {
    /// From a JSON array of errors, or one of them; anything else (an HTML page) has no code.
    pub(crate) fn read(status: u16, body: &[u8]) -> Self {
        let rows = serde_json::from_slice::<Vec<Row>>(body)
            .or_else(|_| serde_json::from_slice::<Row>(body).map(|row| vec![row]));
        match rows.ok().and_then(|rows| rows.into_iter().next()) {
            Some(row) => Self {
                status,
                code: row.code,
                message: row.message,
                fields: row.fields.unwrap_or_default(),
                retry_after: None,
            },
            // The identity addresses say it in a word of their own, without JSON.
            None if body.trim_ascii() == BAD_TOKEN.as_bytes() => Self {
                status,
                code: BAD_TOKEN.to_owned(),
                message: "Session expired or invalid".to_owned(),
                ..Self::default()
            },
            None => Self {
                status,
                message: format!("status {status}"),
                ..Self::default()
            },
        }
    }
    /// The token is spent and a new one will do.
    pub(crate) fn is_expired_session(&self) -> bool {
        let spent = matches!(self.code.as_str(), "INVALID_SESSION_ID" | BAD_TOKEN);
        spent && !self.is_unfit_session()
    }
    /// A new token would be refused the same way: renewing it would go round for ever.
    fn is_unfit_session(&self) -> bool {
        [
            "not valid for use with the REST API",
            "not attached to Agent",
        ]
        .iter()
        .any(|text| self.message.contains(text))
    }
    pub(crate) fn is_lock(&self) -> bool {
        self.code == "UNABLE_TO_LOCK_ROW"
    }
    /// The org could not work: the answer says nothing about what it did before.
    pub(crate) fn is_breakdown(&self) -> bool {
        self.status >= 500
            || self.status == 420
            || matches!(
                self.code.as_str(),
                "SERVER_UNAVAILABLE" | "UNKNOWN_EXCEPTION"
            )
    }

    pub(crate) fn into_error(self) -> Error {
        let wait = |usual: u64| self.retry_after.unwrap_or(Duration::from_secs(usual));
        match self.code.as_str() {
            "REQUEST_LIMIT_EXCEEDED" if self.message.contains("TotalRequests") => {
                Error::LimitExhausted {
                    used: 0,
                    max: 0,
                    retry_after: wait(900),
                }
            }
            "REQUEST_LIMIT_EXCEEDED" => Error::Throttled {
                retry_after: wait(10),
                message: self.message,
            },
            "UNABLE_TO_LOCK_ROW" => Error::Locked {
                message: self.message,
            },
            "INVALID_SESSION_ID" | "INVALID_AUTH_HEADER" | BAD_TOKEN => {
                Error::signed_out(self.message)
            }
            "NOT_FOUND" | "ENTITY_IS_DELETED" => Error::NotFound { what: self.message },
            _ if self.status == 429 => Error::Throttled {
                retry_after: wait(10),
                message: self.message,
            },
            _ if self.is_breakdown() => Error::Unreachable {
                retry_after: wait(30),
                why: self.message,
            },
            _ if self.status == 401 => Error::signed_out(self.message),
            "" if self.status == 404 => Error::NotFound {
                what: "the address".to_owned(),
            },
            "" => Error::malformed(self.message),
            _ => Error::Refused {
                code: self.code,
                message: self.message,
                fields: self.fields,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, code: &str, message: &str) -> Error {
        let body = serde_json::json!([{ "message": message, "errorCode": code }]).to_string();
        Refusal::read(status, body.as_bytes()).into_error()
    }

    #[test]
    fn every_refusal_leads_to_one_reaction() {
        let table = [
            (400, "MALFORMED_QUERY", "unexpected token", "Refused"),
            (
                400,
                "INVALID_FIELD",
                "No such column 'X' on entity 'Account'",
                "Refused",
            ),
            (
                400,
                "UNABLE_TO_LOCK_ROW",
                "unable to obtain exclusive access",
                "Locked",
            ),
            (
                401,
                "INVALID_SESSION_ID",
                "Session expired or invalid",
                "SignedOut",
            ),
            (
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "TotalRequests Limit exceeded.",
                "LimitExhausted",
            ),
            (
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                "Throttled",
            ),
            (403, "INSUFFICIENT_ACCESS_OR_READONLY", "no", "Refused"),
            (
                404,
                "NOT_FOUND",
                "The requested resource does not exist",
                "NotFound",
            ),
            (404, "ENTITY_IS_DELETED", "entity is deleted", "NotFound"),
            (503, "SERVER_UNAVAILABLE", "busy", "Unreachable"),
            (500, "UNKNOWN_EXCEPTION", "oops", "Unreachable"),
        ];
        for (status, code, message, reaction) in table {
            let error = error(status, code, message);
            assert!(
                format!("{error:?}").starts_with(reaction),
                "{status} {code}: {error:?}"
            );
        }
    }

    #[test]
    fn an_html_page_is_not_mistaken_for_an_answer() {
        assert!(matches!(
            Refusal::read(502, b"<html>bad gateway").into_error(),
            Error::Unreachable { .. }
        ));
        assert!(matches!(
            Refusal::read(400, b"<html>").into_error(),
            Error::Malformed { .. }
        ));
    }

    #[test]
    fn two_bodies_must_not_lead_to_a_new_token() {
        let body = |message: &str| {
            serde_json::json!([{ "message": message, "errorCode": "INVALID_SESSION_ID" }])
                .to_string()
        };
        let expired =
            |message: &str| Refusal::read(401, body(message).as_bytes()).is_expired_session();
        assert!(expired("Session expired or invalid"));
        assert!(!expired(
            "This session is not valid for use with the REST API"
        ));
        assert!(!expired("Connected app is not attached to Agent"));
    }
}
