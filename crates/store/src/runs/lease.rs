use super::{COLUMNS, Row, Run};
use crate::database::{Source, on};
use crate::row::{bigint, count, from_json, parse, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::id::{RunId, WorkerId, WorkspaceId};
use domain::run::State;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;

/// The right to append to a run. Its epoch grows with every owner, so that a late one is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub run: RunId,
    pub workspace: WorkspaceId,
    pub worker: WorkerId,
    pub epoch: u64,
    pub until: Timestamp,
}

/// A run that was taken, with all that is needed to go on.
#[derive(Clone, Debug)]
pub struct Leased {
    pub lease: Lease,
    pub run: Run,
    pub state: State,
}

#[derive(sqlx::FromRow)]
struct LeasedRow {
    #[sqlx(flatten)]
    run: Row,
    state: String,
    epoch: i64,
    leased_until: i64,
}

/// Leases the run that is due the longest. Two workers never get the same one.
pub async fn lease_next(
    tx: &mut Tx<'_>,
    worker: &WorkerId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Leased>> {
    Ok(lease_due(tx, worker, now, until, 1).await?.pop())
}

/// Leases at most so many due runs, of any workspace.
pub async fn lease_due(
    tx: &mut Tx<'_>,
    worker: &WorkerId,
    now: Timestamp,
    until: Timestamp,
    most: u32,
) -> Result<Vec<Leased>> {
    let which = format!(
        "select id from runs where wake_at <= $2 and (leased_until is null or leased_until <= $2) order by wake_at limit $4{}",
        tx.conn().skip_locked()
    );
    // A plain sub-query would be asked again for every row that another node has just taken.
    let query = format!(
        "with due as ({which}) \
         update runs set leased_by = $1, leased_until = $3, epoch = epoch + 1, wake_at = $2, nudged_at = null \
          where id in (select id from due) returning {COLUMNS}, state, epoch, leased_until"
    );
    let rows: Vec<LeasedRow> = on!(tx.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(worker.as_str()).bind(now.micros()).bind(until.micros()).bind(i64::from(most))
        .fetch_all(c).await?);
    rows.into_iter()
        .map(|row| row.into_leased(worker))
        .collect()
}

/// Takes one run, due or not, unless somebody else holds it.
pub async fn lease(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    run: &RunId,
    worker: &WorkerId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Leased>> {
    let query = format!(
        "update runs set leased_by = $1, leased_until = $3, epoch = epoch + 1, wake_at = $2, nudged_at = null \
          where id = $4 and workspace = $5 and ended_at is null and (leased_until is null or leased_until <= $2) \
         returning {COLUMNS}, state, epoch, leased_until"
    );
    let row: Option<LeasedRow> = on!(tx.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(worker.as_str()).bind(now.micros()).bind(until.micros()).bind(run.as_str()).bind(workspace.as_str())
        .fetch_optional(c).await?);
    row.map(|row| row.into_leased(worker)).transpose()
}

/// Holds the lease for longer. `Stale` when it is lost.
pub async fn extend(tx: &mut Tx<'_>, lease: &Lease, until: Timestamp) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update runs set leased_until = $3 where id = $1 and epoch = $2 and leased_by is not null and leased_until < $3")
        .bind(lease.run.as_str()).bind(bigint(lease.epoch)?).bind(until.micros())
        .execute(c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Lets go without appending. `Stale` when it was lost already, which the caller may well ignore.
pub async fn release(tx: &mut Tx<'_>, lease: &Lease, wake_at: Option<Timestamp>) -> Result<()> {
    let due: Option<Option<i64>> = on!(tx.conn(), c => sqlx::query_scalar(
        "update runs set leased_by = null, leased_until = null, nudged_at = null, \
                wake_at = case when nudged_at is not null and ($3 is null or nudged_at < $3) then nudged_at else $3 end \
          where id = $1 and epoch = $2 and leased_by is not null returning wake_at")
        .bind(lease.run.as_str()).bind(bigint(lease.epoch)?).bind(wake_at.map(Timestamp::micros))
        .fetch_optional(c).await?);
    match due {
        None => Err(Error::Stale),
        Some(due) => {
            if let Some(due) = due {
                tx.announce(Change::Due(time(due)));
            }
            Ok(())
        }
    }
}

/// Lets go of every run and every named lease. Only for a database that one process writes, when it begins: whoever held
/// them is dead. Answers how many runs were under way.
pub async fn drop_orphans(tx: &mut Tx<'_>) -> Result<u64> {
    on!(tx.conn(), c => sqlx::query("delete from leases").execute(c).await.map(|_| ())?);
    Ok(
        on!(tx.conn(), c => sqlx::query("update runs set leased_by = null, leased_until = null, nudged_at = null where leased_by is not null")
        .execute(c).await?.rows_affected()),
    )
}

/// When the next run is due that nobody holds.
pub async fn next_due(from: impl Into<Source<'_>>) -> Result<Option<Timestamp>> {
    let mut held = from.into().held().await?;
    let due: Option<i64> = on!(held.conn(), c => sqlx::query_scalar(
        "select wake_at from runs where wake_at is not null and leased_by is null order by wake_at limit 1")
        .fetch_optional(c).await?);
    Ok(due.map(time))
}

impl LeasedRow {
    fn into_leased(self, worker: &WorkerId) -> Result<Leased> {
        let lease = Lease {
            run: parse(&self.run.id)?,
            workspace: parse(&self.run.workspace)?,
            worker: worker.clone(),
            epoch: count(self.epoch)?,
            until: time(self.leased_until),
        };
        Ok(Leased {
            lease,
            state: from_json(&self.state)?,
            run: self.run.try_into()?,
        })
    }
}
