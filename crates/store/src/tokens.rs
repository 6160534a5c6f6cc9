//! Service tokens: how programs and agents sign in. Only the SHA-256 of a secret is kept.

use crate::database::{InWorkspace, Source, on};
use crate::error::taken;
use crate::page::{Page, Paged};
use crate::row::{clean, from_json, json, parse, parse_some, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::actor::ActorId;
use domain::canonical::Digest;
use domain::id::{MissionId, TokenId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    /// The agent it signs in.
    pub actor: ActorId,
    /// The person who answers for it.
    pub behind: Option<ActorId>,
    pub name: String,
    /// The missions it may launch; none means all.
    pub missions: Vec<MissionId>,
    /// What else it may do, as words.
    pub scopes: Vec<String>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, workspace, actor, behind, name, missions, scopes, created_at, expires_at, revoked_at";

/// Stores a token under the digest of its secret.
pub async fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    token: &Token,
    secret: &Digest,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into tokens (id, workspace, hash, actor, behind, name, missions, scopes, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(token.id.as_str()).bind(workspace.as_str()).bind(secret.to_string()).bind(token.actor.as_str())
        .bind(token.behind.as_ref().map(ActorId::as_str)).bind(clean(&token.name))
        .bind(json(&token.missions)?).bind(json(&token.scopes)?)
        .bind(token.created_at.micros()).bind(token.expires_at.map(Timestamp::micros))
        .execute(c).await.map(|_| ()).map_err(taken("token")))
}

/// The token with that secret, and its workspace: only one that is neither expired nor revoked, of an actor in service.
/// When its person has left, the token is dead too.
pub async fn by_hash(
    from: impl Into<Source<'_>>,
    secret: &Digest,
    now: Timestamp,
) -> Result<Option<(WorkspaceId, Token)>> {
    let mut held = from.into().held().await?;
    let query = format!(
        "select {COLUMNS} from tokens t where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2) \
            and exists (select 1 from actors a where a.id = t.actor and a.active) \
            and (behind is null or exists (select 1 from actors a where a.id = t.behind and a.active))"
    );
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(secret.to_string()).bind(now.micros()).fetch_optional(c).await?);
    row.map(|row| Ok((parse(&row.workspace)?, row.try_into()?)))
        .transpose()
}

/// Ends a token. Ending it again changes nothing.
pub async fn revoke(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    token: &TokenId,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update tokens set revoked_at = coalesce(revoked_at, $3) where id = $1 and workspace = $2")
        .bind(token.as_str()).bind(workspace.as_str()).bind(at.micros()).execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    // Whoever still answers under it looks again.
    tx.announce(Change::Workspace(workspace.clone()));
    Ok(())
}

/// Ends every token of an actor, and of the programs they answer for.
pub async fn revoke_all_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "update tokens set revoked_at = $3 where workspace = $1 and (actor = $2 or behind = $2) and revoked_at is null")
        .bind(workspace.as_str()).bind(actor.as_str()).bind(at.micros()).execute(c).await.map(|_| ())?);
    tx.announce(Change::Workspace(workspace.clone()));
    Ok(())
}

/// Tokens, newest first, ended ones too.
pub async fn list(here: InWorkspace<'_>, page: &Page) -> Result<Paged<Token>> {
    let workspace = here.id();
    let (at, id) = page.below();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from tokens where workspace = $1 and (created_at, id) < ($2, $3) order by created_at desc, id desc limit $4"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    let tokens = rows
        .into_iter()
        .map(Token::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(page.cut(tokens, |token| (token.created_at, token.id.to_string())))
}

#[derive(FromRow)]
struct Row {
    id: String,
    workspace: String,
    actor: String,
    behind: Option<String>,
    name: String,
    missions: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Token {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            actor: parse(&row.actor)?,
            behind: parse_some(row.behind.as_deref())?,
            name: row.name,
            missions: from_json(&row.missions)?,
            scopes: from_json(&row.scopes)?,
            created_at: time(row.created_at),
            expires_at: row.expires_at.map(time),
            revoked_at: row.revoked_at.map(time),
        })
    }
}
