use super::lease::Lease;
use crate::database::on;
use crate::row::{bigint, word};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::id::{ActorId, RunId, WorkspaceId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What somebody wants of a run. Its worker answers with an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Pause,
    Resume,
    Cancel,
}

/// Makes a run due at that time, or earlier when it already is. One that is held is due again when it is let go.
/// A run that has ended sleeps on.
pub async fn wake(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    run: &RunId,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update runs set wake_at = case when wake_at is null or wake_at > $3 then $3 else wake_at end, \
                nudged_at = case when leased_by is null then null when nudged_at is null or nudged_at > $3 then $3 else nudged_at end \
          where id = $1 and workspace = $2 and ended_at is null")
        .bind(run.as_str()).bind(workspace.as_str()).bind(at.micros())
        .execute(c).await?.rows_affected());
    if rows == 1 {
        tx.announce(Change::Due(at));
    }
    Ok(())
}

/// Asks a run to pause, go on or stop, and wakes it. The last request counts.
///
/// # Errors
/// [`Error::Gone`] when there is no such run or it has ended.
pub async fn request(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    run: &RunId,
    request: Request,
    by: &ActorId,
    now: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update runs set request = $3, requested_by = $4 where id = $1 and workspace = $2 and ended_at is null")
        .bind(run.as_str()).bind(workspace.as_str()).bind(word(&request)?).bind(by.as_str())
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    wake(tx, workspace, run, now).await
}

/// The worker has done what was asked; a request that came after it stays.
pub async fn answered(tx: &mut Tx<'_>, lease: &Lease, request: Request) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "update runs set request = null, requested_by = null where id = $1 and epoch = $2 and request = $3")
        .bind(lease.run.as_str()).bind(bigint(lease.epoch)?).bind(word(&request)?)
        .execute(c).await.map(|_| ())?);
    Ok(())
}
