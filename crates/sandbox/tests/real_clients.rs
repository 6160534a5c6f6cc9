//! Stock clients, unmodified, against the sandbox org. They are installed once, and again only when their pins change.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sandbox::{Running, Seed, Settings};

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../end2end/clients")
        .canonicalize()
        .unwrap()
}

/// A folder under the target folder, kept between runs.
fn kept(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let folder = target.join("clients").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs `install` unless the folder was filled from the same pins.
fn installed(folder: &Path, pins: &[PathBuf], install: impl FnOnce()) {
    let wanted: String = pins
        .iter()
        .map(|pin| fs::read_to_string(pin).unwrap())
        .collect();
    let mark = folder.join("installed-from");
    if fs::read_to_string(&mark).is_ok_and(|own| own == wanted) {
        return;
    }
    install();
    fs::write(mark, wanted).unwrap();
}

async fn org() -> Running {
    sandbox::start(Settings {
        addr: ([127, 0, 0, 1], 0).into(),
        data: None,
        seed: Seed::Scale(1_500),
    })
    .await
    .unwrap()
}

/// Runs a client's checks beside the org and shows its lines.
async fn holds(org: &Running, mut command: Command) {
    command.args([
        &org.ready.url,
        &org.ready.client_id,
        &org.ready.client_secret,
    ]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{lines}");
    assert!(
        output.status.success(),
        "{lines}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        lines.lines().filter(|line| line.starts_with("ok ")).count() > 20,
        "{lines}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jsforce_works_unmodified() {
    let (from, folder) = (clients(), kept("jsforce"));
    let pins = [from.join("package.json"), from.join("package-lock.json")];
    installed(&folder, &pins, || {
        for pin in &pins {
            fs::copy(pin, folder.join(pin.file_name().unwrap())).unwrap();
        }
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder));
    });
    // A module finds its packages beside itself.
    fs::copy(from.join("jsforce.mjs"), folder.join("jsforce.mjs")).unwrap();
    let mut command = Command::new("node");
    command
        .arg(folder.join("jsforce.mjs"))
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        .env_remove("https_proxy")
        .env_remove("HTTPS_PROXY");
    holds(&org().await, command).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simple_salesforce_works_unmodified() {
    let (from, folder) = (clients(), kept("simple-salesforce"));
    let pins = [from.join("requirements.txt")];
    let python = folder.join("venv/bin/python");
    installed(&folder, &pins, || {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder.join("venv")));
        run(Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(&pins[0]));
    });
    let mut command = Command::new(python);
    command.arg(from.join("simple_salesforce_check.py"));
    holds(&org().await, command).await;
}
