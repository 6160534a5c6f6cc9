//! Sign-in sessions: bytes under an id, until they expire. An id is found before its workspace is known.

use crate::database::{Source, on};
use crate::row::time;
use crate::writer::Tx;
use crate::{Change, Result};
use domain::actor::ActorId;
use domain::id::WorkspaceId;
use domain::time::Timestamp;

#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Unguessable, as text.
    pub id: String,
    /// Who is signed in; none before sign-in is done.
    pub owner: Option<(WorkspaceId, ActorId)>,
    pub data: Vec<u8>,
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("owner", &self.owner)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Stores a session; false when the id is taken and `replace` is not set.
pub async fn put(tx: &mut Tx<'_>, session: &Session, replace: bool) -> Result<bool> {
    let query = if replace {
        "insert into sessions (id, workspace, actor, data, expires_at) values ($1, $2, $3, $4, $5) \
         on conflict (id) do update set workspace = excluded.workspace, actor = excluded.actor, data = excluded.data, expires_at = excluded.expires_at"
    } else {
        "insert into sessions (id, workspace, actor, data, expires_at) values ($1, $2, $3, $4, $5) on conflict (id) do nothing"
    };
    let rows = on!(tx.conn(), c => sqlx::query(query)
        .bind(session.id.as_str())
        .bind(session.owner.as_ref().map(|(workspace, _)| workspace.as_str()))
        .bind(session.owner.as_ref().map(|(_, actor)| actor.as_str()))
        .bind(session.data.as_slice()).bind(session.expires_at.micros())
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}

type Row = (String, Option<String>, Option<String>, Vec<u8>, i64);

/// The session of that id, if it has not expired.
pub async fn load(
    from: impl Into<Source<'_>>,
    id: &str,
    now: Timestamp,
) -> Result<Option<Session>> {
    let mut held = from.into().held().await?;
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(
        "select id, workspace, actor, data, expires_at from sessions where id = $1 and expires_at > $2")
        .bind(id).bind(now.micros()).fetch_optional(c).await?);
    row.map(|(id, workspace, actor, data, expires_at)| {
        let owner = match workspace.zip(actor) {
            Some((workspace, actor)) => {
                Some((crate::row::parse(&workspace)?, crate::row::parse(&actor)?))
            }
            None => None,
        };
        Ok(Session {
            id,
            owner,
            data,
            expires_at: time(expires_at),
        })
    })
    .transpose()
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

/// Signs somebody out everywhere; gives how many sessions that were.
pub async fn delete_all_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
) -> Result<u64> {
    Ok(
        on!(tx.conn(), c => sqlx::query("delete from sessions where workspace = $1 and actor = $2")
        .bind(workspace.as_str()).bind(actor.as_str()).execute(c).await?.rows_affected()),
    )
}

/// Forgets what has expired.
pub async fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    Ok(
        on!(tx.conn(), c => sqlx::query("delete from sessions where expires_at <= $1").bind(now.micros()).execute(c).await?.rows_affected()),
    )
}
