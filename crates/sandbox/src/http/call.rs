//! A request, read whole.

use axum::body::Bytes;
use axum::http::{HeaderMap, Uri};

use crate::refusal::Refusal;

#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Upper case.
    pub(crate) method: String,
    /// Still percent-encoded, without the query.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn new(method: &str, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            method: method.to_ascii_uppercase(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers,
            body,
        }
    }

    pub(crate) fn is_get(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// Path segments, decoded; a trailing slash adds none.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(segment)
            .collect()
    }

    /// A query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        pairs(&self.query)
            .into_iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A form field of the body, or of the query.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        let body = String::from_utf8_lossy(&self.body);
        pairs(&body).into_iter().chain(pairs(&self.query)).collect()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Result<serde_json::Value, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| {
            Refusal::json(format!(
                "Unexpected character at [line:{}, column:{}]",
                error.line(),
                error.column()
            ))
        })
    }

    pub(crate) fn json_object(
        &self,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Refusal> {
        match self.json()? {
            serde_json::Value::Object(map) => Ok(map),
            _ => Err(Refusal::json(
                "The HTTP entity body is required, but this request has no entity body.",
            )),
        }
    }

    /// `Bearer x` or `OAuth x`.
    pub(crate) fn bearer(&self) -> Option<String> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        ["bearer", "oauth"]
            .contains(&scheme.to_ascii_lowercase().as_str())
            .then(|| token.trim().to_owned())
    }
}

/// `a=b&c=d`, decoded.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

pub(crate) fn segment(text: &str) -> String {
    decode(text, false)
}

fn decode(text: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'+' if plus => bytes.push(b' '),
            b'%' => {
                let code = tail
                    .get(..2)
                    .and_then(|code| std::str::from_utf8(code).ok())
                    .and_then(|code| u8::from_str_radix(code, 16).ok());
                if let Some(code) = code {
                    bytes.push(code);
                    rest = &tail[2..];
                } else {
                    bytes.push(b'%');
                }
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
