//! Writes to the org: an intent before each is sent, an outcome after. Between the two nobody may send it again.

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::row::{bigint, count, from_json, from_word, json, parse, time, word};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::change::{Operation, PartNumber};
use domain::id::{DecisionId, RunId, WorkspaceId};
use domain::observation::Outcome;
use domain::record::RecordRef;
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

/// One attempt to write one signed part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    pub run: RunId,
    pub decision: DecisionId,
    pub part: PartNumber,
    /// Counts from 1; a further one exists only when the one before certainly did not reach the org.
    pub attempt: u32,
    pub operation: Operation,
    /// What was signed.
    pub digest: Digest,
    /// The record it is about; none for one that is still to be made.
    pub record: Option<RecordRef>,
    pub intended_at: Timestamp,
    /// After this instant nobody sends it, and whoever takes over may look at the org.
    pub send_by: Timestamp,
}

/// An intent, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub intent: Intent,
    pub settled: Option<(Outcome, Timestamp)>,
}

const COLUMNS: &str = "run, decision, part, attempt, operation, digest, object, record, intended_at, send_by, outcome, settled_at";

/// Stores the intent, in the job that appends its observation. `Taken` when this attempt was stored before: do not send.
pub async fn intend(tx: &mut Tx<'_>, workspace: &WorkspaceId, intent: &Intent) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into writes (decision, part, attempt, workspace, run, operation, digest, object, record, intended_at, send_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(intent.decision.as_str()).bind(number(intent.part)).bind(bigint(intent.attempt)?).bind(workspace.as_str())
        .bind(intent.run.as_str()).bind(word(&intent.operation)?).bind(intent.digest.to_string())
        .bind(intent.record.as_ref().map(|record| record.object.as_str()))
        .bind(intent.record.as_ref().map(|record| record.id.as_str()))
        .bind(intent.intended_at.micros()).bind(intent.send_by.micros())
        .execute(c).await.map(|_| ()).map_err(taken("attempt")))
}

/// Stores what came of it. An unclear outcome may be replaced once more is known; any other stands (`Stale`).
/// `made` is the record that a create turned out to have made.
#[expect(clippy::too_many_arguments, reason = "three of them name the row")]
pub async fn settle(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    decision: &DecisionId,
    part: PartNumber,
    attempt: u32,
    outcome: &Outcome,
    made: Option<&RecordRef>,
    at: Timestamp,
) -> Result<()> {
    let open = matches!(outcome, Outcome::Unclear { .. });
    let rows = on!(tx.conn(), c => sqlx::query(
        "update writes set outcome = $5, settled_at = $6, object = coalesce($7, object), record = coalesce($8, record) \
          where decision = $1 and part = $2 and attempt = $3 and workspace = $4 and settled_at is null")
        .bind(decision.as_str()).bind(number(part)).bind(bigint(attempt)?).bind(workspace.as_str())
        .bind(json(outcome)?).bind((!open).then_some(at.micros()))
        .bind(made.map(|record| record.object.as_str())).bind(made.map(|record| record.id.as_str()))
        .execute(c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Writes of a run of which nobody knows yet whether they happened.
pub async fn unsettled(here: InWorkspace<'_>, run: &RunId) -> Result<Vec<Write>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from writes where run = $1 and settled_at is null and workspace = $2 order by decision, part, attempt"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(run.as_str()).bind(workspace).fetch_all(c).await?);
    rows.into_iter().map(Write::try_from).collect()
}

/// All attempts of one decision, in order.
pub async fn by_decision(here: InWorkspace<'_>, decision: &DecisionId) -> Result<Vec<Write>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from writes where decision = $1 and workspace = $2 order by part, attempt"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(decision.as_str()).bind(workspace).fetch_all(c).await?);
    rows.into_iter().map(Write::try_from).collect()
}

/// The last two hundred writes to a record, newest first.
pub async fn by_record(here: InWorkspace<'_>, record: &RecordRef) -> Result<Vec<Write>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from writes where workspace = $1 and object = $2 and record = $3 order by intended_at desc, decision, part limit 200"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(record.object.as_str()).bind(record.id.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Write::try_from).collect()
}

/// As people count, from 1.
fn number(part: PartNumber) -> i64 {
    i64::try_from(part.place() + 1).unwrap_or(i64::MAX)
}

#[derive(FromRow)]
struct Row {
    run: String,
    decision: String,
    part: i64,
    attempt: i64,
    operation: String,
    digest: String,
    object: Option<String>,
    record: Option<String>,
    intended_at: i64,
    send_by: i64,
    outcome: Option<String>,
    settled_at: Option<i64>,
}

impl TryFrom<Row> for Write {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let record = match row.object.zip(row.record) {
            Some((object, id)) => Some(RecordRef::new(parse(&object)?, parse(&id)?)),
            None => None,
        };
        let intent = Intent {
            run: parse(&row.run)?,
            decision: parse(&row.decision)?,
            part: parse(&row.part.to_string())?,
            attempt: count(row.attempt)?,
            operation: from_word(&row.operation)?,
            digest: parse(&row.digest)?,
            record,
            intended_at: time(row.intended_at),
            send_by: time(row.send_by),
        };
        let settled = match row.outcome.zip(row.settled_at) {
            Some((outcome, at)) => Some((from_json(&outcome)?, time(at))),
            None => None,
        };
        Ok(Self { intent, settled })
    }
}
