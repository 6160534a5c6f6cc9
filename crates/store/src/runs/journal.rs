use super::lease::Lease;
use super::payload::{self, Payload};
use super::wake::Request;
use crate::database::{InWorkspace, on};
use crate::row::{bigint, from_json, from_word, json, time, word};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::id::{RunId, WorkspaceId};
use domain::observation::Observation;
use domain::run::State;
use domain::time::Timestamp;
use sqlx::{FromRow, QueryBuilder};

/// What one job adds to a journal: observations, their payloads, and the state they fold into.
#[derive(Clone, Debug)]
pub struct Entries {
    /// In order, numbered on from the last, each carrying the hash of the one before.
    pub observations: Vec<Observation>,
    pub payloads: Vec<Payload>,
    /// The fold up to and with the last of them.
    pub state: State,
    /// The hash of the last of them.
    pub head: Digest,
}

/// What becomes of the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The worker goes on, and holds it until then.
    Keep { until: Timestamp },
    /// The run sleeps until then, or until it is woken. A wake that came in the meantime is not lost.
    Release { wake_at: Option<Timestamp> },
}

/// What the worker should know after its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub request: Option<Request>,
    /// Somebody woke the run while it was held.
    pub nudged: bool,
    /// When it is due again, if it was let go.
    pub wake_at: Option<Timestamp>,
}

const ROWS: usize = 16;

/// Appends to the journal under a lease.
///
/// # Errors
/// [`Error::Stale`] when the lease has a newer owner or the journal does not stand where these entries go on.
pub async fn append(
    tx: &mut Tx<'_>,
    lease: &Lease,
    entries: &Entries,
    then: Then,
) -> Result<Appended> {
    let Some(first) = entries.observations.first() else {
        return Err(Error::nonsense("nothing to append"));
    };
    let after = advance(tx, lease, first, entries, then).await?;
    keep(tx, &lease.workspace, entries).await?;
    tx.announce(Change::Run(lease.run.clone()));
    if let Some(due) = after.wake_at {
        tx.announce(Change::Due(due));
    }
    Ok(after)
}

/// A lease that is kept leaves the wake time alone, so that a dead worker's run is due.
const KEEP: &str = "update runs set state = $5, phase = $6, verdict = $7, ended_at = $8, last_number = $9, head = $10, leased_until = $11 \
      where id = $1 and epoch = $2 and last_number = $3 and head = $4 and leased_by is not null \
     returning request, nudged_at, wake_at, leased_by";
const RELEASE: &str = "update runs set state = $5, phase = $6, verdict = $7, ended_at = $8, last_number = $9, head = $10, \
            leased_by = null, leased_until = null, nudged_at = null, \
            wake_at = case when $8 is not null then null \
                           when nudged_at is not null and ($11 is null or nudged_at < $11) then nudged_at else $11 end \
      where id = $1 and epoch = $2 and last_number = $3 and head = $4 and leased_by is not null \
     returning request, nudged_at, wake_at, leased_by";

#[derive(FromRow)]
struct AfterRow {
    request: Option<String>,
    nudged_at: Option<i64>,
    wake_at: Option<i64>,
    leased_by: Option<String>,
}

/// Moves the run on, if lease, number and hash fit.
async fn advance(
    tx: &mut Tx<'_>,
    lease: &Lease,
    first: &Observation,
    entries: &Entries,
    then: Then,
) -> Result<Appended> {
    let state = &entries.state;
    let (kept, phase, verdict) = (
        json(state)?,
        word(&state.phase())?,
        state.ended.as_ref().map(word).transpose()?,
    );
    let ended_at = state
        .ended
        .and(entries.observations.last())
        .map(|last| last.at.micros());
    let (before, last) = (bigint(first.number)? - 1, bigint(state.last)?);
    let (query, when) = match then {
        Then::Keep { until } => (KEEP, Some(until)),
        Then::Release { wake_at } => (RELEASE, wake_at),
    };
    let row: Option<AfterRow> = on!(tx.conn(), c => sqlx::query_as(query)
        .bind(lease.run.as_str()).bind(bigint(lease.epoch)?).bind(before).bind(first.previous.to_string())
        .bind(kept).bind(phase).bind(verdict).bind(ended_at).bind(last).bind(entries.head.to_string())
        .bind(when.map(Timestamp::micros))
        .fetch_optional(c).await?);
    let row = row.ok_or(Error::Stale)?;
    Ok(Appended {
        request: row.request.as_deref().map(from_word).transpose()?,
        nudged: row.nudged_at.is_some(),
        wake_at: row.wake_at.filter(|_| row.leased_by.is_none()).map(time),
    })
}

/// Stores observations and payloads; whoever calls has made sure that they go on where the journal stands.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    entries: &Entries,
) -> Result<()> {
    let contiguous = entries
        .observations
        .windows(2)
        .all(|pair| pair[1].number == pair[0].number + 1);
    let last = entries.observations.last().map(|last| last.number);
    if !contiguous || last != Some(entries.state.last) {
        return Err(Error::nonsense(
            "observations are not numbered without gaps up to the state",
        ));
    }
    debug_assert!(
        entries
            .observations
            .last()
            .is_none_or(|last| last.hash().is_ok_and(|hash| hash == entries.head))
    );
    let mut rows = Vec::with_capacity(entries.observations.len());
    for observation in &entries.observations {
        rows.push((
            observation.run.as_str(),
            bigint(observation.number)?,
            json(observation)?,
        ));
    }
    for rows in rows.chunks(ROWS) {
        on!(tx.conn(), c => {
            let mut insert = QueryBuilder::new("insert into observations (run, number, workspace, body) ");
            insert.push_values(rows, |mut row, (run, number, body)| {
                row.push_bind(*run).push_bind(*number).push_bind(workspace.as_str()).push_bind(body.as_str());
            });
            insert.build().execute(c).await.map(|_| ())
        })?;
    }
    payload::keep(tx, workspace, &entries.payloads).await
}

/// The journal after a number, oldest first, at most 500 at a time.
pub async fn observations(
    here: InWorkspace<'_>,
    run: &RunId,
    after: u64,
    limit: u32,
) -> Result<Vec<Observation>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let bodies: Vec<String> = on!(held.conn(), c => sqlx::query_scalar(
        "select body from observations where run = $1 and number > $2 and workspace = $3 order by number limit $4")
        .bind(run.as_str()).bind(bigint(after)?).bind(workspace).bind(i64::from(limit.min(500)))
        .fetch_all(c).await?);
    bodies.iter().map(|body| from_json(body)).collect()
}

/// One observation. `Gone` when the run has none of that number.
pub async fn observation(here: InWorkspace<'_>, run: &RunId, number: u64) -> Result<Observation> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let body: String = on!(held.conn(), c => sqlx::query_scalar(
        "select body from observations where run = $1 and number = $2 and workspace = $3")
        .bind(run.as_str()).bind(bigint(number)?).bind(workspace)
        .fetch_one(c).await?);
    from_json(&body)
}
