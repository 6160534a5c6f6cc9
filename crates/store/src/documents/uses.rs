use crate::database::{InWorkspace, on};
use crate::row::{count, parse, time};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::id::{DocumentId, RunId, WorkspaceId};
use domain::time::Timestamp;

/// A run that went by a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub run: RunId,
    pub version: u32,
    pub at: Timestamp,
}

/// Notes that a run goes by a version, in the job that stores its observation. A step that is taken again notes it once.
pub async fn use_by(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    used: &Use,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into document_uses (workspace, document, number, run, used_at) values ($1, $2, $3, $4, $5) on conflict do nothing")
        .bind(workspace.as_str()).bind(document.as_str()).bind(i64::from(used.version)).bind(used.run.as_str()).bind(used.at.micros())
        .execute(c).await.map(|_| ()).map_err(Error::from))
}

/// The last runs that went by any version of a document, newest first.
pub async fn used_by(here: InWorkspace<'_>, document: &DocumentId, limit: u32) -> Result<Vec<Use>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, i64, i64)> = on!(held.conn(), c => sqlx::query_as(
        "select run, number, used_at from document_uses where workspace = $1 and document = $2 order by used_at desc, run desc limit $3")
        .bind(workspace).bind(document.as_str()).bind(i64::from(limit.min(200))).fetch_all(c).await?);
    rows.into_iter()
        .map(|(run, version, at)| {
            Ok(Use {
                run: parse(&run)?,
                version: count(version)?,
                at: time(at),
            })
        })
        .collect()
}
