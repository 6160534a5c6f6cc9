use super::Shared;
use super::lock::Lock;
use crate::changes::listen;
use crate::database::Readers;
use crate::writer::{Hand, Queue, start};
use crate::{Error, Result};
use deadpool::unmanaged::Pool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::broadcast;

static FOR_SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static FOR_POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Of the writer, in KiB when negative.
const CACHE: &str = "-16000";
const READERS: usize = 4;
const CONNECTIONS: u32 = 8;
const STATEMENTS: usize = 300;
/// A subscriber that falls further behind is told that it missed something.
const CHANGES: usize = 4096;

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file; its folder is made when it is not there.
    Sqlite(PathBuf),
    /// `postgres://user@host/name`, PostgreSQL 15 or newer.
    Postgres(String),
}

/// How to open it.
#[derive(Clone, Debug)]
pub struct Settings {
    database: Database,
    read_only: bool,
}

impl Settings {
    pub fn new(database: Database) -> Self {
        Self {
            database,
            read_only: false,
        }
    }
    /// For backup, doctor and audit: beside a running server, without its lock. Every write says [`Error::Closed`].
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

pub(super) async fn open(settings: Settings) -> Result<Shared> {
    match (settings.database, settings.read_only) {
        (Database::Sqlite(path), false) => sqlite(&path).await,
        (Database::Sqlite(path), true) => sqlite_read_only(&path).await,
        (Database::Postgres(url), read_only) => postgres(&url, read_only).await,
    }
}

async fn sqlite(path: &Path) -> Result<Shared> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::Unusable(format!("cannot make {}: {error}", folder.display()))
        })?;
    }
    let lock = Lock::take(path)?;
    let unusable = |error: &dyn std::fmt::Display| {
        Error::Unusable(format!(
            "cannot open the database {}: {error}",
            path.display()
        ))
    };
    let options = sqlite_options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", CACHE)
        .pragma("temp_store", "memory");
    let mut conn = SqliteConnection::connect_with(&options)
        .await
        .map_err(|error| unusable(&error))?;
    FOR_SQLITE
        .run(&mut conn)
        .await
        .map_err(|error| not_migrated(&error, &FOR_SQLITE, &path.display().to_string()))?;
    let readers = sqlite_readers(path)
        .await
        .map_err(|error| unusable(&error))?;
    let (changes, _) = broadcast::channel(CHANGES);
    let queue = start(Hand::Lite(conn), changes.clone(), lock);
    Ok(Shared {
        readers: Readers::Lite(readers),
        queue,
        changes,
        feed: None,
    })
}

async fn sqlite_read_only(path: &Path) -> Result<Shared> {
    let unusable = |error: &dyn std::fmt::Display| {
        Error::Unusable(format!(
            "cannot open the database {}: {error}",
            path.display()
        ))
    };
    let readers = sqlite_readers(path)
        .await
        .map_err(|error| unusable(&error))?;
    let mut reader = readers.get().await.map_err(|_| Error::Closed)?;
    let found = sqlx::query_scalar("select max(version) from _sqlx_migrations")
        .fetch_one(&mut *reader)
        .await;
    drop(reader);
    same_step(found.map_err(|error| unusable(&error))?, &FOR_SQLITE)?;
    Ok(Shared {
        readers: Readers::Lite(readers),
        queue: Queue::closed(),
        changes: broadcast::channel(1).0,
        feed: None,
    })
}

fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging()
}

async fn sqlite_readers(path: &Path) -> sqlx::Result<Pool<SqliteConnection>> {
    let options = sqlite_options(path).read_only(true);
    let mut readers = vec![];
    for _ in 0..READERS {
        readers.push(SqliteConnection::connect_with(&options).await?);
    }
    Ok(Pool::from(readers))
}

async fn postgres(url: &str, read_only: bool) -> Result<Shared> {
    // The url carries a password; no message repeats it.
    let options: PgConnectOptions = url.parse().map_err(|_| {
        Error::Unusable(
            "the database url is not one of PostgreSQL: postgres://user@host/name".to_owned(),
        )
    })?;
    let place = format!(
        "PostgreSQL at {}:{}",
        options.get_host(),
        options.get_port()
    );
    let unusable = |error: &sqlx::Error| Error::Unusable(format!("cannot use {place}: {error}"));
    let options = options
        .statement_cache_capacity(STATEMENTS)
        .application_name("countersign")
        .disable_statement_logging();
    let options = if read_only {
        options.options([("default_transaction_read_only", "on")])
    } else {
        options
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(|error| unusable(&error))?;
    if read_only {
        let found = sqlx::query_scalar("select max(version) from _sqlx_migrations")
            .fetch_one(&pool)
            .await;
        same_step(found.map_err(|error| unusable(&error))?, &FOR_POSTGRES)?;
        return Ok(Shared {
            readers: Readers::Pg(pool),
            queue: Queue::closed(),
            changes: broadcast::channel(1).0,
            feed: None,
        });
    }
    FOR_POSTGRES
        .run(&pool)
        .await
        .map_err(|error| not_migrated(&error, &FOR_POSTGRES, &place))?;
    let (changes, _) = broadcast::channel(CHANGES);
    let node = RandomState::new().build_hasher().finish();
    let feed = tokio::spawn(listen(pool.clone(), node, changes.clone())).abort_handle();
    let queue = start(
        Hand::Pg {
            pool: pool.clone(),
            kept: None,
            node,
        },
        changes.clone(),
        (),
    );
    Ok(Shared {
        readers: Readers::Pg(pool),
        queue,
        changes,
        feed: Some(feed),
    })
}

fn last_step(steps: &Migrator) -> i64 {
    steps.iter().map(|step| step.version).max().unwrap_or(0)
}

fn same_step(found: Option<i64>, steps: &Migrator) -> Result<()> {
    let known = last_step(steps);
    match found.unwrap_or(0) {
        found if found > known => Err(Error::Newer { found, known }),
        found if found < known => Err(Error::Unusable("this database was written by an older version; start the server once to bring it up to date".to_owned())),
        _ => Ok(()),
    }
}

fn not_migrated(error: &MigrateError, steps: &Migrator, place: &str) -> Error {
    match error {
        MigrateError::VersionMissing(found) if *found > last_step(steps) => Error::Newer {
            found: *found,
            known: last_step(steps),
        },
        MigrateError::VersionMissing(step) | MigrateError::VersionMismatch(step) => {
            Error::Unusable(format!(
                "{place} was written by a different build of this program (step {step} is not the same)"
            ))
        }
        other => Error::Unusable(format!("cannot bring {place} up to date: {other}")),
    }
}
