//! Nodes that share a PostgreSQL hear each other's commits.

use super::Change;
use crate::Result;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use std::time::Duration;
use tokio::sync::broadcast;

const CHANNEL: &str = "countersign_changes";
/// A notification carries at most 8000 bytes.
const A_MESSAGE: usize = 60;

#[derive(Serialize, Deserialize)]
struct Message {
    node: u64,
    changes: Vec<Change>,
}

/// Sends along with the transaction what it changed.
///
/// It always asks the server something: in a transaction that a job has broken this fails, while COMMIT would quietly
/// roll back and look like success.
pub(crate) async fn announce(conn: &mut PgConnection, node: u64, changes: &[Change]) -> Result<()> {
    if changes.is_empty() {
        sqlx::query("select 1").execute(&mut *conn).await?;
    }
    for changes in changes.chunks(A_MESSAGE) {
        let message = serde_json::to_string(&Message {
            node,
            changes: changes.to_vec(),
        })?;
        sqlx::query("select pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(message)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Passes on what other nodes commit, for as long as the store lives. A lost connection is told as [`Change::Missed`].
pub(crate) async fn listen(pool: PgPool, node: u64, heard: broadcast::Sender<Change>) {
    loop {
        if let Err(error) = follow(&pool, node, &heard).await {
            tracing::warn!(%error, "lost the feed of other nodes; trying again");
            let _ = heard.send(Change::Missed);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn follow(pool: &PgPool, node: u64, heard: &broadcast::Sender<Change>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // Nobody knows what was committed before this moment.
    let _ = heard.send(Change::Missed);
    loop {
        let Some(notification) = listener.try_recv().await? else {
            let _ = heard.send(Change::Missed);
            continue;
        };
        match serde_json::from_str::<Message>(notification.payload()) {
            Ok(message) if message.node == node => {}
            Ok(message) => message.changes.into_iter().for_each(|change| {
                let _ = heard.send(change);
            }),
            // A newer node may know changes that this one does not.
            Err(_) => {
                let _ = heard.send(Change::Missed);
            }
        }
    }
}
