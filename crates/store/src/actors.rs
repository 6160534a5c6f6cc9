//! Actors: the people, agents and system of a workspace.

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::page::{Page, Paged};
use crate::row::{clean, from_json, from_word, json, parse, parse_some, time, word};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::actor::{Actor, ActorId, Roles};
use domain::decision::RolesNow;
use domain::id::WorkspaceId;
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

const COLUMNS: &str = "id, kind, name, email, roles, behind, active, created_at";

/// Mail addresses are one person's whatever their case.
pub(crate) fn fold(email: &str) -> String {
    clean(email.trim()).to_lowercase()
}

/// Adds an actor. `Taken` when the workspace has one with that address.
pub async fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &Actor,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into actors (id, workspace, kind, name, email, email_folded, roles, behind, active, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(actor.id.as_str()).bind(workspace.as_str()).bind(word(&actor.kind)?).bind(clean(&actor.name))
        .bind(actor.email.as_deref().map(clean)).bind(actor.email.as_deref().map(fold)).bind(json(&actor.roles)?)
        .bind(actor.behind.as_ref().map(ActorId::as_str)).bind(actor.active).bind(at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("mail address")))?;
    tx.announce(Change::Workspace(workspace.clone()));
    Ok(())
}

/// Gives an actor these roles and no others. They count from the next verb on.
pub async fn set_roles(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
    roles: &Roles,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update actors set roles = $3 where id = $1 and workspace = $2")
        .bind(actor.as_str()).bind(workspace.as_str()).bind(json(roles)?).execute(c).await?.rows_affected());
    found(tx, workspace, rows)
}

/// Takes an actor out of service, or back in. Their sessions and tokens are ended apart.
pub async fn set_active(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    actor: &ActorId,
    active: bool,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update actors set active = $3 where id = $1 and workspace = $2")
        .bind(actor.as_str()).bind(workspace.as_str()).bind(active).execute(c).await?.rows_affected());
    found(tx, workspace, rows)
}

/// The same as `set_active(…, false)`, as an admin says it.
pub async fn deactivate(tx: &mut Tx<'_>, workspace: &WorkspaceId, actor: &ActorId) -> Result<()> {
    set_active(tx, workspace, actor, false).await
}

fn found(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(Error::Gone);
    }
    tx.announce(Change::Workspace(workspace.clone()));
    Ok(())
}

pub async fn get(here: InWorkspace<'_>, actor: &ActorId) -> Result<Actor> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from actors where id = $1 and workspace = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(actor.as_str()).bind(workspace).fetch_one(c).await?);
    row.try_into()
}

/// The actor with that address, whatever its case.
pub async fn by_email(here: InWorkspace<'_>, email: &str) -> Result<Actor> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from actors where workspace = $1 and email_folded = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(fold(email)).fetch_one(c).await?);
    row.try_into()
}

/// Actors, oldest first, those out of service too.
pub async fn list(here: InWorkspace<'_>, page: &Page) -> Result<Paged<Actor>> {
    let workspace = here.id();
    let (at, id) = page.above();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from actors where workspace = $1 and (created_at, id) > ($2, $3) order by created_at, id limit $4"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    let rows = page.cut(rows, |row| (time(row.created_at), row.id.clone()));
    let items = rows
        .items
        .into_iter()
        .map(Actor::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(Paged {
        items,
        next: rows.next,
    })
}

/// Who holds which roles at this moment: people in service. Everybody else cannot sign.
pub async fn roles_now(here: InWorkspace<'_>) -> Result<RolesNow> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, String)> = on!(held.conn(), c => sqlx::query_as(
        "select id, roles from actors where workspace = $1 and kind = 'person' and active")
        .bind(workspace).fetch_all(c).await?);
    rows.into_iter()
        .map(|(id, roles)| Ok((parse(&id)?, from_json(&roles)?)))
        .collect()
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    name: String,
    email: Option<String>,
    roles: String,
    behind: Option<String>,
    active: bool,
    created_at: i64,
}

impl TryFrom<Row> for Actor {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            kind: from_word(&row.kind)?,
            name: row.name,
            email: row.email,
            roles: from_json(&row.roles)?,
            behind: parse_some(row.behind.as_deref())?,
            active: row.active,
        })
    }
}
