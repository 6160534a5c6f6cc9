use crate::database::on;
use crate::row::{bigint, clean, json, word};
use crate::script::{Arg, Script, args};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::change::{ChangeSet, risk};
use domain::decision::{Decision, Signature};
use domain::id::{DecisionId, WorkspaceId};
use domain::record::RecordRef;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// Stores a new decision. Call it in the job that appends the observation which proposes it.
pub async fn open(tx: &mut Tx<'_>, workspace: &WorkspaceId, decision: &Decision) -> Result<()> {
    let signatures = decision.signatures.iter().zip(1_i64..);
    let mut script = Script::default();
    let row = args![
        decision.id.as_str(),
        workspace.as_str(),
        decision.run.as_str(),
        clean(&decision.changes.title),
        json(&decision.changes)?,
        json(&decision.authors)?,
        decision.asked_at.micros(),
        decision.expires_at.micros(),
        i64::from(decision.gate_version),
        bigint(decision.signatures.len())?,
        word(&risk(&decision.changes.parts))?,
    ];
    script.add(
        "insert into decisions (id, workspace, run, title, changes, authors, asked_at, expires_at, gate_version, revision, risk, mission) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (select mission from runs where id = $3))",
        row,
    );
    index(&mut script, workspace, &decision.id, &decision.changes);
    let rows: Result<_> = signatures
        .map(|(signature, number)| signature_row(workspace, &decision.id, number, signature))
        .collect();
    script.insert(SIGNATURES, rows?, "");
    let stored = script.run(tx.conn()).await;
    stored.map_err(crate::error::taken("decision id"))?;
    tx.announce(Change::Decision(decision.id.clone()));
    Ok(())
}

const SIGNATURES: &str = "signatures (decision, number, workspace, body, signed_at)";

fn signature_row<'a>(
    workspace: &'a WorkspaceId,
    decision: &'a DecisionId,
    number: i64,
    signature: &Signature,
) -> Result<Vec<Arg<'a>>> {
    Ok(args![
        decision.as_str(),
        number,
        workspace.as_str(),
        json(signature)?,
        signature.at.micros(),
    ])
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
    let mut script = Script::default();
    let row = signature_row(workspace, decision, bigint(seen)? + 1, signature)?;
    script.insert(SIGNATURES, vec![row], "");
    script.run(tx.conn()).await?;
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
        "update decisions set revision = revision + 1, title = $4, changes = $5, authors = $6, risk = $7 \
          where id = $1 and workspace = $2 and revision = $3 and closed_at is null")
        .bind(edited.id.as_str()).bind(workspace.as_str()).bind(bigint(seen)?)
        .bind(clean(&edited.changes.title)).bind(json(&edited.changes)?).bind(json(&edited.authors)?).bind(word(&risk(&edited.changes.parts))?)
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Stale);
    }
    let mut script = Script::default();
    index(&mut script, workspace, &edited.id, &edited.changes);
    script.run(tx.conn()).await?;
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
fn index<'a>(
    script: &mut Script<'a>,
    workspace: &'a WorkspaceId,
    decision: &'a DecisionId,
    changes: &ChangeSet,
) {
    let records: BTreeSet<RecordRef> = changes
        .parts
        .iter()
        .flat_map(|part| part.effect.touches())
        .collect();
    let row = |record: RecordRef| {
        args![
            workspace.as_str(),
            record.object.to_string(),
            record.id.to_string(),
            decision.as_str(),
        ]
    };
    script.insert(
        "decision_records (workspace, object, record, decision)",
        records.into_iter().map(row).collect(),
        " on conflict do nothing",
    );
}
