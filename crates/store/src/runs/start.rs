use super::journal::{self, Entries};
use super::lease::Lease;
use crate::database::on;
use crate::row::{bigint, json, word};
use crate::script::{Script, args};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::id::{ActorId, ConnectionId, MissionId, RunId, WorkerId, WorkspaceId};
use domain::record::RecordRef;
use domain::time::Timestamp;
use domain::value::Value;
use std::collections::BTreeMap;

/// Everything a run begins with.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub id: RunId,
    pub workspace: WorkspaceId,
    pub mission: MissionId,
    pub version: Digest,
    pub connection: Option<ConnectionId>,
    pub started_by: ActorId,
    pub behind: Option<ActorId>,
    pub inputs: BTreeMap<String, Value>,
    pub at: Timestamp,
    /// Observation 1, and whatever else is known at once.
    pub entries: Entries,
    /// The event that set it off, when it is one that must not do so twice.
    pub sighting: Option<Sighting>,
    /// It proposes nothing to anybody.
    pub trial: bool,
    /// The caller's own key, when the same request may arrive twice.
    pub key: Option<StartKey>,
    /// A worker that goes on with it at once, and until when. Without one, the run is due now for anybody.
    pub lease_to: Option<(WorkerId, Timestamp)>,
}

/// A record that a trigger found: once for a new one; once for each stamp when changes count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub connection: ConnectionId,
    pub record: RecordRef,
    pub stamp: Option<Timestamp>,
}

/// An idempotency key. It belongs to the caller: two callers may use the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartKey {
    pub actor: ActorId,
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Started(RunId, Option<Lease>),
    /// The same event or request has started this run before.
    Already(RunId),
}

/// Starts a run, or finds the one that the same event or request has started.
pub async fn start(tx: &mut Tx<'_>, new: &NewRun) -> Result<Start> {
    if let Some(sighting) = &new.sighting
        && !sight(tx, new, sighting).await?
    {
        let first = first_sighting(tx, new, sighting).await?;
        if let Some(key) = &new.key {
            claim(tx, new, key, &first).await?;
        }
        return Ok(Start::Already(first));
    }
    if let Some(key) = &new.key
        && !claim(tx, new, key, &new.id).await?
    {
        let first = claimed(tx, new, key).await?;
        if let Some(sighting) = &new.sighting {
            point_to(tx, new, sighting, &first).await?;
        }
        return Ok(Start::Already(first));
    }
    let mut script = Script::default();
    insert(&mut script, new)?;
    journal::keep(&mut script, &new.workspace, &new.entries)?;
    let stored = script.run(tx.conn()).await;
    stored.map_err(crate::error::taken("run id"))?;
    tx.announce(Change::Run(new.id.clone()));
    let Some((worker, until)) = &new.lease_to else {
        tx.announce(Change::Due(new.at));
        return Ok(Start::Started(new.id.clone(), None));
    };
    let lease = Lease {
        run: new.id.clone(),
        workspace: new.workspace.clone(),
        worker: worker.clone(),
        epoch: 1,
        until: *until,
    };
    Ok(Start::Started(new.id.clone(), Some(lease)))
}

fn insert<'a>(script: &mut Script<'a>, new: &'a NewRun) -> Result<()> {
    let state = &new.entries.state;
    let row = args![
        new.id.as_str(),
        new.workspace.as_str(),
        new.mission.as_str(),
        new.version.to_string(),
        new.connection.as_ref().map(ConnectionId::as_str),
        new.started_by.as_str(),
        new.behind.as_ref().map(ActorId::as_str),
        json(&new.inputs)?,
        new.at.micros(),
        word(&state.phase())?,
        state.ended.as_ref().map(word).transpose()?,
        state.ended.map(|_| new.at.micros()),
        json(state)?,
        bigint(state.last)?,
        new.entries.head.to_string(),
        state.ended.is_none().then_some(new.at.micros()),
        new.lease_to.as_ref().map(|(worker, _)| worker.as_str()),
        new.lease_to.as_ref().map(|(_, until)| until.micros()),
        i64::from(new.lease_to.is_some()),
        new.trial,
    ];
    script.insert(
        "runs (id, workspace, mission, version, connection, started_by, behind, inputs, started_at, phase, \
               verdict, ended_at, state, last_number, head, wake_at, leased_by, leased_until, epoch, trial)",
        vec![row],
        "",
    );
    Ok(())
}

fn stamp(sighting: &Sighting) -> String {
    sighting
        .stamp
        .map(|stamp| stamp.micros().to_string())
        .unwrap_or_default()
}

/// False when this was seen before.
async fn sight(tx: &mut Tx<'_>, new: &NewRun, seen: &Sighting) -> Result<bool> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "insert into sightings (workspace, mission, connection, object, record, stamp, run, seen_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing")
        .bind(new.workspace.as_str()).bind(new.mission.as_str()).bind(seen.connection.as_str())
        .bind(seen.record.object.as_str()).bind(seen.record.id.as_str()).bind(stamp(seen))
        .bind(new.id.as_str()).bind(new.at.micros())
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}

async fn first_sighting(tx: &mut Tx<'_>, new: &NewRun, seen: &Sighting) -> Result<RunId> {
    let run: Option<String> = on!(tx.conn(), c => sqlx::query_scalar(
        "select run from sightings where workspace = $1 and mission = $2 and connection = $3 and object = $4 and record = $5 and stamp = $6")
        .bind(new.workspace.as_str()).bind(new.mission.as_str()).bind(seen.connection.as_str())
        .bind(seen.record.object.as_str()).bind(seen.record.id.as_str()).bind(stamp(seen))
        .fetch_optional(c).await?);
    crate::row::parse(&run.ok_or(Error::Busy)?)
}

async fn point_to(tx: &mut Tx<'_>, new: &NewRun, seen: &Sighting, run: &RunId) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "update sightings set run = $7 \
         where workspace = $1 and mission = $2 and connection = $3 and object = $4 and record = $5 and stamp = $6")
        .bind(new.workspace.as_str()).bind(new.mission.as_str()).bind(seen.connection.as_str())
        .bind(seen.record.object.as_str()).bind(seen.record.id.as_str()).bind(stamp(seen)).bind(run.as_str())
        .execute(c).await.map(|_| ())?);
    Ok(())
}

/// False when the caller has used this key before.
async fn claim(tx: &mut Tx<'_>, new: &NewRun, key: &StartKey, run: &RunId) -> Result<bool> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "insert into start_keys (workspace, actor, key, run, asked_at) values ($1, $2, $3, $4, $5) on conflict do nothing")
        .bind(new.workspace.as_str()).bind(key.actor.as_str()).bind(key.key.as_str())
        .bind(run.as_str()).bind(new.at.micros())
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}

async fn claimed(tx: &mut Tx<'_>, new: &NewRun, key: &StartKey) -> Result<RunId> {
    let run: Option<String> = on!(tx.conn(), c => sqlx::query_scalar(
        "select run from start_keys where workspace = $1 and actor = $2 and key = $3")
        .bind(new.workspace.as_str()).bind(key.actor.as_str()).bind(key.key.as_str())
        .fetch_optional(c).await?);
    crate::row::parse(&run.ok_or(Error::Busy)?)
}
