//! What a render or a server function stands on: who asks, and the engine that answers.
//!
//! The server puts both there: the engine into the context, the caller into the request's extensions.

use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::actor::Role;
use engine::{Caller, Engine};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::Problem;
use crate::session::Me;

pub fn engine() -> Engine {
    expect_context::<Engine>()
}

/// Whoever the request was authenticated as.
pub fn caller() -> Result<Caller, Problem> {
    let parts = use_context::<Parts>();
    parts
        .and_then(|parts| parts.extensions.get().cloned())
        .ok_or(Problem::SignedOut)
}

/// The first page of a list. Lists are the store's, which has no name here: the engine stands between.
pub fn first_page<T: Default>() -> T {
    T::default()
}

/// The page of a list that begins where an earlier one ended.
pub fn page(limit: u32, after: Option<&str>) -> Result<engine::Page, Problem> {
    let after = after.map(str::parse::<engine::Cursor>).transpose();
    let after = after.map_err(Problem::Refused)?;
    Ok(engine::Page::first(limit).after(after))
}

/// Who is signed in, if anybody is, and how much waits.
pub async fn me() -> Result<Option<Me>, Problem> {
    let Ok(caller) = caller() else {
        return Ok(None);
    };
    let waiting = engine().waiting(&caller).await?;
    let sees_people = [Role::Admin, Role::Auditor]
        .into_iter()
        .any(|role| caller.actor.is(role));
    let roles: Vec<_> = caller.actor.roles.iter().map(ToString::to_string).collect();
    Ok(Some(Me {
        name: caller.actor.name,
        roles: roles.join(", "),
        waiting: usize::try_from(waiting).unwrap_or(usize::MAX),
        sees_people,
    }))
}

/// Passes a result on and gives the answer, page or data, the status that it deserves: a missing page is a true 404.
pub fn told<T>(result: Result<T, Problem>) -> Result<T, Problem> {
    result.inspect_err(answer_with)
}

/// Nobody signed in is sent to the sign-in page, and back. A plain form that is refused leads back to its page, which says
/// why: a status of its own would leave the browser with bare data.
pub fn answer_with(problem: &Problem) {
    if *problem != Problem::SignedOut && is_plain_form() {
        return;
    }
    let status = match problem {
        Problem::SignedOut => return leptos_axum::redirect(&sign_in_and_back()),
        Problem::Gone => StatusCode::NOT_FOUND,
        Problem::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::Internal | Problem::Logged(_) | Problem::Offline => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

fn is_plain_form() -> bool {
    use axum::http::{Method, header};
    use_context::<Parts>().is_some_and(|parts| {
        let accepts = parts.headers.get(header::ACCEPT);
        let accepts = accepts.and_then(|accepts| accepts.to_str().ok());
        parts.method == Method::POST && accepts.is_some_and(|types| types.contains("text/html"))
    })
}

fn sign_in_and_back() -> String {
    let here = use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned());
    // A form is not a page to come back to.
    if here.is_empty() || here == "/" || here.starts_with("/api/") {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={here}")
    }
}

/// The browser gets what a person can act on; the cause of what broke goes to the log and stays there.
impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Gone | engine::Error::NoSuch(_) => Self::Gone,
            engine::Error::Internal(cause) => {
                let Some(engine) = use_context::<Engine>() else {
                    tracing::error!(cause = &*cause, "a page could not be answered");
                    return Self::Internal;
                };
                // The end of an id is the part that chance made.
                let unique = engine.clock().unique();
                let reference = unique
                    .get(unique.len().saturating_sub(8)..)
                    .unwrap_or(&unique);
                tracing::error!(reference, cause = &*cause, "a page could not be answered");
                Self::Logged(reference.to_owned())
            }
            said => Self::Refused(said.to_string()),
        }
    }
}
