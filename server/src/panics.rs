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
