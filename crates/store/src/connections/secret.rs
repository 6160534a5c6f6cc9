use crate::Result;
use crate::database::{InWorkspace, on};
use crate::row::{bigint, count};
use crate::writer::Tx;
use domain::id::{ConnectionId, WorkspaceId};
use sqlx::FromRow;

/// An encrypted secret. Whoever holds the key opens it; nobody logs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// Grows with every swap; the first is 1.
    pub version: u64,
    /// Which key it is encrypted under.
    pub key_id: String,
    pub ciphertext: Vec<u8>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("version", &self.version)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    version: i64,
    key_id: String,
    ciphertext: Vec<u8>,
}

/// The secret of a connection; none before the first.
pub async fn load_secret(
    here: InWorkspace<'_>,
    connection: &ConnectionId,
) -> Result<Option<Secret>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(
        "select version, key_id, ciphertext from secrets where connection = $1 and workspace = $2")
        .bind(connection.as_str()).bind(workspace).fetch_optional(c).await?);
    row.map(|row| {
        Ok(Secret {
            version: count(row.version)?,
            key_id: row.key_id,
            ciphertext: row.ciphertext,
        })
    })
    .transpose()
}

/// Replaces the secret that was seen (version 0: there was none). False when another was stored in the meantime:
/// load it and use that one.
pub async fn swap_secret(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    seen: u64,
    key_id: &str,
    ciphertext: &[u8],
) -> Result<bool> {
    let query = if seen == 0 {
        // Only for a connection of this workspace, whatever id was named.
        "insert into secrets (connection, workspace, version, key_id, ciphertext) \
         select id, workspace, $3 + 1, $4, $5 from connections where id = $1 and workspace = $2 \
         on conflict (connection) do nothing"
    } else {
        "update secrets set version = $3 + 1, key_id = $4, ciphertext = $5 where connection = $1 and workspace = $2 and version = $3"
    };
    let rows = on!(tx.conn(), c => sqlx::query(query)
        .bind(connection.as_str()).bind(workspace.as_str()).bind(bigint(seen)?).bind(key_id).bind(ciphertext)
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}
