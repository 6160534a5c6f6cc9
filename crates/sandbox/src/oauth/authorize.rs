//! The consent page, and the code it leaves.

use std::sync::Arc;

use sqlx::Row as _;

use super::client::{APP, field, is_registered};
use super::tokens::{Token, TokenKind, keep, random};
use crate::http::{Answer, Call};
use crate::org::Org;
use crate::refusal::Refusal;
use crate::store::rows;

/// What the app asks for; carried through the page in hidden fields.
struct Ask {
    redirect: String,
    state: Option<String>,
    scope: String,
    challenge: Option<String>,
    client_id: String,
}

const SCOPES: &[&str] = &[
    "api",
    "web",
    "full",
    "refresh_token",
    "offline_access",
    "openid",
    "id",
    "profile",
    "email",
    "chatter_api",
    "visualforce",
    "lightning",
    "content",
];

pub(super) async fn answer(org: &Arc<Org>, call: &Call) -> Answer {
    let form = call.form();
    let ask = match ask(org, &form) {
        Ok(ask) => ask,
        Err(answer) => return answer,
    };
    let done = if call.method == "POST" {
        decide(org, &ask, &form).await
    } else {
        page(org, &ask).await
    };
    done.unwrap_or_else(|refusal| Refusal::from(refusal).into())
}

/// Before the redirect address is known to be good, errors stay on this page.
fn ask(org: &Org, form: &[(String, String)]) -> Result<Ask, Answer> {
    let stop = |error: &str, text: &str| {
        Answer::text(
            400,
            "text/html;charset=UTF-8",
            shell(&format!(
                "<h1>Error</h1><p>error={error}&amp;error_description={text}</p>"
            )),
        )
    };
    let client_id = field(form, "client_id").unwrap_or_default();
    if client_id != org.client_id {
        return Err(stop("invalid_client_id", "client identifier invalid"));
    }
    let redirect = field(form, "redirect_uri").unwrap_or_default();
    if !is_registered(&redirect) {
        return Err(stop(
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        ));
    }
    let state = field(form, "state");
    let back = |error: &str, text: &str| {
        redirected(
            &redirect,
            &[("error", error), ("error_description", text)],
            state.as_deref(),
        )
    };
    if field(form, "response_type").as_deref() != Some("code") {
        return Err(back(
            "unsupported_response_type",
            "response type not supported",
        ));
    }
    if field(form, "code_challenge_method").is_some_and(|method| method != "S256") {
        return Err(back(
            "invalid_request",
            "code_challenge_method must be S256",
        ));
    }
    let scope = field(form, "scope").unwrap_or_else(|| "api refresh_token".to_owned());
    if scope
        .split_whitespace()
        .any(|scope| !SCOPES.contains(&scope))
    {
        return Err(back(
            "invalid_scope",
            "the requested scope is invalid, unknown, or malformed",
        ));
    }
    Ok(Ask {
        redirect: redirect.clone(),
        state: state.clone(),
        scope,
        challenge: field(form, "code_challenge"),
        client_id,
    })
}

async fn page(org: &Arc<Org>, ask: &Ask) -> Result<Answer, sqlx::Error> {
    let mut conn = org.pools.readers.acquire().await?;
    let sql = "select Username, Name from User where IsActive = 1 and UserType = 'Standard' order by Name".to_owned();
    let mut people = Vec::new();
    for row in rows(&mut conn, sql, vec![]).await? {
        let (username, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        people.push(format!(
            "<option value=\"{0}\">{1} ({0})</option>",
            escaped(&username),
            escaped(&name)
        ));
    }
    let scopes = ask
        .scope
        .split_whitespace()
        .map(|scope| format!("<li>{}</li>", escaped(scope)))
        .collect::<Vec<_>>()
        .concat();
    let hidden = [
        ("client_id", Some(&ask.client_id)),
        ("redirect_uri", Some(&ask.redirect)),
        ("state", ask.state.as_ref()),
        ("scope", Some(&ask.scope)),
        ("code_challenge", ask.challenge.as_ref()),
        ("response_type", Some(&"code".to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        value.map(|value| {
            format!(
                "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
                escaped(value)
            )
        })
    })
    .collect::<Vec<_>>()
    .concat();
    let people = people.concat();
    let body = format!(
        "<h1>Allow access?</h1><p><strong>{APP}</strong> asks to work in this sandbox org:</p><ul>{scopes}</ul>\
         <form method=\"post\" action=\"/services/oauth2/authorize\">{hidden}\
         <p><label>Sign in as <select name=\"username\">{people}</select></label></p>\
         <p><button name=\"verdict\" value=\"allow\">Allow</button> <button name=\"verdict\" value=\"deny\">Deny</button></p></form>"
    );
    Ok(
        Answer::text(200, "text/html;charset=UTF-8", shell(&body))
            .with("cache-control", "no-store"),
    )
}

async fn decide(
    org: &Arc<Org>,
    ask: &Ask,
    form: &[(String, String)],
) -> Result<Answer, sqlx::Error> {
    let mut conn = org.pools.writer.acquire().await?;
    let username = field(form, "username").unwrap_or_default();
    let user = org.user_id(&mut conn, &username).await?;
    let (Some("allow"), Some(user_id)) = (field(form, "verdict").as_deref(), user) else {
        return Ok(redirected(
            &ask.redirect,
            &[
                ("error", "access_denied"),
                ("error_description", "end-user denied authorization"),
            ],
            ask.state.as_deref(),
        ));
    };
    let detail = serde_json::json!({"redirect_uri": ask.redirect, "challenge": ask.challenge, "issued": org.clock.now().as_second()}).to_string();
    let code = format!("aPrx{}", random(40));
    let of = Token {
        user_id,
        scope: ask.scope.clone(),
        family: random(16),
        used: false,
        detail: Some(detail),
    };
    keep(&mut conn, &code, TokenKind::Code, &of).await?;
    Ok(redirected(
        &ask.redirect,
        &[("code", &code)],
        ask.state.as_deref(),
    ))
}

fn redirected(to: &str, pairs: &[(&str, &str)], state: Option<&str>) -> Answer {
    let asked: Vec<String> = pairs
        .iter()
        .copied()
        .chain(state.map(|state| ("state", state)))
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let joint = if to.contains('?') { '&' } else { '?' };
    let url = format!("{to}{joint}{}", asked.join("&"));
    Answer::empty(302).with("location", url)
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn shell(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sandbox org</title><link rel=\"icon\" href=\"data:,\"></head><body>{body}</body></html>"
    )
}
