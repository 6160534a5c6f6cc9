//! What the forms of the pages share: who sent one, and what they are told afterwards, once.

use app::{Returned, Said};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Redirect;
use engine::{Caller, SignIn};
use tower_sessions::Session;

use crate::api::Problem;
use crate::portal::Portal;

/// Where the session keeps what is to be said on the next page.
const SAID: &str = "said";
/// Where it keeps a form that was not taken, as it was filled in.
const RETURNED: &str = "returned";

/// Somebody signed in with a browser. Whoever is not is led to the sign-in page.
pub struct Sender {
    pub caller: Caller,
    pub sign_in: SignIn,
    pub cookie: Session,
}

impl FromRequestParts<Portal> for Sender {
    type Rejection = Redirect;
    async fn from_request_parts(parts: &mut Parts, _: &Portal) -> Result<Self, Redirect> {
        let found = &parts.extensions;
        match (found.get(), found.get(), found.get()) {
            (Some(caller), Some(sign_in), Some(cookie)) => Ok(Self {
                caller: Caller::clone(caller),
                sign_in: SignIn::clone(sign_in),
                cookie: Session::clone(cookie),
            }),
            _ => Err(Redirect::to("/sign-in")),
        }
    }
}

impl Sender {
    /// Leads to a page that says what came of it.
    pub async fn told(&self, page: &str, outcome: Result<String, Problem>) -> Redirect {
        let said = match outcome {
            Ok(words) => Said { good: true, words },
            Err(problem) => Said {
                good: false,
                words: sentence(&problem.message),
            },
        };
        match self.cookie.insert(SAID, said).await {
            Ok(()) => Redirect::to(&format!("{page}?said")),
            Err(error) => {
                tracing::error!(%error, "what was to be said could not be kept");
                Redirect::to(page)
            }
        }
    }
}

impl Sender {
    /// Leads back to a form that was not taken, which shows what was in it and what is wrong.
    pub async fn given_back(&self, page: &str, returned: Returned) -> Redirect {
        match self.cookie.insert(RETURNED, returned).await {
            Ok(()) => Redirect::to(&format!("{page}?returned")),
            Err(error) => {
                tracing::error!(%error, "a form that was not taken could not be kept");
                Redirect::to(page)
            }
        }
    }
}

/// The form that is to be shown again on this page, taken out.
pub async fn returned(cookie: &Session, query: Option<&str>) -> Option<Returned> {
    if query != Some("returned") {
        return None;
    }
    cookie.remove(RETURNED).await.ok().flatten()
}

/// What is to be said on this page, taken out: it is said once.
pub async fn said(cookie: &Session, query: Option<&str>) -> Option<Said> {
    if query != Some("said") {
        return None;
    }
    cookie.remove(SAID).await.ok().flatten()
}

/// `Nothing was changed.` for `nothing was changed`
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut text = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    });
    if !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}
