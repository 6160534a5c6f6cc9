//! The token endpoint: every grant, revoke, introspect.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, SqliteConnection};

use super::client::{Credentials, field};
use super::tokens::{Token, TokenKind, access_token, end, end_family, find, keep, random, spend};
use super::{Denied, pkce};
use crate::http::{Answer, Call};
use crate::json::Json;
use crate::org::Org;
use crate::store::rows;
use crate::value::Cell;

/// How long an authorization code lives.
const CODE_SECONDS: i64 = 15 * 60;

pub(super) async fn grant(org: &Arc<Org>, call: &Call) -> Result<Answer, Denied> {
    let form = call.form();
    let credentials = Credentials::of(call, &form);
    let mut tx = org.pools.writer.begin_with("begin immediate").await?;
    let (user_id, scope, family) = match field(&form, "grant_type").as_deref() {
        Some("client_credentials") => {
            credentials.check(org, true)?;
            (org.run_as.clone(), "api".to_owned(), random(16))
        }
        Some("authorization_code") => {
            credentials.check(org, false)?;
            match code(org, &mut tx, &form).await? {
                Ok(token) => (token.user_id, token.scope, token.family),
                Err(denied) => {
                    tx.commit().await?;
                    return Err(denied);
                }
            }
        }
        Some("refresh_token") => {
            credentials.check(org, false)?;
            let sent = field(&form, "refresh_token").unwrap_or_default();
            let token = find(&mut tx, &sent, TokenKind::Refresh)
                .await?
                .ok_or_else(|| Denied::new("invalid_grant", "expired access/refresh token"))?;
            if token.used || !spend(&mut tx, &sent).await? {
                end_family(&mut tx, &token.family).await?;
                tx.commit().await?;
                return Err(Denied::new("invalid_grant", "expired access/refresh token"));
            }
            (token.user_id, token.scope, token.family)
        }
        Some("password") => {
            credentials.check(org, true)?;
            let username = field(&form, "username").unwrap_or_default();
            let user = org.user_id(&mut tx, &username).await?;
            let known = field(&form, "password").is_some();
            (
                user.filter(|_| known)
                    .ok_or_else(|| Denied::new("invalid_grant", "authentication failure"))?,
                "api".to_owned(),
                random(16),
            )
        }
        _ => {
            return Err(Denied::new(
                "unsupported_grant_type",
                "grant type not supported",
            ));
        }
    };
    active(&mut tx, &user_id).await?;
    let answer = issue(org, &mut tx, &user_id, &scope, family).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Takes a code in. The inner result is a denial that must be remembered: a code is good once.
async fn code(
    org: &Org,
    conn: &mut SqliteConnection,
    form: &[(String, String)],
) -> Result<Result<Token, Denied>, Denied> {
    let invalid = |text: &str| Denied::new("invalid_grant", text);
    let sent = field(form, "code").unwrap_or_default();
    let Some(token) = find(conn, &sent, TokenKind::Code).await? else {
        return Ok(Err(invalid("invalid authorization code")));
    };
    if token.used {
        end_family(conn, &token.family).await?;
        return Ok(Err(invalid("invalid authorization code")));
    }
    let detail: serde_json::Value =
        serde_json::from_str(token.detail.as_deref().unwrap_or("{}")).unwrap_or_default();
    let of = |name: &str| detail.get(name).and_then(serde_json::Value::as_str);
    let issued = detail
        .get("issued")
        .and_then(serde_json::Value::as_i64)
        .unwrap_or(0);
    if org.clock.now().as_second() - issued > CODE_SECONDS {
        return Ok(Err(invalid("expired authorization code")));
    }
    if of("redirect_uri") != field(form, "redirect_uri").as_deref() {
        return Ok(Err(Denied::new(
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        )));
    }
    spend(conn, &sent).await?;
    match (of("challenge"), field(form, "code_verifier")) {
        (Some(challenge), Some(verifier)) if pkce::matches(challenge, &verifier) => Ok(Ok(token)),
        (None, _) => Ok(Ok(token)),
        _ => Ok(Err(invalid("invalid code verifier"))),
    }
}

async fn active(conn: &mut SqliteConnection, user_id: &str) -> Result<(), Denied> {
    let found = rows(
        conn,
        "select IsActive from User where Id = ?".to_owned(),
        vec![Cell::Text(user_id.to_owned())],
    )
    .await?;
    let active: bool = found.first().map_or(Ok(false), |row| row.try_get(0))?;
    if active {
        Ok(())
    } else {
        Err(Denied::new("inactive_user", "user is inactive"))
    }
}

async fn issue(
    org: &Org,
    conn: &mut SqliteConnection,
    user_id: &str,
    scope: &str,
    family: String,
) -> Result<Answer, Denied> {
    let of = Token {
        user_id: user_id.to_owned(),
        scope: scope.to_owned(),
        family,
        used: false,
        detail: None,
    };
    let access = access_token(org);
    keep(conn, &access, TokenKind::Access, &of).await?;
    let id = format!("{}/id/{}/{user_id}", org.url, org.id);
    let issued_at = org.clock.now().as_millisecond().to_string();
    let signature = STANDARD.encode(Sha256::digest(format!(
        "{id}{issued_at}{}",
        org.client_secret
    )));
    let mut body = Json::object([
        ("access_token", access.into()),
        ("signature", signature.into()),
        ("scope", scope.into()),
        ("instance_url", org.url.as_str().into()),
        ("id", id.into()),
        ("token_type", "Bearer".into()),
        ("issued_at", issued_at.into()),
        ("api_instance_url", org.url.as_str().into()),
        ("token_format", "opaque".into()),
    ]);
    if scope
        .split(' ')
        .any(|scope| matches!(scope, "refresh_token" | "offline_access" | "full"))
    {
        let refresh = format!("5Aep861{}", random(48));
        keep(conn, &refresh, TokenKind::Refresh, &of).await?;
        body.push("refresh_token", refresh.into());
    }
    Ok(Answer::ok(body).with("cache-control", "no-store"))
}

pub(super) async fn revoke(org: &Arc<Org>, call: &Call) -> Result<Answer, Denied> {
    let sent = field(&call.form(), "token").unwrap_or_default();
    let mut conn = org.pools.writer.acquire().await?;
    if let Some(token) = find(&mut conn, &sent, TokenKind::Refresh).await? {
        end_family(&mut conn, &token.family).await?;
        return Ok(Answer::empty(200));
    }
    if find(&mut conn, &sent, TokenKind::Access).await?.is_some() {
        end(&mut conn, &sent).await?;
        return Ok(Answer::empty(200));
    }
    Err(Denied::new(
        "unsupported_token_type",
        "this token type is not supported",
    ))
}

pub(super) async fn introspect(org: &Arc<Org>, call: &Call) -> Result<Answer, Denied> {
    let form = call.form();
    Credentials::of(call, &form).check(org, true)?;
    let sent = field(&form, "token").unwrap_or_default();
    let mut conn = org.pools.readers.acquire().await?;
    let access = find(&mut conn, &sent, TokenKind::Access).await?;
    let refresh = find(&mut conn, &sent, TokenKind::Refresh)
        .await?
        .filter(|token| !token.used);
    let Some(token) = access.or(refresh) else {
        return Ok(Answer::ok(Json::object([("active", false.into())])));
    };
    let now = org.clock.now().as_second();
    Ok(Answer::ok(Json::object([
        ("active", true.into()),
        ("scope", token.scope.into()),
        ("client_id", org.client_id.as_str().into()),
        (
            "sub",
            format!("{}/id/{}/{}", org.url, org.id, token.user_id).into(),
        ),
        ("token_type", "access_token".into()),
        ("exp", (now + 7200).into()),
        ("iat", now.into()),
        ("nbf", now.into()),
    ])))
}
