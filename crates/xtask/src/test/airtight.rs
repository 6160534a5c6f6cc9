//! The release alone: copied into an empty folder, started where the only network is loopback.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use super::stories;
use super::tally::Tally;
use crate::project::{Flavour, Project};
use crate::{Result, build, install, process, say};

#[derive(Args)]
pub struct Options {
    /// The executable, already alone in its folder.
    executable: PathBuf,
    browser: PathBuf,
}

pub fn run(project: &Project) -> Result<Tally> {
    build::all(project, Flavour::Release)?;
    let browser = stories::browser()?;
    install::npm(&stories::folder(project))?;
    if !process::exists("ip") {
        install::packages("a tool that brings up loopback", &["iproute2"])?;
    }
    say::step("The release, alone and without a network");
    let folder = std::env::temp_dir().join(format!("countersign-airtight-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let told = tell(project, &folder, &browser);
    std::fs::remove_dir_all(&folder)?;
    told
}

fn tell(project: &Project, folder: &Path, browser: &Path) -> Result<Tally> {
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
        .arg(executable)
        .arg(browser);
    stories::told(project, &mut unshare)
}

/// What runs inside the namespace: brings loopback up, then tells the story.
pub fn inside(project: &Project, options: &Options) -> Result<ExitCode> {
    process::run(Command::new("ip").args(["link", "set", "lo", "up"]))?;
    let mut story = stories::playwright(project, &options.executable, &options.browser);
    process::run(story.arg("--config=airtight.config.ts"))?;
    Ok(ExitCode::SUCCESS)
}
