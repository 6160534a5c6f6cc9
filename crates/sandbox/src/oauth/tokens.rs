//! Tokens as rows: access and refresh tokens, in families that end together.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use sqlx::{Row as _, SqliteConnection};

use crate::org::Org;
use crate::store::{execute, rows};
use crate::value::Cell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Access,
    Refresh,
    Code,
}

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Code => "code",
        }
    }
}

/// A token with what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) user_id: String,
    pub(super) scope: String,
    pub(super) family: String,
    pub(super) used: bool,
    pub(super) detail: Option<String>,
}

pub(crate) fn random(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::rng().fill_bytes(&mut buffer);
    URL_SAFE_NO_PAD.encode(buffer)
}

/// `00D…!AQ…`: what clients take for an opaque access token.
pub(super) fn access_token(org: &Org) -> String {
    let body: String = random(72)
        .chars()
        .map(|letter| if letter == '-' { '.' } else { letter })
        .collect();
    format!("{}!AQ{body}", &org.id[..15])
}

pub(super) async fn find(
    conn: &mut SqliteConnection,
    token: &str,
    kind: TokenKind,
) -> Result<Option<Token>, sqlx::Error> {
    let sql =
        "select user_id, scope, family, used, detail from org_token where token = ? and kind = ?"
            .to_owned();
    let found = rows(
        conn,
        sql,
        vec![
            Cell::Text(token.to_owned()),
            Cell::Text(kind.name().to_owned()),
        ],
    )
    .await?;
    let Some(row) = found.first() else {
        return Ok(None);
    };
    Ok(Some(Token {
        user_id: row.try_get(0)?,
        scope: row.try_get(1)?,
        family: row.try_get(2)?,
        used: row.try_get(3)?,
        detail: row.try_get(4)?,
    }))
}

pub(super) async fn keep(
    conn: &mut SqliteConnection,
    token: &str,
    kind: TokenKind,
    of: &Token,
) -> Result<(), sqlx::Error> {
    let sql = "insert into org_token (token, kind, user_id, scope, family, used, detail) values (?, ?, ?, ?, ?, 0, ?)".to_owned();
    let detail = of.detail.clone().map_or(Cell::Null, Cell::Text);
    let binds = [token, kind.name(), &of.user_id, &of.scope, &of.family]
        .map(|text| Cell::Text(text.to_owned()));
    execute(conn, sql, binds.into_iter().chain([detail]).collect()).await?;
    Ok(())
}

/// Marks a code or refresh token as used up. It stays, so that using it again is noticed.
pub(super) async fn spend(conn: &mut SqliteConnection, token: &str) -> Result<bool, sqlx::Error> {
    Ok(execute(
        conn,
        "update org_token set used = 1 where token = ? and used = 0".to_owned(),
        vec![Cell::Text(token.to_owned())],
    )
    .await?
        == 1)
}

pub(super) async fn end_family(
    conn: &mut SqliteConnection,
    family: &str,
) -> Result<(), sqlx::Error> {
    execute(
        conn,
        "delete from org_token where family = ?".to_owned(),
        vec![Cell::Text(family.to_owned())],
    )
    .await?;
    Ok(())
}

pub(super) async fn end(conn: &mut SqliteConnection, token: &str) -> Result<(), sqlx::Error> {
    execute(
        conn,
        "delete from org_token where token = ?".to_owned(),
        vec![Cell::Text(token.to_owned())],
    )
    .await?;
    Ok(())
}

/// The user behind an access token.
pub(crate) async fn user_of(
    conn: &mut SqliteConnection,
    access_token: &str,
) -> Result<Option<String>, sqlx::Error> {
    Ok(find(conn, access_token, TokenKind::Access)
        .await?
        .map(|token| token.user_id))
}

/// Ends one access token.
pub(crate) async fn forget(org: &Arc<Org>, access_token: &str) -> Result<(), sqlx::Error> {
    end(&mut *org.pools.writer.acquire().await?, access_token).await
}

pub(crate) async fn expire_all(org: &Arc<Org>) -> Result<(), sqlx::Error> {
    execute(
        &mut *org.pools.writer.acquire().await?,
        "delete from org_token where kind = 'access'".to_owned(),
        vec![],
    )
    .await?;
    Ok(())
}

pub(crate) async fn revoke_all(org: &Arc<Org>) -> Result<(), sqlx::Error> {
    execute(
        &mut *org.pools.writer.acquire().await?,
        "delete from org_token".to_owned(),
        vec![],
    )
    .await?;
    Ok(())
}

/// A session for any user, without asking.
pub(crate) async fn session(org: &Arc<Org>, user_id: &str) -> Result<String, sqlx::Error> {
    let token = access_token(org);
    let of = Token {
        user_id: user_id.to_owned(),
        scope: "api".to_owned(),
        family: random(16),
        used: false,
        detail: None,
    };
    keep(
        &mut *org.pools.writer.acquire().await?,
        &token,
        TokenKind::Access,
        &of,
    )
    .await?;
    Ok(token)
}
