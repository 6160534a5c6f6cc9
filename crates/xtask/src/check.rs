//! Format, lints, and the walls. A wall that is broken fails; what only reads badly is printed.

mod crates; // used for real, in one version, without traps
mod edges; // who may depend on whom
mod habits; // what reads badly
mod lints; // rustfmt and clippy, for both halves
mod places; // top-level folders, and where SQL may stand
mod sources; // the files of the project
mod words; // what may not be mentioned

use std::process::ExitCode;

use crate::project::Project;
use crate::{Result, process, say};

/// What is wrong, a line each. Empty is good.
type Faults = Vec<String>;
/// An error is a check that could not be made; it counts as a fault.
type Check = fn(&Project) -> Result<Faults>;

/// Quick ones first.
const CHECKS: [(&str, Check); 9] = [
    ("top-level folders are there", places::folders),
    ("SQL stands in store and sandbox only", places::sql),
    ("crates depend on whom they may", edges::check),
    ("required crates are really used", crates::used),
    ("one version of what must not be doubled", crates::single),
    ("the browser half has no backend crate", crates::browser),
    ("nothing is mentioned that should not be", words::check),
    ("formatted", lints::format),
    ("lints", lints::clippy),
];

/// All checks run, also after one fails.
pub fn run(project: &Project) -> Result<ExitCode> {
    let mut failed = 0;
    for (name, check) in CHECKS {
        if process::stopping() {
            return Err("stopped".into());
        }
        let faults = check(project).unwrap_or_else(|error| vec![error.to_string()]);
        if faults.is_empty() {
            say::step(&format!("ok: {name}"));
            continue;
        }
        failed += 1;
        say::failed(name);
        for fault in faults {
            say::note(&fault);
        }
    }
    for remark in habits::remarks(project)? {
        say::note(&format!("reads badly: {remark}"));
    }
    if failed == 0 {
        println!("all checks passed");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{failed} checks failed");
    Ok(ExitCode::FAILURE)
}
