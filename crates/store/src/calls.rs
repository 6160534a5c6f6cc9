//! The log of outside calls. It is written at low priority and may lose its end in a crash; the journal does not.

use crate::Result;
use crate::database::{InWorkspace, on};
use crate::row::{clean, count, parse, parse_some, time};
use crate::writer::Tx;
use domain::id::{ConnectionId, RunId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::QueryBuilder;
use std::time::Duration;

/// One call. It names what was asked, never what was in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub run: Option<RunId>,
    pub connection: ConnectionId,
    pub at: Timestamp,
    /// `GET sobjects/Account/…`; no field values, no tokens.
    pub what: String,
    /// The HTTP status; none when no answer came.
    pub status: Option<u16>,
    pub took: Duration,
    pub error: Option<String>,
}

/// Calls in one statement; more would reach the limit of bound values.
const ROWS: usize = 50;

/// Use it with `store.write_later`.
pub async fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, calls: &[Call]) -> Result<()> {
    for calls in calls.chunks(ROWS) {
        on!(tx.conn(), c => {
            let mut insert = QueryBuilder::new("insert into calls (workspace, run, connection, at, what, status, took_micros, error) ");
            insert.push_values(calls, |mut row, call| {
                row.push_bind(workspace.as_str()).push_bind(call.run.as_ref().map(RunId::as_str)).push_bind(call.connection.as_str())
                    .push_bind(call.at.micros()).push_bind(clean(&call.what)).push_bind(call.status.map(i64::from))
                    .push_bind(i64::try_from(call.took.as_micros()).unwrap_or(i64::MAX)).push_bind(call.error.as_deref().map(clean));
            });
            insert.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

type Row = (
    Option<String>,
    String,
    i64,
    String,
    Option<i64>,
    i64,
    Option<String>,
);

/// The first five hundred calls of a run, in order.
pub async fn by_run(here: InWorkspace<'_>, run: &RunId) -> Result<Vec<Call>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(
        "select run, connection, at, what, status, took_micros, error from calls where run = $1 and workspace = $2 order by id limit 500")
        .bind(run.as_str()).bind(workspace).fetch_all(c).await?);
    rows.into_iter().map(call).collect()
}

/// Forgets calls before this time.
pub async fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    Ok(
        on!(tx.conn(), c => sqlx::query("delete from calls where at < $1").bind(before.micros()).execute(c).await?.rows_affected()),
    )
}

fn call((run, connection, at, what, status, took, error): Row) -> Result<Call> {
    Ok(Call {
        run: parse_some(run.as_deref())?,
        connection: parse(&connection)?,
        at: time(at),
        what,
        status: status.map(count).transpose()?,
        took: Duration::from_micros(count(took)?),
        error,
    })
}
