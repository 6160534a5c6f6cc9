use crate::database::{InWorkspace, on};
use crate::row::{bigint, count, parse, time};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::id::{ActorId, FileId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::FromRow;

/// One version of a file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub number: u32,
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub digest: Digest,
    pub made_by: ActorId,
    pub made_at: Timestamp,
}

/// Adds a version after the one that was seen, and gives its number. `Stale` when somebody else has added one since.
pub async fn add_version(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    file: &FileId,
    seen: u32,
    body: &[u8],
    by: &ActorId,
    at: Timestamp,
) -> Result<u32> {
    let next: Option<i64> = on!(tx.conn(), c => sqlx::query_scalar(
        "update files set current = current + 1, bytes = $4, changed_at = $5 \
          where id = $1 and workspace = $2 and current = $3 and archived_at is null returning current")
        .bind(file.as_str()).bind(workspace.as_str()).bind(i64::from(seen)).bind(bigint(body.len())?).bind(at.micros())
        .fetch_optional(c).await?);
    let Some(next) = next else {
        let there: Option<i64> = on!(tx.conn(), c => sqlx::query_scalar(
            "select current from files where id = $1 and workspace = $2 and archived_at is null")
            .bind(file.as_str()).bind(workspace.as_str()).fetch_optional(c).await?);
        return Err(there.map_or(Error::Gone, |_| Error::Stale));
    };
    let next = count(next)?;
    put(tx, workspace, file, next, body, by, at).await?;
    Ok(next)
}

pub(super) async fn put(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    file: &FileId,
    number: u32,
    body: &[u8],
    by: &ActorId,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into file_versions (workspace, file, number, body, digest, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(workspace.as_str()).bind(file.as_str()).bind(i64::from(number)).bind(body)
        .bind(Digest::of_bytes(body).to_string()).bind(by.as_str()).bind(at.micros())
        .execute(c).await.map(|_| ())?);
    Ok(())
}

/// The bytes of one version.
pub async fn bytes(here: InWorkspace<'_>, file: &FileId, number: u32) -> Result<Vec<u8>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    Ok(on!(held.conn(), c => sqlx::query_scalar(
        "select body from file_versions where workspace = $1 and file = $2 and number = $3")
        .bind(workspace).bind(file.as_str()).bind(i64::from(number)).fetch_one(c).await?))
}

/// The last two hundred versions of a file, newest first.
pub async fn versions(here: InWorkspace<'_>, file: &FileId) -> Result<Vec<Version>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(
        "select number, cast(length(body) as bigint) as bytes, digest, made_by, made_at from file_versions \
          where workspace = $1 and file = $2 order by number desc limit 200")
        .bind(workspace).bind(file.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Version::try_from).collect()
}

#[derive(FromRow)]
struct Row {
    number: i64,
    bytes: i64,
    digest: String,
    made_by: String,
    made_at: i64,
}

impl TryFrom<Row> for Version {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            number: count(row.number)?,
            bytes: count(row.bytes)?,
            digest: parse(&row.digest)?,
            made_by: parse(&row.made_by)?,
            made_at: time(row.made_at),
        })
    }
}
