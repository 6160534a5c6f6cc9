//! The released server as a process: prepared through its own command line, started, measured from `/proc`, ended.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::Result;

/// The executable and its data folder.
pub struct Product {
    exe: PathBuf,
    data: PathBuf,
    /// It gets this core for itself; none when there is only one.
    core: Option<usize>,
}

/// A server that is up. Dropping it kills it.
pub struct Running {
    child: Child,
    pid: u32,
    pub url: String,
    pub spawned: Instant,
}

/// Megabytes of memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    pub resident: f64,
    /// Pages shared with other processes count in part.
    pub proportional: f64,
}

const READY_WITHIN: Duration = Duration::from_secs(30);
/// The unit of CPU times in `/proc`, fixed on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

impl Product {
    pub fn new(exe: PathBuf, data: PathBuf, core: Option<usize>) -> Self {
        Self { exe, data, core }
    }

    /// Adds a person, with the server down.
    pub async fn create_user(&self, email: &str, password: &str, roles: &[&str]) -> Result {
        let mut command = self.command();
        command
            .args(["admin", "create-user", email, "--data"])
            .arg(&self.data);
        for role in roles {
            command.args(["--role", role]);
        }
        command.env("COUNTERSIGN_PASSWORD", password);
        let output = command.output().await?;
        if output.status.success() {
            Ok(())
        } else {
            Err(format!(
                "admin create-user: {}",
                String::from_utf8_lossy(&output.stderr)
            )
            .into())
        }
    }

    /// Starts it on a free port, with no setting but its folder, and waits until it says that it is ready.
    pub async fn start(&self) -> Result<Running> {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log())?;
        let mut command = self.command();
        command
            .args(["serve", "--addr", "127.0.0.1:0", "--data"])
            .arg(&self.data)
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        let spawned = Instant::now();
        let mut child = command.spawn()?;
        let pid = child.id().ok_or("the server ended at once")?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let line = timeout(READY_WITHIN, BufReader::new(out).lines().next_line())
            .await
            .map_err(|_| "the server did not become ready")??
            .ok_or_else(|| format!("the server ended; its log is {}", self.log().display()))?;
        let ready: Value = serde_json::from_str(&line)?;
        let url = ready["portal"]
            .as_str()
            .ok_or("no address in the ready line")?;
        Ok(Running {
            child,
            pid,
            url: url.to_owned(),
            spawned,
        })
    }

    pub fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// `taskset` becomes the server, so the process id is the server's.
    fn command(&self) -> Command {
        let mut command = match self.core {
            Some(core) => {
                let mut command = Command::new("taskset");
                command
                    .args(["--cpu-list", &core.to_string()])
                    .arg(&self.exe);
                command
            }
            None => Command::new(&self.exe),
        };
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("COUNTERSIGN_") {
                command.env_remove(name);
            }
        }
        command.stdin(Stdio::null());
        command
    }
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Asks it to stop and waits.
    pub async fn stop(mut self) -> Result {
        Command::new("kill")
            .arg(self.pid.to_string())
            .status()
            .await?;
        timeout(Duration::from_secs(20), self.child.wait())
            .await
            .map_err(|_| "the server did not stop")??;
        Ok(())
    }

    /// SIGKILL: nothing is finished or flushed.
    pub async fn kill(mut self) -> Result {
        self.child.kill().await?;
        Ok(())
    }

    /// User and system time so far, in milliseconds.
    pub fn cpu(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat"))?;
        // After the name, which may hold anything: field 3 is the state, 14 and 15 are the times.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        Ok(ticks * 1000.0 / TICKS_PER_SECOND)
    }

    pub fn memory(&self) -> Result<Memory> {
        let rollup = std::fs::read_to_string(self.proc("smaps_rollup"))?;
        let megabytes = |name: &str| {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes =
                line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            kilobytes.unwrap_or_default() / 1024.0
        };
        Ok(Memory {
            resident: megabytes("Rss:"),
            proportional: megabytes("Pss:"),
        })
    }

    fn proc(&self, file: &str) -> PathBuf {
        Path::new("/proc").join(self.pid.to_string()).join(file)
    }
}
