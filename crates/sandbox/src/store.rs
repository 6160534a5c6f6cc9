//! The rows: one table per object in one SQLite file, every write inside a transaction that can be taken back.

pub(crate) mod bulk;
mod check;
mod delete;
mod derive;
mod fields;
mod files;
mod insert;
mod open;
mod record;
mod settings;
mod undelete;
mod update;

use jiff::Timestamp;
use sqlx::SqliteConnection;
use sqlx::sqlite::{SqliteArguments, SqliteRow};

pub(crate) use fields::{Given, Purpose, given};
pub(crate) use open::{Pools, open};
pub(crate) use record::Record;
pub(crate) use settings::{setting, settle};

use crate::org::Org;
use crate::refusal::Refusal;
use crate::security::Actor;
use crate::value::Cell;

/// One transaction of one acting user. Nothing of it is seen by others until it is committed.
pub(crate) struct Work<'c> {
    pub(crate) org: &'c Org,
    pub(crate) conn: &'c mut SqliteConnection,
    pub(crate) actor: Actor,
    pub(crate) now: Timestamp,
    pub(crate) tally: Tally,
    depth: u32,
    /// A flow's own write does not start flows.
    in_flow: bool,
}

/// What a transaction did; added to the org's counters when it is committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) merges: u64,
    pub(crate) conversions: u64,
    pub(crate) creates: u64,
    pub(crate) updates: u64,
    pub(crate) deletes: u64,
    pub(crate) undeletes: u64,
    pub(crate) rights_changed: bool,
}

impl<'c> Work<'c> {
    pub(crate) fn new(org: &'c Org, conn: &'c mut SqliteConnection, actor: Actor) -> Self {
        Self {
            org,
            conn,
            actor,
            now: org.clock.now(),
            tally: Tally::default(),
            depth: 0,
            in_flow: false,
        }
    }

    /// Marks a point to come back to; every `mark` is followed by one `keep` or `back`.
    pub(crate) async fn mark(&mut self) -> Result<Tally, Refusal> {
        self.depth += 1;
        execute(self.conn, format!("savepoint s{}", self.depth), vec![]).await?;
        Ok(self.tally)
    }

    pub(crate) async fn keep(&mut self) -> Result<(), Refusal> {
        execute(self.conn, format!("release s{}", self.depth), vec![]).await?;
        self.depth -= 1;
        Ok(())
    }

    pub(crate) async fn back(&mut self, tally: Tally) -> Result<(), Refusal> {
        execute(self.conn, format!("rollback to s{}", self.depth), vec![]).await?;
        execute(self.conn, format!("release s{}", self.depth), vec![]).await?;
        self.depth -= 1;
        self.tally = tally;
        Ok(())
    }
}

pub(crate) async fn execute(
    conn: &mut SqliteConnection,
    sql: String,
    binds: Vec<Cell>,
) -> Result<u64, sqlx::Error> {
    Ok(bound(sql, binds).execute(conn).await?.rows_affected())
}

pub(crate) async fn rows(
    conn: &mut SqliteConnection,
    sql: String,
    binds: Vec<Cell>,
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    bound(sql, binds).fetch_all(conn).await
}

fn bound(
    sql: String,
    binds: Vec<Cell>,
) -> sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments> {
    // Every piece of text in these statements is a name from the schema or a placeholder; values are always bound.
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for bind in binds {
        query = match bind {
            Cell::Null => query.bind(None::<String>),
            Cell::Int(value) => query.bind(value),
            Cell::Real(value) => query.bind(value),
            Cell::Text(value) => query.bind(value),
        };
    }
    query
}
