//! Who a person is at a provider of single sign-on: its issuer and its subject, which never change, for one actor here.

use crate::Result;
use crate::database::{InWorkspace, on};
use crate::row::{clean, parse_some};
use crate::writer::Tx;
use domain::actor::ActorId;
use domain::id::WorkspaceId;
use domain::time::Timestamp;

/// The actor that was linked to this identity.
pub async fn actor(here: InWorkspace<'_>, issuer: &str, subject: &str) -> Result<Option<ActorId>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let actor: Option<String> = on!(held.conn(), c => sqlx::query_scalar(
        "select actor from identities where workspace = $1 and issuer = $2 and subject = $3")
        .bind(workspace).bind(clean(issuer)).bind(clean(subject)).fetch_optional(c).await?);
    parse_some(actor.as_deref())
}

/// Whether an actor is linked to another identity of this issuer already.
pub async fn is_linked(here: InWorkspace<'_>, issuer: &str, actor: &ActorId) -> Result<bool> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let found: Option<String> = on!(held.conn(), c => sqlx::query_scalar(
        "select subject from identities where workspace = $1 and actor = $2 and issuer = $3 limit 1")
        .bind(workspace).bind(actor.as_str()).bind(clean(issuer)).fetch_optional(c).await?);
    Ok(found.is_some())
}

/// Links an identity to an actor of this workspace, once and for all.
pub async fn link(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    issuer: &str,
    subject: &str,
    actor: &ActorId,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into identities (issuer, subject, workspace, actor, linked_at) \
         select $1, $2, workspace, id, $5 from actors where id = $4 and workspace = $3 \
         on conflict (workspace, issuer, subject) do nothing")
        .bind(clean(issuer)).bind(clean(subject)).bind(workspace.as_str()).bind(actor.as_str()).bind(at.micros())
        .execute(c).await.map(|_| ())?);
    Ok(())
}
