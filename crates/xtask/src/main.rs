//! `cargo xtask`: the only front door of the project.
//!
//! It looks at the machine, takes the first way that works, says in one line what it chose, and when
//! nothing works says exactly what to install.

mod bench;
mod build;
mod check;
mod install;
mod process;
mod project;
mod say;
mod start;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use project::Project;

/// What went wrong, in a sentence for the person at the terminal.
type Error = Box<dyn std::error::Error>;
type Result<T = ()> = std::result::Result<T, Error>;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build what is missing, start portal and sandbox org, say where and how to sign in.
    Start(start::Options),
    /// Run every test there is, or the groups named: unit, stories, airtight.
    Test(test::Options),
    /// Format, lints, the walls between crates, and what must and must not be present.
    Check,
    /// Build the server, the browser half and the styles; with --release, one executable.
    Build(build::Options),
    /// Measure: engine, or whatever else has a bench.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Line::parse()) {
        Ok(code) => code,
        Err(error) => {
            say::failed(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> Result<ExitCode> {
    process::stop_children_with_us()?;
    let project = Project::open()?;
    match line.verb {
        Verb::Start(options) => start::run(&project, &options).map(|()| ExitCode::SUCCESS),
        Verb::Test(options) => test::run(&project, &options),
        Verb::Check => check::run(&project),
        Verb::Build(options) => build::run(&project, &options).map(|()| ExitCode::SUCCESS),
        Verb::Bench(options) => bench::run(&project, &options).map(|()| ExitCode::SUCCESS),
    }
}
