//! Sign-in sessions: bytes under an id, until they expire. An id is found before its workspace is known.

use crate::database::{InWorkspace, Source, on};
use crate::row::{clean, parse, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::actor::ActorId;
use domain::id::WorkspaceId;
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Unguessable, as text.
    pub id: String,
    /// Who is signed in; none before sign-in is done.
    pub owner: Option<(WorkspaceId, ActorId)>,
    pub data: Vec<u8>,
    /// When and with what they signed in, as its owner is shown it.
    pub opened: Option<Opened>,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub at: Timestamp,
    /// `Firefox on Linux`, `countersign`.
    pub device: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("owner", &self.owner)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Stores a new session, or with `replace` one that is there; false when the id is taken, or was ended meanwhile: what was
/// ended stays ended.
pub async fn put(tx: &mut Tx<'_>, session: &Session, replace: bool) -> Result<bool> {
    let query = if replace {
        "update sessions set workspace = $2, actor = $3, data = $4, expires_at = $5, opened_at = $6, device = $7 where id = $1"
    } else {
        "insert into sessions (id, workspace, actor, data, expires_at, opened_at, device) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"
    };
    let rows = on!(tx.conn(), c => sqlx::query(query)
        .bind(session.id.as_str())
        .bind(session.owner.as_ref().map(|(workspace, _)| workspace.as_str()))
        .bind(session.owner.as_ref().map(|(_, actor)| actor.as_str()))
        .bind(session.data.as_slice()).bind(session.expires_at.micros())
        .bind(session.opened.as_ref().map(|opened| opened.at.micros()))
        .bind(session.opened.as_ref().map(|opened| clean(&opened.device)))
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}

const COLUMNS: &str = "id, workspace, actor, data, expires_at, opened_at, device";

/// The session of that id, if it has not expired.
pub async fn load(
    from: impl Into<Source<'_>>,
    id: &str,
    now: Timestamp,
) -> Result<Option<Session>> {
    let mut held = from.into().held().await?;
    let query = format!("select {COLUMNS} from sessions where id = $1 and expires_at > $2");
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(id).bind(now.micros()).fetch_optional(c).await?);
    row.map(Session::try_from).transpose()
}

/// Somebody's sessions that have not expired, the longest-lived first; at most two hundred.
pub async fn of(here: InWorkspace<'_>, actor: &ActorId, now: Timestamp) -> Result<Vec<Session>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from sessions where workspace = $1 and actor = $2 and expires_at > $3 order by expires_at desc, id limit 200"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(actor.as_str()).bind(now.micros()).fetch_all(c).await?);
    rows.into_iter().map(Session::try_from).collect()
}

/// Lets a session live longer, if it still does: one that was ended stays ended.
pub async fn extend(tx: &mut Tx<'_>, id: &str, until: Timestamp) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("update sessions set expires_at = $2 where id = $1 and expires_at < $2")
        .bind(id).bind(until.micros()).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Ends a session. Whoever still answers under it is told to look again.
pub async fn delete(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    let ended: Option<Option<String>> = on!(tx.conn(), c => sqlx::query_scalar(
        "delete from sessions where id = $1 returning workspace").bind(id).fetch_optional(c).await?);
    if let Some(workspace) = ended.flatten() {
        tx.announce(Change::Workspace(crate::row::parse(&workspace)?));
    }
    Ok(())
}

/// Signs somebody out everywhere, but for the session they keep; gives how many sessions that were. Whoever still answers
/// under one of them is told to look again.
pub async fn delete_all_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
    keep: Option<&str>,
) -> Result<u64> {
    let ended = on!(tx.conn(), c => sqlx::query("delete from sessions where workspace = $1 and actor = $2 and id <> $3")
        .bind(workspace.as_str()).bind(actor.as_str()).bind(keep.unwrap_or_default())
        .execute(c).await?.rows_affected());
    if ended > 0 {
        tx.announce(Change::Workspace(workspace.clone()));
    }
    Ok(ended)
}

/// Forgets what has expired.
pub async fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    Ok(
        on!(tx.conn(), c => sqlx::query("delete from sessions where expires_at <= $1").bind(now.micros()).execute(c).await?.rows_affected()),
    )
}

#[derive(FromRow)]
struct Row {
    id: String,
    workspace: Option<String>,
    actor: Option<String>,
    data: Vec<u8>,
    expires_at: i64,
    opened_at: Option<i64>,
    device: Option<String>,
}

impl TryFrom<Row> for Session {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let owner = match row.workspace.zip(row.actor) {
            Some((workspace, actor)) => Some((parse(&workspace)?, parse(&actor)?)),
            None => None,
        };
        Ok(Self {
            id: row.id,
            owner,
            data: row.data,
            opened: row.opened_at.map(|at| Opened {
                at: time(at),
                device: row.device.unwrap_or_default(),
            }),
            expires_at: time(row.expires_at),
        })
    }
}
