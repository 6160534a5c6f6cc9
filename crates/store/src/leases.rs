//! Leases by name, for work that one node does at a time: a connection's poller, the rotation of its token.

use crate::Result;
use crate::database::on;
use crate::writer::Tx;
use domain::id::{WorkerId, WorkspaceId};
use domain::time::Timestamp;

/// Takes or extends a lease. False while another holds it.
pub async fn hold(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    name: &str,
    owner: &WorkerId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "insert into leases (workspace, name, owner, until) values ($1, $2, $3, $5) on conflict (workspace, name) do update \
         set owner = excluded.owner, until = excluded.until where leases.owner = excluded.owner or leases.until <= $4")
        .bind(workspace.as_str()).bind(name).bind(owner.as_str()).bind(now.micros()).bind(until.micros())
        .execute(c).await?.rows_affected());
    Ok(rows == 1)
}

/// Lets go, if it is still held by this owner.
pub async fn release(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    name: &str,
    owner: &WorkerId,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("delete from leases where workspace = $1 and name = $2 and owner = $3")
        .bind(workspace.as_str()).bind(name).bind(owner.as_str()).execute(c).await.map(|_| ())?);
    Ok(())
}
