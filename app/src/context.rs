//! What a render or a server function stands on: who asks, and the engine that answers.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::Problem;
use crate::session::Me;

/// Who is signed in, if anybody is.
pub async fn me() -> Result<Option<Me>, Problem> {
    Ok(None)
}

/// Gives the answer the status that the problem deserves. Nobody signed in is sent to the sign-in page.
pub fn answer_with(problem: &Problem) {
    let status = match problem {
        Problem::SignedOut => return leptos_axum::redirect("/sign-in"),
        Problem::Gone => StatusCode::NOT_FOUND,
        Problem::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::Internal | Problem::Offline => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
