use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use server::config::Given;

/// A data folder, and a database of its own.
#[derive(Clone)]
pub struct Place {
    folder: Arc<tempfile::TempDir>,
    settings: Vec<(&'static str, String)>,
    postgres: Option<Postgres>,
}

#[derive(Clone)]
struct Postgres {
    server: String,
    name: String,
}

impl Place {
    pub fn sqlite() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            settings: vec![],
            postgres: None,
        }
    }

    /// None when there is no server to use, unless that is a failure.
    pub async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            assert!(
                std::env::var("REQUIRE_POSTGRES").as_deref() != Ok("1"),
                "REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL is not set"
            );
            eprintln!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let name = format!(
            "portal_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
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
        Some(Self {
            postgres: Some(Postgres { server, name }),
            ..Self::sqlite()
        })
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// `postgres://…`, or nothing for the file in the folder.
    pub fn database(&self) -> Option<String> {
        let postgres = self.postgres.as_ref()?;
        let (base, _) = postgres
            .server
            .rsplit_once('/')
            .expect("the url names a database");
        Some(format!("{base}/{}", postgres.name))
    }

    /// The same with a setting of the portal that runs there.
    pub fn with(mut self, setting: &'static str, value: &str) -> Self {
        self.settings.push((setting, value.to_owned()));
        self
    }

    pub fn given(&self) -> Given {
        let given = Given::default()
            .flag("data", Some(self.folder().display()))
            .flag("database", self.database());
        let settings = self.settings.iter();
        settings.fold(given, |given, (name, value)| given.flag(name, Some(value)))
    }

    pub async fn clear(&self) {
        if let Some(postgres) = &self.postgres {
            sql(
                &postgres.server,
                &format!("drop database {} with (force)", postgres.name),
            )
            .await;
        }
    }
}

/// By PostgreSQL's own program: the only SQL in this crate is what makes and drops databases.
async fn sql(server: &str, statement: &str) {
    let done = tokio::process::Command::new("psql")
        .args(["--quiet", "--dbname", server, "--command", statement])
        .status()
        .await
        .unwrap();
    assert!(done.success(), "{statement}");
}
