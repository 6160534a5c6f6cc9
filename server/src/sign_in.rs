//! The forms: sign in, sign out, and links that work once. Each is answered with 303, so they work without script.

mod cast; // one click, beside a sandbox org
mod join; // a person who was let in
mod link; // links that work once
mod provider; // single sign-on
mod welcome; // the first admin

use axum::extract::State;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use tower_sessions::Session;

use crate::api::Answer;
use crate::auth::{Device, From, Refused};
use crate::portal::Portal;

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/sign-in/cast", post(cast::sign_in))
        .route("/sign-in/provider", post(provider::go))
        .route("/sign-in/provider/back", get(provider::back))
        .route("/sign-out", post(sign_out))
        .route("/join", get(join::page).post(join::take))
        .route("/welcome", get(welcome::page).post(welcome::take))
}

#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(portal): State<Portal>,
    from: From,
    device: Device,
    cookie: Session,
    Form(form): Form<SignIn>,
) -> Answer<Redirect> {
    let next = ours(&form.next);
    match portal
        .check_password(&from, &form.email, &form.password)
        .await
    {
        Ok(person) => {
            portal
                .sessions
                .open_in_browser(&cookie, &person, &device)
                .await?;
            Ok(Redirect::to(next))
        }
        Err(Refused::Wrong) => Ok(back("wrong", next)),
        Err(Refused::TooOften) => Ok(back("slow", next)),
        Err(Refused::Broken(error)) => Err(error.into()),
    }
}

async fn sign_out(cookie: Session) -> Answer<Redirect> {
    cookie.flush().await?;
    Ok(Redirect::to("/sign-in"))
}

fn back(problem: &str, next: &str) -> Redirect {
    Redirect::to(&format!(
        "/sign-in?problem={problem}&next={}",
        encoded(next)
    ))
}

fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// A path of this portal; a sign-in leads nowhere else.
fn ours(next: &str) -> &str {
    let path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    if path && next.bytes().all(|b| b.is_ascii_graphic()) {
        next
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn a_sign_in_leads_nowhere_but_here() {
        assert_eq!(
            ours("/runs/run_1?level=headline"),
            "/runs/run_1?level=headline"
        );
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nset-cookie: b",
        ] {
            assert_eq!(ours(elsewhere), "/");
        }
    }
}
