//! One-time links: the first admin's, an invitation's. Each is taken exactly once.

use crate::Result;
use crate::database::on;
use crate::error::taken;
use crate::row::{clean, parse};
use crate::writer::Tx;
use domain::canonical::Digest;
use domain::id::WorkspaceId;
use domain::time::Timestamp;

/// What a link is for. The link itself is known only by the digest of its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub workspace: WorkspaceId,
    /// `first_admin`, `invitation`, `password`.
    pub purpose: String,
    /// Whom or what it is about: a mail address, an actor's id.
    pub subject: String,
    pub expires_at: Timestamp,
}

pub async fn insert(tx: &mut Tx<'_>, secret: &Digest, link: &Link) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into links (hash, workspace, purpose, subject, expires_at) values ($1, $2, $3, $4, $5)")
        .bind(secret.to_string()).bind(link.workspace.as_str()).bind(link.purpose.as_str())
        .bind(clean(&link.subject)).bind(link.expires_at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("link")))
}

/// Takes a link. None when it is unknown, for something else, expired, or was taken before.
pub async fn take(
    tx: &mut Tx<'_>,
    secret: &Digest,
    purpose: &str,
    now: Timestamp,
) -> Result<Option<Link>> {
    let row: Option<(String, String, i64)> = on!(tx.conn(), c => sqlx::query_as(
        "update links set taken_at = $3 where hash = $1 and purpose = $2 and taken_at is null and expires_at > $3 \
         returning workspace, subject, expires_at")
        .bind(secret.to_string()).bind(purpose).bind(now.micros()).fetch_optional(c).await?);
    row.map(|(workspace, subject, expires_at)| {
        Ok(Link {
            workspace: parse(&workspace)?,
            purpose: purpose.to_owned(),
            subject,
            expires_at: Timestamp::from_micros(expires_at),
        })
    })
    .transpose()
}

/// Makes every other link of this purpose about this subject worthless: only the newest counts, and none after it was used.
pub async fn retire(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    purpose: &str,
    subject: &str,
    now: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "update links set taken_at = $4 where workspace = $1 and purpose = $2 and subject = $3 and taken_at is null")
        .bind(workspace.as_str()).bind(purpose).bind(clean(subject)).bind(now.micros())
        .execute(c).await.map(|_| ())?);
    Ok(())
}
