//! A fresh database for each test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Database, Settings, Store};

/// Stamps out `name::sqlite` and `name::postgres` from one async function.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let world = $crate::world::World::sqlite().await;
                super::$name(&world).await;
                world.end().await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(world) = $crate::world::World::postgres().await else { return };
                super::$name(&world).await;
                world.end().await;
            }
        }
    )+};
}
pub(crate) use both;

static NEXT: AtomicU32 = AtomicU32::new(0);

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) place: Place,
}

pub(crate) enum Place {
    Sqlite {
        _folder: tempfile::TempDir,
        path: PathBuf,
    },
    Postgres {
        server: String,
        url: String,
        name: String,
    },
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("countersign.db");
        let store = Store::open(Settings::new(Database::Sqlite(path.clone())))
            .await
            .unwrap();
        Self {
            store,
            place: Place::Sqlite {
                _folder: folder,
                path,
            },
        }
    }

    /// A database of its own, because notifications are per database.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            assert!(
                std::env::var("REQUIRE_POSTGRES").as_deref() != Ok("1"),
                "REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL is not set"
            );
            eprintln!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!(
            "t_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        // Left by a test that failed in an earlier process of that number.
        sql(
            &server,
            &format!("drop database if exists {name} with (force)"),
        )
        .await;
        sql(
            &server,
            &format!("create database {name} template template0 locale 'C.UTF-8'"),
        )
        .await;
        let (base, _) = server.rsplit_once('/').expect("the url names a database");
        let url = format!("{base}/{name}");
        let store = Store::open(Settings::new(Database::Postgres(url.clone())))
            .await
            .unwrap();
        Some(Self {
            store,
            place: Place::Postgres { server, url, name },
        })
    }

    pub(crate) fn database(&self) -> Database {
        match &self.place {
            Place::Sqlite { path, .. } => Database::Sqlite(path.clone()),
            Place::Postgres { url, .. } => Database::Postgres(url.clone()),
        }
    }

    pub(crate) async fn end(self) {
        self.store.close().await;
        if let Place::Postgres { server, name, .. } = self.place {
            sql(&server, &format!("drop database {name} with (force)")).await;
        }
    }
}

async fn sql(server: &str, statement: &str) {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
    let mut conn = sqlx::PgConnection::connect(server).await.unwrap();
    conn.execute(AssertSqlSafe(statement.to_owned()))
        .await
        .unwrap();
    conn.close().await.unwrap();
}
