//! Connections to outside systems: how they are set up, how they fare, and their secret (ciphertext only).

mod secret;

pub use secret::{Secret, load_secret, swap_secret};

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::row::{clean, json, parse, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::id::{ConnectionId, WorkspaceId};
use domain::time::Timestamp;
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, FromRow};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    /// The adapter: `salesforce`, `mcp`.
    pub kind: String,
    /// Unique in the workspace.
    pub name: String,
    /// What the adapter needs to know. Never a secret.
    pub settings: Json,
    pub health: Health,
    pub created_at: Timestamp,
}

/// How the last calls went.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Health {
    pub last_ok_at: Option<Timestamp>,
    /// The last error and when it was; cleared by the next success.
    pub last_error: Option<(String, Timestamp)>,
    /// Calls used and allowed today, as the other side counts them.
    pub budget: Option<(i64, i64)>,
}

const COLUMNS: &str = "id, kind, name, settings, last_ok_at, last_error, last_error_at, budget_used, budget_max, created_at";

/// Adds a connection. `Taken` when the name is.
pub async fn create(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &Connection,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into connections (id, workspace, kind, name, settings, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(connection.id.as_str()).bind(workspace.as_str()).bind(connection.kind.as_str()).bind(clean(&connection.name))
        .bind(json(&connection.settings)?).bind(connection.created_at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("name")))?;
    tx.announce(Change::Connection(connection.id.clone()));
    Ok(())
}

/// Changes name and settings.
pub async fn update(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConnectionId,
    name: &str,
    settings: &Json,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update connections set name = $3, settings = $4 where id = $1 and workspace = $2")
        .bind(id.as_str()).bind(workspace.as_str()).bind(clean(name)).bind(json(settings)?)
        .execute(c).await.map(|done| done.rows_affected()).map_err(taken("name")))?;
    found(tx, rows, Change::Connection(id.clone()))
}

/// Notes that a call went well, and what is left of the budget.
pub async fn went_well(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConnectionId,
    at: Timestamp,
    budget: Option<(i64, i64)>,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update connections set last_ok_at = $3, last_error = null, last_error_at = null, \
                budget_used = coalesce($4, budget_used), budget_max = coalesce($5, budget_max) where id = $1 and workspace = $2")
        .bind(id.as_str()).bind(workspace.as_str()).bind(at.micros())
        .bind(budget.map(|(used, _)| used)).bind(budget.map(|(_, most)| most))
        .execute(c).await?.rows_affected());
    found(tx, rows, Change::Health(id.clone()))
}

/// Notes that a call failed. One that is told late hides no later success.
pub async fn went_wrong(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConnectionId,
    at: Timestamp,
    error: &str,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update connections set last_error = case when last_ok_at > $4 then last_error else $3 end, \
                last_error_at = case when last_ok_at > $4 then last_error_at else $4 end where id = $1 and workspace = $2")
        .bind(id.as_str()).bind(workspace.as_str()).bind(clean(error)).bind(at.micros())
        .execute(c).await?.rows_affected());
    found(tx, rows, Change::Health(id.clone()))
}

fn found(tx: &mut Tx<'_>, rows: u64, change: Change) -> Result<()> {
    if rows == 0 {
        return Err(Error::Gone);
    }
    tx.announce(change);
    Ok(())
}

pub async fn get(here: InWorkspace<'_>, id: &ConnectionId) -> Result<Connection> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from connections where id = $1 and workspace = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(id.as_str()).bind(workspace).fetch_one(c).await?);
    row.try_into()
}

/// All connections of the workspace, by name; at most two hundred.
pub async fn list(here: InWorkspace<'_>) -> Result<Vec<Connection>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query =
        format!("select {COLUMNS} from connections where workspace = $1 order by name limit 200");
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).fetch_all(c).await?);
    rows.into_iter().map(Connection::try_from).collect()
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    name: String,
    settings: String,
    last_ok_at: Option<i64>,
    last_error: Option<String>,
    last_error_at: Option<i64>,
    budget_used: Option<i64>,
    budget_max: Option<i64>,
    created_at: i64,
}

impl TryFrom<Row> for Connection {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            kind: row.kind,
            name: row.name,
            settings: serde_json::from_str(&row.settings)?,
            health: Health {
                last_ok_at: row.last_ok_at.map(time),
                last_error: row.last_error.zip(row.last_error_at.map(time)),
                budget: row.budget_used.zip(row.budget_max),
            },
            created_at: time(row.created_at),
        })
    }
}
