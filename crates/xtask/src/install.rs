//! What the machine lacks. Installed when we may, else asked for in one line.

use std::path::Path;
use std::process::Command;

use crate::{Result, process, say};

/// Installs Debian packages. Without the rights (or without apt) the error is the command to run.
pub fn packages(why: &str, names: &[&str]) -> Result {
    let names = names.join(" ");
    let by_hand = format!(
        "{why} is missing. Run this, then try again:\n\n    sudo apt-get install -y {names}\n"
    );
    if !process::exists("apt-get") || !is_root() {
        return Err(by_hand.into());
    }
    say::step(&format!("Installing {names} ({why})"));
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        process::run_quietly(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // An update may fail for one source of several; the install then says what is really missing.
    if let Err(error) = apt(&["update", "-qq"]) {
        say::note(
            error
                .to_string()
                .lines()
                .last()
                .unwrap_or("apt-get update had trouble"),
        );
    }
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(names.split(' '));
    apt(&install).map_err(|error| format!("{error}\n\n{by_hand}"))?;
    Ok(())
}

/// Installs what a folder's `package-lock.json` pins, once per lock.
pub fn npm(folder: &Path) -> Result {
    if !process::exists("npm") {
        packages("Node with npm", &["nodejs", "npm"])?;
    }
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say::step(&format!(
        "Installing what {} pins",
        folder.join("package-lock.json").display()
    ));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run_quietly(&mut npm)?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

pub fn is_root() -> bool {
    process::run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
