//! The release alone: copied into an empty folder, started where the only network is loopback.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use super::tally::Tally;
use crate::project::{Flavour, Project};
use crate::{Result, build, install, process, say};

#[derive(Args)]
pub struct Options {
    /// The story to tell inside.
    story: PathBuf,
    /// The executable, already alone in its folder.
    executable: PathBuf,
}

pub fn run(project: &Project) -> Result<Tally> {
    build::all(project, Flavour::Release)?;
    say::step("The release, alone and without a network");
    let folder = std::env::temp_dir().join(format!("countersign-airtight-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let told = tell(project, &folder);
    std::fs::remove_dir_all(&folder)?;
    told.map(|()| Tally {
        passed: 1,
        failed: 0,
    })
}

fn tell(project: &Project, folder: &Path) -> Result {
    let executable = folder.join("countersign");
    std::fs::copy(project.executable(Flavour::Release), &executable)?;
    let mut unshare = Command::new("unshare");
    unshare.arg("--net");
    if !install::is_root() {
        unshare.arg("--map-root-user");
    }
    unshare
        .arg(std::env::current_exe()?)
        .arg("airtight")
        .arg(project.root.join("end2end/airtight"))
        .arg(executable);
    process::run(unshare.current_dir(folder))
}

/// What runs inside the namespace: brings loopback up, then tells the story.
pub fn inside(options: &Options) -> Result<ExitCode> {
    process::run(Command::new("ip").args(["link", "set", "lo", "up"]))?;
    let folder = options.executable.parent().unwrap_or(Path::new("."));
    let mut story = Command::new(&options.story);
    story
        .arg(&options.executable)
        .current_dir(folder)
        .env_clear();
    story
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder);
    process::run(&mut story)?;
    Ok(ExitCode::SUCCESS)
}
