//! Workspaces: the tenants. Whoever asks here is not in one yet.

use crate::database::{Source, on};
use crate::error::taken;
use crate::row::{clean, parse, time};
use crate::writer::Tx;
use crate::{Change, Result};
use domain::id::WorkspaceId;
use domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    pub created_at: Timestamp,
}

/// `Taken` when there is one of that id.
pub async fn create(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into workspaces (id, name, created_at) values ($1, $2, $3)")
        .bind(workspace.id.as_str()).bind(clean(&workspace.name)).bind(workspace.created_at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("workspace id")))?;
    tx.announce(Change::Workspace(workspace.id.clone()));
    Ok(())
}

pub async fn get(from: impl Into<Source<'_>>, id: &WorkspaceId) -> Result<Workspace> {
    let mut held = from.into().held().await?;
    let row = on!(held.conn(), c => sqlx::query_as("select id, name, created_at from workspaces where id = $1")
        .bind(id.as_str()).fetch_one(c).await?);
    workspace(row)
}

/// The oldest workspace: on an installation for one company, the only one. None on a fresh database.
pub async fn first(from: impl Into<Source<'_>>) -> Result<Option<Workspace>> {
    let mut held = from.into().held().await?;
    let row = on!(held.conn(), c => sqlx::query_as("select id, name, created_at from workspaces order by created_at, id limit 1")
        .fetch_optional(c).await?);
    row.map(workspace).transpose()
}

/// All workspaces, oldest first; at most a thousand. For work that the system does for each.
pub async fn all(from: impl Into<Source<'_>>) -> Result<Vec<Workspace>> {
    let mut held = from.into().held().await?;
    let rows: Vec<(String, String, i64)> = on!(held.conn(), c => sqlx::query_as("select id, name, created_at from workspaces order by created_at, id limit 1000")
        .fetch_all(c).await?);
    rows.into_iter().map(workspace).collect()
}

fn workspace((id, name, created_at): (String, String, i64)) -> Result<Workspace> {
    Ok(Workspace {
        id: parse(&id)?,
        name,
        created_at: time(created_at),
    })
}
