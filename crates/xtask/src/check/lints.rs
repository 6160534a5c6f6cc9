//! rustfmt and clippy. Both halves of `app` are linted: for the server here, for the browser as wasm.

use super::Faults;
use crate::build::Toolchain;
use crate::project::Project;
use crate::{Result, process, say};

pub fn format(project: &Project) -> Result<Faults> {
    let mut cargo = process::cargo(&project.root);
    cargo.args(["fmt", "--all", "--check", "--", "--files-with-diff"]);
    let output = cargo.output()?;
    if output.status.success() {
        return Ok(Faults::new());
    }
    let files = String::from_utf8_lossy(&output.stdout).into_owned();
    let ours = |file: &str| {
        file.strip_prefix(&*project.root.to_string_lossy())
            .unwrap_or(file)
            .to_owned()
    };
    let faults: Faults = files.lines().map(ours).collect();
    Ok(if faults.is_empty() {
        vec![String::from_utf8_lossy(&output.stderr).into_owned()]
    } else {
        faults
    })
}

pub fn clippy(project: &Project) -> Result<Faults> {
    let mut faults = Faults::new();
    say::step("Lints for the server's half");
    let mut cargo = process::cargo(&project.root);
    cargo.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny=warnings",
    ]);
    if let Err(error) = process::run(&mut cargo) {
        faults.push(error.to_string());
    }

    let toolchain = Toolchain::choose()?;
    let verb = if toolchain.has_clippy() {
        "clippy"
    } else {
        "check"
    };
    say::step(&format!("Lints for the browser's half (cargo {verb})"));
    let mut cargo = toolchain.cargo(&project.root, verb);
    cargo.args([
        "--package",
        &project.leptos.lib_package,
        "--lib",
        "--no-default-features",
        "--features=hydrate",
    ]);
    cargo
        .args(["--profile=wasm", "--target-dir"])
        .arg(project.target.join("web"));
    if toolchain.has_clippy() {
        cargo.args(["--", "--deny=warnings"]);
    }
    if let Err(error) = process::run(&mut cargo) {
        faults.push(error.to_string());
    }
    Ok(faults)
}
