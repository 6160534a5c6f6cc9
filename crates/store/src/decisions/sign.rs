use crate::database::on;
use crate::row::{bigint, clean, json};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::change::ChangeSet;
use domain::decision::{Decision, Signature};
use domain::id::{DecisionId, WorkspaceId};
use domain::record::RecordRef;
use domain::time::Timestamp;
use sqlx::QueryBuilder;
use std::collections::BTreeSet;

/// Stores a new decision. Call it in the job that appends the observation which proposes it.
pub async fn open(tx: &mut Tx<'_>, workspace: &WorkspaceId, decision: &Decision) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into decisions (id, workspace, run, title, changes, authors, asked_at, expires_at, gate_version, revision) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(decision.id.as_str()).bind(workspace.as_str()).bind(decision.run.as_str())
        .bind(clean(&decision.changes.title)).bind(json(&decision.changes)?).bind(json(&decision.authors)?)
        .bind(decision.asked_at.micros()).bind(decision.expires_at.micros())
        .bind(i64::from(decision.gate_version)).bind(0_i64)
        .execute(c).await.map(|_| ()).map_err(crate::error::taken("decision id")))?;
    index(tx, workspace, &decision.id, &decision.changes).await?;
    for (signature, seen) in decision.signatures.iter().zip(0..) {
        sign(tx, workspace, &decision.id, seen, signature).await?;
    }
    tx.announce(Change::Decision(decision.id.clone()));
    Ok(())
}

/// Adds a signature to the decision as the signer saw it. Check it first with `Decision::sign`, on the same revision.
///
/// # Errors
/// [`Error::Stale`] when somebody signed, edited or closed it in between: read again and check again.
pub async fn sign(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    decision: &DecisionId,
    seen: u64,
    signature: &Signature,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update decisions set revision = revision + 1 where id = $1 and workspace = $2 and revision = $3 and closed_at is null")
        .bind(decision.as_str()).bind(workspace.as_str()).bind(bigint(seen)?)
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Stale);
    }
    on!(tx.conn(), c => sqlx::query("insert into signatures (decision, number, workspace, body, signed_at) values ($1, $2, $3, $4, $5)")
        .bind(decision.as_str()).bind(bigint(seen)? + 1).bind(workspace.as_str())
        .bind(json(signature)?).bind(signature.at.micros())
        .execute(c).await.map(|_| ())?);
    tx.announce(Change::Decision(decision.clone()));
    Ok(())
}

/// Replaces what a waiting decision proposes, and who counts as its authors. Signatures stay; they do not cover new digests.
///
/// # Errors
/// [`Error::Stale`] as for [`sign`].
pub async fn edit(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    seen: u64,
    edited: &Decision,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update decisions set revision = revision + 1, title = $4, changes = $5, authors = $6 \
          where id = $1 and workspace = $2 and revision = $3 and closed_at is null")
        .bind(edited.id.as_str()).bind(workspace.as_str()).bind(bigint(seen)?)
        .bind(clean(&edited.changes.title)).bind(json(&edited.changes)?).bind(json(&edited.authors)?)
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Stale);
    }
    index(tx, workspace, &edited.id, &edited.changes).await?;
    tx.announce(Change::Decision(edited.id.clone()));
    Ok(())
}

/// Closes a decision under a status word. Closing again changes nothing.
pub async fn close(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    decision: &DecisionId,
    status: &str,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "update decisions set closed_as = $3, closed_at = $4 where id = $1 and workspace = $2 and closed_at is null")
        .bind(decision.as_str()).bind(workspace.as_str()).bind(status).bind(at.micros())
        .execute(c).await.map(|_| ())?);
    tx.announce(Change::Decision(decision.clone()));
    Ok(())
}

/// Remembers which records it rests on.
async fn index(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    decision: &DecisionId,
    changes: &ChangeSet,
) -> Result<()> {
    let records: BTreeSet<RecordRef> = changes
        .parts
        .iter()
        .flat_map(|part| part.effect.touches())
        .collect();
    if records.is_empty() {
        return Ok(());
    }
    on!(tx.conn(), c => {
        let mut insert = QueryBuilder::new("insert into decision_records (workspace, object, record, decision) ");
        insert.push_values(&records, |mut row, record| {
            row.push_bind(workspace.as_str()).push_bind(record.object.as_str())
                .push_bind(record.id.as_str()).push_bind(decision.as_str());
        });
        insert.push(" on conflict do nothing").build().execute(c).await.map(|_| ())
    })?;
    Ok(())
}
