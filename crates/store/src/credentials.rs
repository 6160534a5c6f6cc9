//! Passwords, as argon2 text. Asked for before anybody is signed in, so across workspaces.

use crate::actors::fold;
use crate::database::{InWorkspace, Source, on};
use crate::row::parse;
use crate::writer::Tx;
use crate::{Error, Result};
use domain::actor::ActorId;
use domain::id::WorkspaceId;
use domain::time::Timestamp;

/// What a password is checked against.
#[derive(Clone)]
pub struct Credential {
    pub workspace: WorkspaceId,
    pub actor: ActorId,
    /// `$argon2id$…`
    pub hash: String,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("workspace", &self.workspace)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

/// Sets the password of an actor of this workspace.
pub async fn set_password(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
    hash: &str,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "insert into credentials (actor, workspace, hash, changed_at) \
         select id, workspace, $3, $4 from actors where id = $1 and workspace = $2 \
         on conflict (actor) do update set hash = excluded.hash, changed_at = excluded.changed_at")
        .bind(actor.as_str()).bind(workspace.as_str()).bind(hash).bind(at.micros())
        .execute(c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(Error::Gone) }
}

/// The credentials that go with an address: one for each workspace in which an actor in service has it.
pub async fn by_email(from: impl Into<Source<'_>>, email: &str) -> Result<Vec<Credential>> {
    let mut held = from.into().held().await?;
    let rows: Vec<(String, String, String)> = on!(held.conn(), c => sqlx::query_as(
        "select a.workspace, a.id, k.hash from actors a join credentials k on k.actor = a.id \
          where a.email_folded = $1 and a.active order by a.workspace limit 20")
        .bind(fold(email)).fetch_all(c).await?);
    rows.into_iter()
        .map(|(workspace, actor, hash)| {
            Ok(Credential {
                workspace: parse(&workspace)?,
                actor: parse(&actor)?,
                hash,
            })
        })
        .collect()
}

/// The password of one actor, as argon2 text; none when they sign in another way.
pub async fn of(here: InWorkspace<'_>, actor: &ActorId) -> Result<Option<String>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    Ok(on!(held.conn(), c => sqlx::query_scalar(
        "select hash from credentials where actor = $1 and workspace = $2")
        .bind(actor.as_str()).bind(workspace).fetch_optional(c).await?))
}
