//! A handler that panics answers 500 with a reference; what happened is in the log under that reference.

use std::any::Any;

use axum::response::{IntoResponse as _, Response};

use crate::api::Problem;

/// Panics go to the log like everything else, without a stack trace.
pub fn to_log() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "panicked: {}", said(panic.payload()));
    }));
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what a caught panic is handed over as"
)]
pub fn answer(panic: Box<dyn Any + Send>) -> Response {
    Problem::internal(&format!("a handler panicked: {}", said(&*panic))).into_response()
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    #[tokio::test]
    async fn a_panic_is_answered_with_a_reference_and_not_with_what_happened() {
        let broken = get(async || -> &'static str { panic!("the secret ingredient") });
        let app = Router::new()
            .route("/", broken)
            .layer(CatchPanicLayer::custom(super::answer));
        let answer = app.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let reference = body["error"]["reference"].as_str().unwrap();
        assert!(
            body["error"]["message"]
                .as_str()
                .unwrap()
                .contains(reference)
        );
        assert!(!body.to_string().contains("ingredient"), "{body}");
    }
}
