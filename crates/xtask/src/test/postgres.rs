//! A PostgreSQL cluster of our own: temporary folder, free port, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, install, process, say};

pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = programs()?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!(
            "countersign-postgres-{}-{port}",
            std::process::id()
        ));
        std::fs::create_dir(&folder)?;
        if install::is_root() {
            process::run_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let cluster = Self {
            programs,
            folder,
            port,
        };
        say::step(&format!("Starting a private PostgreSQL on port {port}"));
        cluster.program(
            "initdb",
            &[
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
                "--no-instructions",
            ],
        )?;
        // Nothing here outlives the tests, so nothing needs to survive a power cut.
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off -c max_connections=300",
            cluster.folder.display()
        );
        let log = cluster.folder.join("log").display().to_string();
        cluster.program(
            "pg_ctl",
            &[
                "start",
                "--wait",
                "--silent",
                "--log",
                &log,
                "--options",
                &settings,
            ],
        )?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Result {
        let mut command = as_server_user(&self.programs.join(name));
        command
            .arg("--pgdata")
            .arg(self.folder.join("data"))
            .args(arguments)
            .current_dir(&self.folder);
        process::run_quietly(&mut command)?;
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.program("pg_ctl", &["stop", "--mode=immediate", "--silent"]) {
            say::note(&error.to_string());
        }
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            say::note(&format!("{}: {error}", self.folder.display()));
        }
    }
}

/// The server's programs refuse to run as root.
fn as_server_user(program: &Path) -> Command {
    if !install::is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// The folder with `initdb` and `pg_ctl`: the newest that Debian has, else what is on the path.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    install::packages("PostgreSQL", &["postgresql"])?;
    find_programs().ok_or_else(|| {
        "PostgreSQL was installed, but initdb and pg_ctl are nowhere to be found".into()
    })
}

fn find_programs() -> Option<PathBuf> {
    let debians = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<_> = debians.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(process::which("pg_ctl").and_then(|program| Some(program.parent()?.to_owned())));
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}
