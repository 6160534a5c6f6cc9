//! Settings: JSON under a key, of one workspace or of the whole installation.

use crate::database::{InWorkspace, Source, on};
use crate::row::{from_json, json};
use crate::writer::Tx;
use crate::{Change, Result};
use domain::id::WorkspaceId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The installation's settings are kept under no workspace.
const GLOBAL: &str = "";

pub async fn get<T: DeserializeOwned>(here: InWorkspace<'_>, key: &str) -> Result<Option<T>> {
    let workspace = here.id();
    read(here.source(), workspace, key).await
}

/// A setting of the whole installation.
pub async fn get_global<T: DeserializeOwned>(
    from: impl Into<Source<'_>>,
    key: &str,
) -> Result<Option<T>> {
    read(from.into(), GLOBAL, key).await
}

async fn read<T: DeserializeOwned>(
    from: Source<'_>,
    workspace: &str,
    key: &str,
) -> Result<Option<T>> {
    let mut held = from.held().await?;
    let value: Option<String> = on!(held.conn(), c => sqlx::query_scalar("select value from settings where workspace = $1 and key = $2")
        .bind(workspace).bind(key).fetch_optional(c).await?);
    value.as_deref().map(from_json).transpose()
}

/// Sets a value; without a workspace, one of the whole installation.
pub async fn put<T: Serialize + Sync>(
    tx: &mut Tx<'_>,
    workspace: Option<&WorkspaceId>,
    key: &str,
    value: &T,
) -> Result<()> {
    let value = json(value)?;
    on!(tx.conn(), c => sqlx::query(
        "insert into settings (workspace, key, value) values ($1, $2, $3) on conflict (workspace, key) do update set value = excluded.value")
        .bind(workspace.map_or(GLOBAL, WorkspaceId::as_str)).bind(key).bind(value)
        .execute(c).await.map(|_| ())?);
    if let Some(workspace) = workspace {
        tx.announce(Change::Workspace(workspace.clone()));
    }
    Ok(())
}
