//! The release alone: copied into an empty folder, started where the only network is loopback.

use std::path::Path;
use std::process::Command;

use super::stories;
use super::tally::Tally;
use crate::project::{Flavour, Project};
use crate::{Result, build, install, process, say};

/// What runs first inside the namespace: it has loopback, but down.
const INSIDE: &str = "ip link set lo up && exec \"$@\"";

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
    unshare.args(["sh", "-c", INSIDE, "sh"]);
    let mut story = stories::playwright(project, &executable, browser);
    story.arg("--config=airtight.config.ts");
    stories::told(project, &mut process::within(unshare, &story))
}
