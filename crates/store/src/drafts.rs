//! Drafts: missions while they are composed. One for each mission; it keeps who saved it last, so that two people at once
//! do not write over each other.

use crate::database::{InWorkspace, on};
use crate::row::{bigint, clean, count, parse, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::id::{ActorId, MissionId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub mission: MissionId,
    pub file: String,
    /// Counts how often it was saved.
    pub revision: u64,
    pub saved_by: ActorId,
    pub saved_at: Timestamp,
}

const COLUMNS: &str = "mission, file, revision, saved_by, saved_at";

/// The draft of a mission, if somebody is composing.
pub async fn get(here: InWorkspace<'_>, mission: &MissionId) -> Result<Option<Draft>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query =
        format!("select {COLUMNS} from mission_drafts where workspace = $1 and mission = $2");
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(mission.as_str()).fetch_optional(c).await?);
    row.map(Draft::try_from).transpose()
}

/// Every draft of the workspace, the last saved first.
pub async fn list(here: InWorkspace<'_>) -> Result<Vec<Draft>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from mission_drafts where workspace = $1 order by saved_at desc limit 200"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).fetch_all(c).await?);
    rows.into_iter().map(Draft::try_from).collect()
}

/// Saves over the revision it was made from; 0 is none yet. `Taken` when somebody else has saved meanwhile.
pub async fn save(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    file: &str,
    over: u64,
    by: &ActorId,
    at: Timestamp,
) -> Result<u64> {
    let revision = over + 1;
    let rows = if over == 0 {
        on!(tx.conn(), c => sqlx::query(
            "insert into mission_drafts (workspace, mission, file, revision, saved_by, saved_at) \
             select $1, id, $3, 1, $4, $5 from missions where id = $2 and workspace = $1 on conflict do nothing")
            .bind(workspace.as_str()).bind(mission.as_str()).bind(clean(file)).bind(by.as_str()).bind(at.micros())
            .execute(c).await?.rows_affected())
    } else {
        on!(tx.conn(), c => sqlx::query(
            "update mission_drafts set file = $3, revision = $4, saved_by = $5, saved_at = $6 \
              where workspace = $1 and mission = $2 and revision = $7")
            .bind(workspace.as_str()).bind(mission.as_str()).bind(clean(file)).bind(bigint(revision)?)
            .bind(by.as_str()).bind(at.micros()).bind(bigint(over)?)
            .execute(c).await?.rows_affected())
    };
    if rows == 0 {
        return Err(Error::Taken("draft"));
    }
    tx.announce(Change::Mission(mission.clone()));
    Ok(revision)
}

/// Throws a draft away. What is published stays.
pub async fn discard(tx: &mut Tx<'_>, workspace: &WorkspaceId, mission: &MissionId) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("delete from mission_drafts where workspace = $1 and mission = $2")
        .bind(workspace.as_str()).bind(mission.as_str()).execute(c).await.map(|_| ())?);
    tx.announce(Change::Mission(mission.clone()));
    Ok(())
}

#[derive(FromRow)]
struct Row {
    mission: String,
    file: String,
    revision: i64,
    saved_by: String,
    saved_at: i64,
}

impl TryFrom<Row> for Draft {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            mission: parse(&row.mission)?,
            file: row.file,
            revision: count(row.revision)?,
            saved_by: parse(&row.saved_by)?,
            saved_at: time(row.saved_at),
        })
    }
}
