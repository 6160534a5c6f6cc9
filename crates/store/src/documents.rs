//! Knowledge documents and their versions. A version never changes, so what a run cited can be read for ever.

mod files; // what was uploaded, byte for byte
mod passages; // what is searched and cited
mod uses; // which runs went by which version

pub use files::{File, file};
pub use passages::{Found, NewPassage, Unread, fill, search, unread};
pub use uses::{Use, use_by, used_by};

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::page::{Page, Paged};
use crate::row::{clean, count, parse, parse_some, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::id::{ActorId, DocumentId, WorkspaceId};
use domain::knowledge::{Edition, Format, Kind};
use domain::time::{Date, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};

/// A document as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: DocumentId,
    pub kind: Kind,
    /// Unique in the workspace.
    pub title: String,
    /// The number of its newest version.
    pub current: u32,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

/// A version without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub edition: Edition,
    pub format: Format,
    /// SHA-256 of the text.
    pub digest: Digest,
    pub published_by: ActorId,
}

/// One version of a document, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub document: DocumentId,
    pub kind: Kind,
    pub title: String,
    pub number: u32,
    pub text: String,
    /// SHA-256 of the text.
    pub digest: Digest,
    pub published_by: ActorId,
    pub published_at: Timestamp,
}

/// A version that is to be published.
#[derive(Clone, Debug)]
pub struct NewVersion {
    pub title: String,
    /// The whole text, head included.
    pub text: String,
    pub format: Format,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub passages: Vec<NewPassage>,
    /// The file that the text was taken from, when it is more than the text.
    pub file: Option<File>,
    pub by: ActorId,
    pub at: Timestamp,
}

const COLUMNS: &str = "id, kind, title, current, created_at, archived_at";
const HEADER: &str = "number, published_at, valid_from, valid_until, format, digest, published_by";
const VERSION: &str = "select d.id, d.kind, d.title, v.number, v.body, v.digest, v.published_by, v.published_at \
                         from documents d join document_versions v on v.document = d.id";

/// Makes a document with its first version. `Taken` when the title is.
pub async fn create(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &DocumentId,
    kind: Kind,
    new: &NewVersion,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into documents (id, workspace, kind, title, current, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.as_str()).bind(workspace.as_str()).bind(kind.word()).bind(clean(&new.title)).bind(0_i64).bind(new.at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("title")))?;
    publish(tx, workspace, id, None, new).await.map(|_| ())
}

/// Publishes the next version and gives its number. What is the same as the newest version is not published again.
/// `Stale` when another version is the newest than the one that was seen; `Taken` when another document has the title.
pub async fn publish(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    seen: Option<u32>,
    new: &NewVersion,
) -> Result<u32> {
    let text = clean(&new.text);
    let digest = Digest::of_bytes(text.as_bytes()).to_string();
    let (current, published): (i64, Option<String>) = on!(tx.conn(), c => sqlx::query_as(
        "select d.current, v.digest from documents d left join document_versions v on v.document = d.id and v.number = d.current \
          where d.id = $1 and d.workspace = $2")
        .bind(document.as_str()).bind(workspace.as_str()).fetch_one(c).await?);
    let current: u32 = count(current)?;
    if seen.is_some_and(|seen| seen != current) {
        return Err(Error::Stale);
    }
    if published.as_deref() == Some(digest.as_str())
        && !files::is_new(tx, workspace, document, new.file.as_ref()).await?
    {
        return Ok(current);
    }
    let next: i64 = on!(tx.conn(), c => sqlx::query_scalar(
        "update documents set current = current + 1, title = $3 where id = $1 and workspace = $2 and current = $4 returning current")
        .bind(document.as_str()).bind(workspace.as_str()).bind(clean(&new.title)).bind(i64::from(current))
        .fetch_optional(c).await.map_err(taken("title"))?).ok_or(Error::Stale)?;
    on!(tx.conn(), c => sqlx::query(
        "insert into document_versions (workspace, document, number, body, digest, published_by, published_at, format, valid_from, valid_until) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(workspace.as_str()).bind(document.as_str()).bind(next).bind(&*text).bind(digest).bind(new.by.as_str()).bind(new.at.micros())
        .bind(new.format.word()).bind(new.valid_from.map(|day| day.to_string())).bind(new.valid_until.map(|day| day.to_string()))
        .execute(c).await.map(|_| ())?);
    let next = count(next)?;
    if let Some(file) = &new.file {
        files::keep(tx, workspace, document, next, file).await?;
    }
    passages::insert(tx, workspace, document, next, &new.passages).await?;
    tx.announce(Change::Document(document.clone()));
    Ok(next)
}

/// Takes a document out of service, or back. Its versions stay, and what cites them still opens.
pub async fn archive(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    at: Option<Timestamp>,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update documents set archived_at = $3 where id = $1 and workspace = $2")
        .bind(document.as_str()).bind(workspace.as_str()).bind(at.map(Timestamp::micros))
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    tx.announce(Change::Document(document.clone()));
    Ok(())
}

/// The documents of a kind with the days of all their versions, oldest document first; what is archived is left out.
pub async fn of_kind(here: InWorkspace<'_>, kind: Kind) -> Result<Vec<(DocumentId, Vec<Edition>)>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<EditionRow> = on!(held.conn(), c => sqlx::query_as(
        "select d.id, v.number, v.published_at, v.valid_from, v.valid_until \
           from documents d join document_versions v on v.document = d.id \
          where d.workspace = $1 and d.kind = $2 and d.archived_at is null \
          order by d.created_at, d.id, v.number limit 5000")
        .bind(workspace).bind(kind.word()).fetch_all(c).await?);
    let mut documents: Vec<(DocumentId, Vec<Edition>)> = vec![];
    for row in rows {
        let id: DocumentId = parse(&row.id)?;
        let edition = edition(
            row.number,
            row.published_at,
            row.valid_from.as_deref(),
            row.valid_until.as_deref(),
        )?;
        match documents.last_mut().filter(|(last, _)| *last == id) {
            Some((_, editions)) => editions.push(edition),
            None => documents.push((id, vec![edition])),
        }
    }
    Ok(documents)
}

/// One document as lists show it, archived or not.
pub async fn get(here: InWorkspace<'_>, document: &DocumentId) -> Result<Listed> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from documents where workspace = $1 and id = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(document.as_str()).fetch_one(c).await?);
    row.try_into()
}

/// The document with this title, archived or not.
pub async fn titled(here: InWorkspace<'_>, title: &str) -> Result<Option<Listed>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from documents where workspace = $1 and title = $2");
    let row: Option<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(clean(title)).fetch_optional(c).await?);
    row.map(Listed::try_from).transpose()
}

/// The newest version of one document.
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
pub async fn versions(here: InWorkspace<'_>, document: &DocumentId) -> Result<Vec<Header>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {HEADER} from document_versions where workspace = $1 and document = $2 order by number desc limit 200"
    );
    let rows: Vec<HeaderRow> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(document.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Header::try_from).collect()
}

/// Documents, oldest first: those in service, or those that are archived.
pub async fn list(here: InWorkspace<'_>, archived: bool, page: &Page) -> Result<Paged<Listed>> {
    let workspace = here.id();
    let (at, id) = page.above();
    let mut held = here.held().await?;
    let is = if archived { "is not null" } else { "is null" };
    let query = format!(
        "select {COLUMNS} from documents where workspace = $1 and archived_at {is} and (created_at, id) > ($2, $3) \
          order by created_at, id limit $4"
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
    archived_at: Option<i64>,
}

impl TryFrom<Row> for Listed {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            kind: parse(&row.kind)?,
            title: row.title,
            current: count(row.current)?,
            created_at: time(row.created_at),
            archived_at: row.archived_at.map(time),
        })
    }
}

#[derive(FromRow)]
struct EditionRow {
    id: String,
    number: i64,
    published_at: i64,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

#[derive(FromRow)]
struct HeaderRow {
    number: i64,
    published_at: i64,
    valid_from: Option<String>,
    valid_until: Option<String>,
    format: String,
    digest: String,
    published_by: String,
}

impl TryFrom<HeaderRow> for Header {
    type Error = Error;
    fn try_from(row: HeaderRow) -> Result<Self> {
        Ok(Self {
            edition: edition(
                row.number,
                row.published_at,
                row.valid_from.as_deref(),
                row.valid_until.as_deref(),
            )?,
            format: parse(&row.format)?,
            digest: parse(&row.digest)?,
            published_by: parse(&row.published_by)?,
        })
    }
}

fn edition(number: i64, at: i64, from: Option<&str>, until: Option<&str>) -> Result<Edition> {
    Ok(Edition {
        number: count(number)?,
        published_at: time(at),
        valid_from: parse_some(from)?,
        valid_until: parse_some(until)?,
    })
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
            kind: parse(&row.kind)?,
            title: row.title,
            number: count(row.number)?,
            text: row.body,
            digest: parse(&row.digest)?,
            published_by: parse(&row.published_by)?,
            published_at: time(row.published_at),
        })
    }
}
