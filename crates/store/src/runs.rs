//! Runs: one mission, executed once. A run is taken by lease, grows by appending under that lease, and sleeps until
//! its `wake_at`.

mod journal;
mod lease;
mod list;
mod payload;
mod start;
mod wake;

pub use journal::{Appended, Entries, Then, append, observation, observations};
pub use lease::{
    Lease, Leased, drop_orphans, extend, lease, lease_due, lease_next, next_due, release,
};
pub use list::{Filter, count_by_phase, get, list, pinned};
pub use payload::{Payload, erase, payload};
pub use start::{NewRun, Sighting, Start, StartKey, start};
pub use wake::{Request, answered, request, wake};

use crate::row::{count, from_json, from_word, parse, parse_some, time};
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::id::{ActorId, ConnectionId, MissionId, RunId, WorkspaceId};
use domain::run::Phase;
use domain::time::Timestamp;
use domain::value::Value;
use domain::verdict::Verdict;
use std::collections::BTreeMap;

/// A run as lists show it. Its state and journal are asked for apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    pub workspace: WorkspaceId,
    pub mission: MissionId,
    /// The version it is pinned to.
    pub version: Digest,
    pub connection: Option<ConnectionId>,
    pub started_by: ActorId,
    /// The person behind a token or agent.
    pub behind: Option<ActorId>,
    pub inputs: BTreeMap<String, Value>,
    pub started_at: Timestamp,
    pub phase: Phase,
    pub verdict: Option<Verdict>,
    pub ended_at: Option<Timestamp>,
    pub last_number: u64,
    /// The hash of its last observation.
    pub head: Digest,
    pub wake_at: Option<Timestamp>,
    /// It reads like any run, and proposes nothing to anybody.
    pub trial: bool,
    /// What somebody wants of it, and who; until the worker has answered.
    pub request: Option<(Request, ActorId)>,
}

/// The columns of [`Run`], in every question about runs.
const COLUMNS: &str = "id, workspace, mission, version, connection, started_by, behind, inputs, started_at, phase, verdict, \
                       ended_at, last_number, head, wake_at, trial, request, requested_by";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace: String,
    mission: String,
    version: String,
    connection: Option<String>,
    started_by: String,
    behind: Option<String>,
    inputs: String,
    started_at: i64,
    phase: String,
    verdict: Option<String>,
    ended_at: Option<i64>,
    last_number: i64,
    head: String,
    wake_at: Option<i64>,
    trial: bool,
    request: Option<String>,
    requested_by: Option<String>,
}

impl TryFrom<Row> for Run {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            workspace: parse(&row.workspace)?,
            mission: parse(&row.mission)?,
            version: parse(&row.version)?,
            connection: parse_some(row.connection.as_deref())?,
            started_by: parse(&row.started_by)?,
            behind: parse_some(row.behind.as_deref())?,
            inputs: from_json(&row.inputs)?,
            started_at: time(row.started_at),
            phase: from_word(&row.phase)?,
            verdict: row.verdict.as_deref().map(from_word).transpose()?,
            ended_at: row.ended_at.map(time),
            last_number: count(row.last_number)?,
            head: parse(&row.head)?,
            wake_at: row.wake_at.map(time),
            trial: row.trial,
            request: match (row.request, row.requested_by) {
                (Some(request), Some(by)) => Some((from_word(&request)?, parse(&by)?)),
                _ => None,
            },
        })
    }
}
