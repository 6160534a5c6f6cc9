//! Playwright stories in a real Chromium, against a server of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::tally::Tally;
use crate::process::Running;
use crate::project::{Flavour, Project};
use crate::{Result, build, install, process, say};

/// The summary at the end of Playwright's JSON report.
#[derive(Deserialize)]
struct Report {
    stats: Stats,
    #[serde(default)]
    errors: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    /// Passed at the second try: a story that cannot be trusted counts as failed.
    flaky: u64,
    skipped: u64,
}

/// All stories, or those whose file is named like `only`.
pub fn run(project: &Project, only: Option<&str>) -> Result<Tally> {
    build::all(project, Flavour::Debug)?;
    let browser = browser()?;
    install::npm(&folder(project))?;
    say::step("Stories in the browser");
    let mut stories = playwright(project, &project.executable(Flavour::Debug), &browser);
    stories.args(only);
    told(project, &mut stories)
}

/// Where stories and what they need are kept.
pub fn folder(project: &Project) -> PathBuf {
    project.root.join("end2end")
}

pub fn playwright(project: &Project, executable: &Path, browser: &Path) -> Command {
    let mut playwright = Command::new("npx");
    playwright
        .args(["--no-install", "playwright", "test", "--reporter=list,json"])
        .current_dir(folder(project));
    playwright
        .env("COUNTERSIGN", executable)
        .env("CHROMIUM", browser);
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_NAME", report(project));
    playwright
}

/// Runs stories, whatever starts them, and counts by their report.
pub fn told(project: &Project, stories: &mut Command) -> Result<Tally> {
    let report = report(project);
    let _ = std::fs::remove_file(&report); // from an earlier run, if there was one
    let succeeded = Running::start(stories)?.wait()?;
    let report =
        std::fs::read_to_string(&report).map_err(|_| "the stories ended without a report")?;
    let report: Report = serde_json::from_str(&report)?;
    let stats = report.stats;
    let mut tally = Tally {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky + stats.skipped,
    };
    if !succeeded && tally.failed == 0 {
        tally.failed = u64::try_from(report.errors.len())?.max(1);
    }
    Ok(tally)
}

fn report(project: &Project) -> PathBuf {
    folder(project).join("test-results/report.json")
}

/// The system's Chromium, by the names it goes by.
pub fn browser() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    if let Some(found) = names.iter().find_map(|name| process::which(name)) {
        return Ok(found);
    }
    install::packages("Chromium", &["chromium"])?;
    process::which("chromium")
        .ok_or_else(|| "Chromium was installed, but is not on the path".into())
}
