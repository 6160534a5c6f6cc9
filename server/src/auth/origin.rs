use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::api::Problem;

/// Refuses what a page of another site sends in somebody's name.
///
/// A browser adds the cookie by itself, so whatever is not a plain read must say that it comes from our own pages. A
/// bearer token is added by nobody but its owner.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads
        || request.headers().contains_key(header::AUTHORIZATION)
        || is_ours(request.headers(), request.uri())
    {
        return next.run(request).await;
    }
    Problem::forbidden("that request came from another site").into_response()
}

fn is_ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).or_else(|| uri.authority().map(Authority::as_str));
    let said = text(header::ORIGIN).or_else(|| text(header::REFERER));
    match (said, host) {
        // Neither a browser nor anybody it could have signed in.
        (None, _) => !headers.contains_key(header::COOKIE),
        (Some(said), Some(host)) => said.parse::<Uri>().is_ok_and(|said| {
            said.authority()
                .is_some_and(|said| said.as_str().eq_ignore_ascii_case(host))
        }),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(headers: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        is_ours(&headers, &Uri::from_static("/decisions"))
    }

    #[test]
    fn only_our_own_pages_speak_for_a_cookie() {
        let host = ("host", "127.0.0.1:4400");
        assert!(ours(&[
            host,
            ("cookie", "a=b"),
            ("origin", "http://127.0.0.1:4400")
        ]));
        assert!(ours(&[
            host,
            ("cookie", "a=b"),
            ("referer", "http://127.0.0.1:4400/decisions")
        ]));
        assert!(ours(&[host]));
        assert!(!ours(&[host, ("cookie", "a=b")]));
        assert!(!ours(&[host, ("origin", "http://evil.example")]));
        assert!(!ours(&[host, ("cookie", "a=b"), ("origin", "null")]));
        assert!(!ours(&[
            host,
            ("cookie", "a=b"),
            ("origin", "http://127.0.0.1:4401")
        ]));
        assert!(!ours(&[
            host,
            ("origin", "http://evil.example"),
            ("referer", "http://127.0.0.1:4400/")
        ]));
    }
}
