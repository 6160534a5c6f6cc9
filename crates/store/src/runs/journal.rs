use super::lease::Lease;
use super::payload::{self, Payload};
use super::wake::Request;
use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::row::{bigint, from_json, from_word, json, time, word};
use crate::script::{Script, args};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::id::{RunId, WorkspaceId};
use domain::observation::Observation;
use domain::run::State;
use domain::time::Timestamp;
use sqlx::FromRow;

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
    let mut script = Script::default();
    advance(&mut script, lease, first, entries, then)?;
    keep(&mut script, &lease.workspace, entries)?;
    let rows: Vec<AfterRow> = script.rows(tx.conn()).await.map_err(|error| {
        // Whoever holds the lease now has written these numbers already.
        match taken("number")(error) {
            Error::Taken(_) => Error::Stale,
            other => other,
        }
    })?;
    let row = rows.into_iter().next().ok_or(Error::Stale)?;
    let after = Appended {
        request: row.request.as_deref().map(from_word).transpose()?,
        nudged: row.nudged_at.is_some(),
        wake_at: row.wake_at.filter(|_| row.leased_by.is_none()).map(time),
    };
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
fn advance<'a>(
    script: &mut Script<'a>,
    lease: &'a Lease,
    first: &Observation,
    entries: &Entries,
    then: Then,
) -> Result<()> {
    let state = &entries.state;
    let ended_at = state
        .ended
        .and(entries.observations.last())
        .map(|last| last.at.micros());
    let (query, when) = match then {
        Then::Keep { until } => (KEEP, Some(until)),
        Then::Release { wake_at } => (RELEASE, wake_at),
    };
    script.add(
        query,
        args![
            lease.run.as_str(),
            bigint(lease.epoch)?,
            bigint(first.number)? - 1,
            first.previous.to_string(),
            json(state)?,
            word(&state.phase())?,
            state.ended.as_ref().map(word).transpose()?,
            ended_at,
            bigint(state.last)?,
            entries.head.to_string(),
            when.map(Timestamp::micros),
        ],
    );
    Ok(())
}

/// Stores observations and payloads; whoever calls has made sure that they go on where the journal stands.
pub(super) fn keep<'a>(
    script: &mut Script<'a>,
    workspace: &'a WorkspaceId,
    entries: &'a Entries,
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
    for some in entries.observations.chunks(ROWS) {
        let row = |observation: &'a Observation| {
            Ok(args![
                observation.run.as_str(),
                bigint(observation.number)?,
                workspace.as_str(),
                json(observation)?,
            ])
        };
        let rows: Result<_> = some.iter().map(row).collect();
        script.insert("observations (run, number, workspace, body)", rows?, "");
    }
    payload::keep(script, workspace, &entries.payloads);
    Ok(())
}

/// Rows of one statement. So there are few texts of statements, and all of them stay prepared.
const ROWS: usize = 8;

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
