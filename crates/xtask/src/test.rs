//! Every test there is, in groups. Ends with one line: `N passed, N failed`.

mod airtight; // the release alone, without a network
mod postgres; // a private cluster
mod stories; // Playwright in Chromium
mod tally; // passed and failed, over all runners
mod unit; // cargo test, on both databases

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::{Result, process, say};
use tally::Tally;

#[derive(Args)]
pub struct Options {
    /// Only these groups; all when left out.
    groups: Vec<Group>,
    /// Of the stories, only those whose file is named like this.
    #[arg(long)]
    only: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// cargo test over the workspace, SQLite and PostgreSQL.
    Unit,
    /// Playwright stories in a real browser.
    Stories,
    /// The release executable alone in an empty folder, with loopback only.
    Airtight,
}

/// A group that cannot even run counts as one failure, and the others still run.
pub fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    let mut tally = Tally::default();
    for group in [Group::Unit, Group::Stories, Group::Airtight] {
        let wanted = options.groups.is_empty() || options.groups.contains(&group);
        if !wanted || process::stopping() {
            continue;
        }
        let outcome = match group {
            Group::Unit => unit::run(project),
            Group::Stories => stories::run(project, options.only.as_deref()),
            Group::Airtight => airtight::run(project),
        };
        tally += outcome.unwrap_or_else(|error| {
            say::failed(&error.to_string());
            Tally::one_failed()
        });
    }
    if process::stopping() {
        return Err("stopped".into());
    }
    println!("{tally}");
    Ok(tally.code())
}
