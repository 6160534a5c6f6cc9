//! Other programs: started with a clean environment, and never left behind.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Result;

static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static STOPPING: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C and SIGTERM end the children first; then we return through the normal way, so
/// that temporary folders and the private database are cleaned up.
pub fn stop_children_with_us() -> Result {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        for child in CHILDREN
            .lock()
            .map(|children| children.clone())
            .unwrap_or_default()
        {
            terminate(child);
        }
    })?;
    Ok(())
}

/// Whether someone asked us to stop.
pub fn stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// A program that ends with us: also when we are killed outright, where the system can do that.
pub struct Running {
    child: Child,
}

impl Running {
    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .spawn()
            .map_err(|error| format!("{}: {error}", name(command)))?;
        if let Ok(mut children) = CHILDREN.lock() {
            children.push(child.id());
        }
        Ok(Self { child })
    }

    /// Reads its output line by line. `each` returns false when it has seen enough.
    pub fn lines(&mut self, mut each: impl FnMut(&str) -> bool) {
        let Some(stdout) = self.child.stdout.as_mut() else {
            return;
        };
        for line in BufReader::new(stdout)
            .lines()
            .map_while(std::result::Result::ok)
        {
            if !each(&line) {
                return;
            }
        }
    }

    pub fn wait(&mut self) -> Result<bool> {
        let status = self.child.wait()?;
        self.forget();
        Ok(status.success())
    }

    fn forget(&self) {
        if let Ok(mut children) = CHILDREN.lock() {
            children.retain(|id| *id != self.child.id());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            terminate(self.child.id());
            // Nothing is left to do with the answer: it has ended or it never ran.
            let _ = self.child.wait();
        }
        self.forget();
    }
}

/// Runs to the end with its output on our terminal. An unsuccessful end is an error that names it.
pub fn run(command: &mut Command) -> Result {
    if Running::start(command)?.wait()? {
        Ok(())
    } else {
        Err(format!("{} did not succeed", line(command)).into())
    }
}

/// Runs to the end and keeps quiet, unless it fails: then everything it said is part of the error.
pub fn run_quietly(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", name(command)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    Err(format!(
        "{} did not succeed\n{said}{}",
        line(command),
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}

/// Whether a program of this name is on the path.
pub fn exists(program: &str) -> bool {
    which(program).is_some()
}

pub fn which(program: &str) -> Option<std::path::PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The cargo that runs us, without what it told us about our own package.
pub fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    for (key, _) in std::env::vars_os() {
        let Some(key) = key.to_str() else { continue };
        let ours = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_PRIMARY_",
        ];
        if ours.iter().any(|prefix| key.starts_with(prefix)) {
            cargo.env_remove(key);
        }
    }
    cargo
}

/// The same command, started by another program that is given its words: `unshare --net …`.
pub fn within(mut outer: Command, inner: &Command) -> Command {
    outer.arg(inner.get_program()).args(inner.get_args());
    for (key, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(key, value),
            None => outer.env_remove(key),
        };
    }
    if let Some(folder) = inner.get_current_dir() {
        outer.current_dir(folder);
    }
    outer
}

/// Makes the system end the program when we are killed outright, where it can (util-linux).
pub fn tied(program: &Path) -> Command {
    if !exists("setpriv") {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=TERM").arg("--").arg(program);
    command
}

fn terminate(id: u32) {
    // It may have ended by itself in the meantime; then there is nothing to end.
    let _ = Command::new("kill")
        .args(["-TERM", &id.to_string()])
        .stderr(Stdio::null())
        .status();
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let words = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name(command))
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}
