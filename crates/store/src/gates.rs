//! Gates: the rules of a workspace, in versions. The last one counts.

use crate::database::{InWorkspace, on};
use crate::row::{bigint, count, from_json, json};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::actor::ActorId;
use domain::gate::{Gate, GateRule};
use domain::id::WorkspaceId;
use domain::time::Timestamp;

/// Today's gate; the default, which asks for every write, before the first is published.
pub async fn current(here: InWorkspace<'_>) -> Result<Gate> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let row: Option<(i64, String)> = on!(held.conn(), c => sqlx::query_as(
        "select version, rules from gates where workspace = $1 order by version desc limit 1")
        .bind(workspace).fetch_optional(c).await?);
    match row {
        None => Ok(Gate::default_gate()),
        Some((version, rules)) => Ok(Gate {
            version: count(version)?,
            rules: from_json(&rules)?,
        }),
    }
}

/// The gate as it was in a version that a decision recorded.
pub async fn version(here: InWorkspace<'_>, version: u32) -> Result<Gate> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rules: Option<String> = on!(held.conn(), c => sqlx::query_scalar("select rules from gates where workspace = $1 and version = $2")
        .bind(workspace).bind(i64::from(version)).fetch_optional(c).await?);
    match rules {
        Some(rules) => Ok(Gate {
            version,
            rules: from_json(&rules)?,
        }),
        None if version == Gate::default_gate().version => Ok(Gate::default_gate()),
        None => Err(Error::Gone),
    }
}

/// Publishes the next version over the one that was seen, and gives it. `Stale` when somebody published in between.
pub async fn publish(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    seen: u32,
    rules: Vec<GateRule>,
    by: &ActorId,
    at: Timestamp,
) -> Result<Gate> {
    if current(tx.within(workspace)).await?.version != seen {
        return Err(Error::Stale);
    }
    let version = seen + 1;
    let rows = on!(tx.conn(), c => sqlx::query(
        "insert into gates (workspace, version, rules, published_by, published_at) values ($1, $2, $3, $4, $5) on conflict do nothing")
        .bind(workspace.as_str()).bind(bigint(version)?).bind(json(&rules)?).bind(by.as_str()).bind(at.micros())
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Stale);
    }
    tx.announce(Change::Workspace(workspace.clone()));
    Ok(Gate { version, rules })
}
