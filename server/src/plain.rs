//! Pages of one panel that stand alone: links that work once, and the way to another site. No script, nothing but text.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use crate::portal::Portal;

/// The styles, and light or dark as the person has chosen.
pub struct Look {
    styles: String,
    theme: &'static str,
}

/// A page. `body` is HTML in which every text is escaped already.
pub struct Plain<'a> {
    pub title: &'a str,
    pub body: &'a str,
    pub status: StatusCode,
    /// Where the browser goes on to by itself.
    pub onward: Option<&'a str>,
}

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Plain<'_> {
    pub fn page(&self, look: &Look) -> Response {
        let (styles, theme, title) = (&look.styles, look.theme, escaped(self.title));
        let body = self.body;
        let page = format!(
            r#"<!DOCTYPE html>
<html lang="en"{theme}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title} · Countersign</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="{styles}"></head>
<body><main id="main"><section class="page sign-in"><div class="panel"><div class="panel__body stack"><h1>{title}</h1>{body}</div></div></section></main></body></html>
"#
        );
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // Addresses may hold a token: nobody else is told. (`no-referrer` would also hide where the form comes from.)
            (header::REFERRER_POLICY, "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // A header, not a redirect: a form may not lead to another site by itself, and should not.
        if let Some(Ok(value)) = self
            .onward
            .map(|url| HeaderValue::from_str(&format!("0; url={url}")))
        {
            headers.insert(header::REFRESH, value);
        }
        (self.status, headers, Html(page)).into_response()
    }
}

impl FromRequestParts<Portal> for Look {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Infallible> {
        let cookies = parts.headers.get(header::COOKIE);
        let cookies = cookies
            .and_then(|cookies| cookies.to_str().ok())
            .unwrap_or_default();
        let chosen = cookies
            .split(';')
            .find_map(|pair| pair.trim().strip_prefix("theme="));
        Ok(Self {
            styles: escaped(&portal.styles),
            theme: match chosen {
                Some("dark") => r#" data-theme="dark""#,
                Some("light") => r#" data-theme="light""#,
                _ => "",
            },
        })
    }
}

/// Text as text, in elements and in quoted attributes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Something that went wrong, above a form.
pub fn note(problem: Option<&str>) -> String {
    let note = |text| {
        format!(
            r#"<p class="note" data-tone="stop" role="alert">{}</p>"#,
            escaped(text)
        )
    };
    problem.map(note).unwrap_or_default()
}
