//! Knowledge documents and their versions. A version never changes, so what a run cited can be read for ever.

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::page::{Page, Paged};
use crate::row::{clean, count, parse, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::id::{ActorId, DocumentId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

/// A document as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: DocumentId,
    /// What sort of knowledge it is: `merge_policy`, `territories`, …
    pub kind: String,
    /// Unique in the workspace.
    pub title: String,
    /// The number of its current version.
    pub current: u32,
    pub created_at: Timestamp,
}

/// One version of a document, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub document: DocumentId,
    pub kind: String,
    pub title: String,
    pub number: u32,
    pub text: String,
    /// SHA-256 of the text.
    pub digest: Digest,
    pub published_by: ActorId,
    pub published_at: Timestamp,
}

const COLUMNS: &str = "id, kind, title, current, created_at";
const VERSION: &str = "select d.id, d.kind, d.title, v.number, v.body, v.digest, v.published_by, v.published_at \
                         from documents d join document_versions v on v.document = d.id";

/// Makes a document with its first version. `Taken` when the title is.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one column, named at the call"
)]
pub async fn create(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &DocumentId,
    kind: &str,
    title: &str,
    text: &str,
    by: &ActorId,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into documents (id, workspace, kind, title, current, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str()).bind(workspace.as_str()).bind(kind).bind(clean(title)).bind(0_i64).bind(at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("title")))?;
    publish(tx, workspace, id, text, by, at).await.map(|_| ())
}

/// Publishes the next version and gives its number. The text of the current version is not published again.
pub async fn publish(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    text: &str,
    by: &ActorId,
    at: Timestamp,
) -> Result<u32> {
    let text = clean(text);
    let digest = Digest::of_bytes(text.as_bytes()).to_string();
    let (current, published): (i64, Option<String>) = on!(tx.conn(), c => sqlx::query_as(
        "select d.current, v.digest from documents d left join document_versions v on v.document = d.id and v.number = d.current \
          where d.id = $1 and d.workspace = $2")
        .bind(document.as_str()).bind(workspace.as_str()).fetch_one(c).await?);
    if published.as_deref() == Some(digest.as_str()) {
        return count(current);
    }
    let next: i64 = on!(tx.conn(), c => sqlx::query_scalar("update documents set current = current + 1 where id = $1 and workspace = $2 returning current")
        .bind(document.as_str()).bind(workspace.as_str()).fetch_one(c).await?);
    on!(tx.conn(), c => sqlx::query(
        "insert into document_versions (workspace, document, number, body, digest, published_by, published_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(workspace.as_str()).bind(document.as_str()).bind(next).bind(&*text).bind(digest).bind(by.as_str()).bind(at.micros())
        .execute(c).await.map(|_| ())?);
    tx.announce(Change::Document(document.clone()));
    count(next)
}

/// The current versions of all documents of a kind, oldest document first.
pub async fn current_of_kind(here: InWorkspace<'_>, kind: &str) -> Result<Vec<Version>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "{VERSION} and v.number = d.current where d.workspace = $1 and d.kind = $2 order by d.created_at, d.id limit 200"
    );
    let rows: Vec<VersionRow> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(kind).fetch_all(c).await?);
    rows.into_iter().map(Version::try_from).collect()
}

/// The current version of one document.
pub async fn current(here: InWorkspace<'_>, document: &DocumentId) -> Result<Version> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("{VERSION} and v.number = d.current where d.workspace = $1 and d.id = $2");
    let row: VersionRow = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(document.as_str()).fetch_one(c).await?);
    row.try_into()
}

/// One version, as a run cited it.
pub async fn version(here: InWorkspace<'_>, document: &DocumentId, number: u32) -> Result<Version> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("{VERSION} where d.workspace = $1 and d.id = $2 and v.number = $3");
    let row: VersionRow = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(document.as_str()).bind(i64::from(number)).fetch_one(c).await?);
    row.try_into()
}

/// The last two hundred versions of a document, newest first.
pub async fn versions(here: InWorkspace<'_>, document: &DocumentId) -> Result<Vec<Version>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query =
        format!("{VERSION} where d.workspace = $1 and d.id = $2 order by v.number desc limit 200");
    let rows: Vec<VersionRow> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(document.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Version::try_from).collect()
}

/// Documents, oldest first.
pub async fn list(here: InWorkspace<'_>, page: &Page) -> Result<Paged<Listed>> {
    let workspace = here.id();
    let (at, id) = page.above();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from documents where workspace = $1 and (created_at, id) > ($2, $3) order by created_at, id limit $4"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    let documents = rows
        .into_iter()
        .map(Listed::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(page.cut(documents, |document| {
        (document.created_at, document.id.to_string())
    }))
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    title: String,
    current: i64,
    created_at: i64,
}

impl TryFrom<Row> for Listed {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            kind: row.kind,
            title: row.title,
            current: count(row.current)?,
            created_at: time(row.created_at),
        })
    }
}

#[derive(FromRow)]
struct VersionRow {
    id: String,
    kind: String,
    title: String,
    number: i64,
    body: String,
    digest: String,
    published_by: String,
    published_at: i64,
}

impl TryFrom<VersionRow> for Version {
    type Error = Error;
    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            document: parse(&row.id)?,
            kind: row.kind,
            title: row.title,
            number: count(row.number)?,
            text: row.body,
            digest: parse(&row.digest)?,
            published_by: parse(&row.published_by)?,
            published_at: time(row.published_at),
        })
    }
}
