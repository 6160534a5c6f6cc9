//! A batch: some jobs in one transaction, each behind its own savepoint.

use super::Tx;
use super::work::Work;
use crate::Result;
use crate::changes::{Change, announce};
use crate::database::{Conn, on};
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Database, PgPool, Postgres, SqliteConnection, Transaction};
use std::time::Duration;
use tokio::time::Instant;

/// The writer's own connection.
pub(crate) enum Hand {
    Lite(SqliteConnection),
    Pg {
        pool: PgPool,
        kept: Option<(PoolConnection<Postgres>, Instant)>,
        node: u64,
    },
}

/// A connection that nobody used for so long may be dead.
const LEFT_ALONE: Duration = Duration::from_secs(5);

impl Hand {
    /// Runs the jobs and commits. On an error nothing of any job is there.
    pub(super) async fn batch(
        &mut self,
        jobs: &mut [Box<dyn Work>],
        announced: &mut Vec<Change>,
    ) -> Result<()> {
        match self {
            Self::Lite(conn) => {
                // Never plain BEGIN: a read that turns into a write fails at once when anybody else wrote in between.
                let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
                if run(&mut tx, jobs, announced).await? {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
            }
            Self::Pg { pool, kept, node } => {
                let mut conn = match kept.take() {
                    Some((conn, used)) if used.elapsed() < LEFT_ALONE => conn,
                    left => {
                        drop(left);
                        // The pool asks whether it still lives before it hands it out again.
                        pool.acquire().await?
                    }
                };
                let mut tx = conn.begin().await?;
                if run(&mut tx, jobs, announced).await? {
                    announce(&mut tx, *node, announced).await?;
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                *kept = Some((conn, Instant::now()));
            }
        }
        Ok(())
    }

    pub(super) async fn close(self) {
        match self {
            // Also folds the write-ahead log back into the file.
            Self::Lite(conn) => drop(conn.close().await),
            Self::Pg { kept, .. } => drop(kept),
        }
    }
}

/// Runs each job; false when there is nothing to commit.
async fn run<DB>(
    tx: &mut Transaction<'_, DB>,
    jobs: &mut [Box<dyn Work>],
    announced: &mut Vec<Change>,
) -> Result<bool>
where
    DB: Database,
    for<'c> Conn<'c>: From<&'c mut DB::Connection>,
{
    if let [job] = jobs {
        // Alone, it needs no savepoint: what it wrote goes with the transaction.
        return Ok(job
            .run(&mut Tx {
                conn: Conn::from(&mut **tx),
                announced,
            })
            .await);
    }
    let last = jobs.len().saturating_sub(1);
    sql(tx, "savepoint job").await?;
    for (at, job) in jobs.iter_mut().enumerate() {
        let heard = announced.len();
        let mut done = job
            .run(&mut Tx {
                conn: Conn::from(&mut **tx),
                announced,
            })
            .await;
        if done {
            // One round trip closes the savepoint of this job and opens that of the next.
            let next = if at == last {
                "release savepoint job"
            } else {
                "release savepoint job; savepoint job"
            };
            if let Err(error) = sql(tx, next).await {
                // The job hid an error of its own, and PostgreSQL refuses to keep the rest of it.
                job.fail(error);
                done = false;
            }
        }
        if !done {
            sql(tx, "rollback to savepoint job").await?;
            announced.truncate(heard);
        }
    }
    Ok(true)
}

async fn sql<DB>(tx: &mut Transaction<'_, DB>, statement: &'static str) -> Result<()>
where
    DB: Database,
    for<'c> Conn<'c>: From<&'c mut DB::Connection>,
{
    on!(Conn::from(&mut **tx), c => sqlx::raw_sql(statement).execute(c).await.map(|_| ())?);
    Ok(())
}
