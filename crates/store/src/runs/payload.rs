//! Details of observations, kept apart from the journal so that they can be erased without breaking its chain.

use crate::database::{InWorkspace, on};
use crate::script::{Script, args};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::id::WorkspaceId;
use domain::time::Timestamp;
use sqlx::FromRow;

/// Bytes under the digest of salt and body. The salt keeps a guessed body from being confirmed by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub digest: Digest,
    pub salt: Vec<u8>,
    pub body: Vec<u8>,
}

impl Payload {
    pub fn new(salt: Vec<u8>, body: Vec<u8>) -> Self {
        let digest = Digest::of_bytes(&[salt.as_slice(), body.as_slice()].concat());
        Self { digest, salt, body }
    }
}

pub(super) fn keep<'a>(
    script: &mut Script<'a>,
    workspace: &'a WorkspaceId,
    payloads: &'a [Payload],
) {
    for some in payloads.chunks(8) {
        let row = |payload: &'a Payload| {
            args![
                workspace.as_str(),
                payload.digest.to_string(),
                payload.salt.as_slice(),
                payload.body.as_slice(),
            ]
        };
        script.insert(
            "payloads (workspace, digest, salt, body)",
            some.iter().map(row).collect(),
            " on conflict do nothing",
        );
    }
}

#[derive(FromRow)]
struct Row {
    salt: Vec<u8>,
    body: Option<Vec<u8>>,
}

/// The details under a digest; none when they were erased. `Gone` when there never were any.
pub async fn payload(here: InWorkspace<'_>, digest: &Digest) -> Result<Option<Payload>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let row: Row = on!(held.conn(), c => sqlx::query_as("select salt, body from payloads where workspace = $1 and digest = $2")
        .bind(workspace).bind(digest.to_string())
        .fetch_one(c).await?);
    Ok(row.body.map(|body| Payload {
        digest: *digest,
        salt: row.salt,
        body,
    }))
}

/// Removes a body for good. The journal keeps the digest, and its chain stays valid.
pub async fn erase(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    digest: &Digest,
    now: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update payloads set body = null, erased_at = coalesce(erased_at, $3) where workspace = $1 and digest = $2")
        .bind(workspace.as_str()).bind(digest.to_string()).bind(now.micros())
        .execute(c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(Error::Gone) }
}
