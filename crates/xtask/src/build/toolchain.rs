//! Which compiler can make wasm on this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, install, process, say};

const TARGET: &str = "wasm32-unknown-unknown";

/// `rustup target add` may wait for a server that never answers.
const PATIENCE: Duration = Duration::from_secs(90);

/// Set to `installed` or `debian` to choose by hand.
const CHOICE: &str = "COUNTERSIGN_WASM";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Toolchain {
    /// The compiler in use has the target, by itself or since `rustup target add`.
    Installed,
    /// Debian's own compiler, with the standard library built from Debian's own source.
    Debian,
}

impl Toolchain {
    /// The first way that works.
    pub fn choose() -> Result<Self> {
        match std::env::var(CHOICE).as_deref() {
            Ok("installed") => return Ok(Self::Installed),
            Ok("debian") => return debian(),
            _ => {}
        }
        if has_target() {
            return Ok(Self::Installed);
        }
        if process::exists("rustup") {
            say::step(&format!("Adding {TARGET} with rustup"));
            if add_target() && has_target() {
                return Ok(Self::Installed);
            }
            say::note(
                "rustup's servers do not answer; taking Debian's compiler for the browser half",
            );
        }
        debian()
    }

    /// Cargo set up for the browser half, up to and including the target.
    pub fn cargo(self, root: &Path, verb: &str) -> Command {
        match self {
            Self::Installed => {
                let mut cargo = process::cargo(root);
                cargo.args([verb, "--target", TARGET]);
                cargo
            }
            Self::Debian => {
                let mut cargo = Command::new("/usr/bin/cargo");
                cargo.current_dir(root).args([
                    verb,
                    "-Zbuild-std=std,panic_abort",
                    "--target",
                    TARGET,
                ]);
                // The compiler that runs us left its own marks in the environment.
                for (key, _) in std::env::vars_os() {
                    let key = key.to_string_lossy().into_owned();
                    let kept = ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_TERM_COLOR"];
                    let ours = key.starts_with("CARGO")
                        || key.starts_with("RUSTUP")
                        || key == "LD_LIBRARY_PATH";
                    if ours && !kept.contains(&key.as_str()) && !key.starts_with("CARGO_NET_") {
                        cargo.env_remove(key);
                    }
                }
                cargo
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("PATH", "/usr/local/bin:/usr/bin:/bin");
                if let Some(linker) = linker() {
                    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                }
                cargo
            }
        }
    }

    /// Clippy comes with rustup's compilers, not with Debian's.
    pub fn has_clippy(self) -> bool {
        self == Self::Installed
    }

    /// What results depend on besides the sources.
    pub fn identity(self) -> Result<String> {
        let compiler = match self {
            Self::Installed => "rustc",
            Self::Debian => "/usr/bin/rustc",
        };
        process::run_quietly(Command::new(compiler).arg("-vV"))
    }
}

fn has_target() -> bool {
    let folder = process::run_quietly(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]));
    folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn add_target() -> bool {
    let mut rustup = Command::new("rustup");
    rustup
        .args(["target", "add", TARGET])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut rustup) = rustup.spawn() else {
        return false;
    };
    let start = Instant::now();
    while start.elapsed() < PATIENCE && !process::stopping() {
        if let Ok(Some(status)) = rustup.try_wait() {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    // It waits for a server; ending it leaves nothing half done, rustup installs by renaming.
    let _ = rustup.kill();
    let _ = rustup.wait();
    false
}

fn debian() -> Result<Toolchain> {
    let parts = [
        "/usr/bin/rustc",
        "/usr/bin/cargo",
        "/usr/lib/rustlib/src/rust/library/std",
    ];
    if parts.iter().any(|part| !Path::new(part).exists()) || linker().is_none() {
        let names = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
        install::packages("a compiler that can make wasm", &names)?;
    }
    Ok(Toolchain::Debian)
}

/// Debian's `rust-lld`, else the one inside rustup's toolchain.
fn linker() -> Option<PathBuf> {
    let debians = PathBuf::from("/usr/bin/rust-lld");
    if debians.exists() {
        return Some(debians);
    }
    let sysroot = process::run_quietly(Command::new("rustc").args(["--print", "sysroot"])).ok()?;
    let inside =
        Path::new(sysroot.trim()).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    inside.exists().then_some(inside)
}
