use crate::database::{InWorkspace, on};
use crate::row::clean;
use crate::writer::Tx;
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::id::{DocumentId, WorkspaceId};

/// What was uploaded, byte for byte, under the name it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub body: Vec<u8>,
}

/// The file that a version's text was taken from: its own, or that of the version before it. `Gone` when there is none.
pub async fn file(here: InWorkspace<'_>, document: &DocumentId, number: u32) -> Result<File> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let (name, body): (String, Vec<u8>) = on!(held.conn(), c => sqlx::query_as(
        "select name, body from document_files where workspace = $1 and document = $2 and number <= $3 order by number desc limit 1")
        .bind(workspace).bind(document.as_str()).bind(i64::from(number)).fetch_one(c).await?);
    Ok(File { name, body })
}

/// Whether these are other bytes than the last that were kept.
pub(super) async fn is_new(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    file: Option<&File>,
) -> Result<bool> {
    let Some(file) = file else { return Ok(false) };
    let kept: Option<String> = on!(tx.conn(), c => sqlx::query_scalar(
        "select digest from document_files where workspace = $1 and document = $2 order by number desc limit 1")
        .bind(workspace.as_str()).bind(document.as_str()).fetch_optional(c).await?);
    Ok(kept != Some(Digest::of_bytes(&file.body).to_string()))
}

pub(super) async fn keep(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    number: u32,
    file: &File,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into document_files (workspace, document, number, name, digest, body) values ($1, $2, $3, $4, $5, $6)")
        .bind(workspace.as_str()).bind(document.as_str()).bind(i64::from(number)).bind(clean(&file.name))
        .bind(Digest::of_bytes(&file.body).to_string()).bind(file.body.as_slice())
        .execute(c).await.map(|_| ()).map_err(Error::from))
}
