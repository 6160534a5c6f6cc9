//! Triggers: from when on a mission watches an object, and how far it has looked.

use crate::Result;
use crate::database::{InWorkspace, on};
use crate::row::{parse, time};
use crate::writer::Tx;
use domain::id::{ConnectionId, MissionId, WorkspaceId};
use domain::record::{ObjectName, RecordId};
use domain::time::Timestamp;

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub mission: MissionId,
    pub connection: ConnectionId,
    pub object: ObjectName,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In the org's clock; older records never fire. It stays when a new version is published.
    pub activated_at: Timestamp,
    /// The last record looked at, by `SystemModstamp` and id.
    pub reached: Option<(Timestamp, RecordId)>,
}

pub async fn mark(here: InWorkspace<'_>, watch: &Watch) -> Result<Option<Mark>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let row: Option<(i64, Option<i64>, Option<String>)> = on!(held.conn(), c => sqlx::query_as(
        "select activated_at, reached_at, reached_id from triggers where workspace = $1 and mission = $2 and connection = $3 and object = $4")
        .bind(workspace).bind(watch.mission.as_str()).bind(watch.connection.as_str()).bind(watch.object.as_str())
        .fetch_optional(c).await?);
    row.map(|(activated_at, at, id)| {
        let reached = match at.zip(id) {
            Some((at, id)) => Some((time(at), parse(&id)?)),
            None => None,
        };
        Ok(Mark {
            activated_at: time(activated_at),
            reached,
        })
    })
    .transpose()
}

/// Stores how far it has come. Best in the job that starts the runs it found.
pub async fn set_mark(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    watch: &Watch,
    mark: &Mark,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into triggers (workspace, mission, connection, object, activated_at, reached_at, reached_id) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace, mission, connection, object) do update \
         set activated_at = excluded.activated_at, reached_at = excluded.reached_at, reached_id = excluded.reached_id")
        .bind(workspace.as_str()).bind(watch.mission.as_str()).bind(watch.connection.as_str()).bind(watch.object.as_str())
        .bind(mark.activated_at.micros())
        .bind(mark.reached.as_ref().map(|(at, _)| at.micros())).bind(mark.reached.as_ref().map(|(_, id)| id.as_str()))
        .execute(c).await.map(|_| ())?);
    Ok(())
}

/// Forgets changes (not new records) that were seen before this time, and callers' keys of that age. The mark must have
/// passed them by more than the overlap.
pub async fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    let seen = on!(tx.conn(), c => sqlx::query("delete from sightings where seen_at < $1 and stamp <> ''")
        .bind(before.micros()).execute(c).await?.rows_affected());
    let keys = on!(tx.conn(), c => sqlx::query("delete from start_keys where asked_at < $1")
        .bind(before.micros()).execute(c).await?.rows_affected());
    Ok(seen + keys)
}
