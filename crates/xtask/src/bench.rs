//! Benches. Each is a driver of its own that measures the released server from outside and prints a table.

use clap::Args;

use crate::project::{Flavour, Project};
use crate::{Result, build, process, say};

/// The name to ask for, the package that holds the driver, and what tells the driver which one it is.
const BENCHES: [(&str, &str, &[&str]); 2] =
    [("engine", "bench", &[]), ("queue", "bench", &["--queue"])];

#[derive(Args)]
pub struct Options {
    /// Which one; all when left out.
    name: Option<String>,
    /// Handed to the driver as it is.
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn run(project: &Project, options: &Options) -> Result {
    let wanted = |name: &str| options.name.as_deref().is_none_or(|only| only == name);
    let chosen: Vec<_> = BENCHES.iter().filter(|(name, ..)| wanted(name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = BENCHES.iter().map(|(name, ..)| *name).collect();
        return Err(format!("there is no such bench; there is: {}", names.join(", ")).into());
    }
    build::all(project, Flavour::Release)?;
    for (name, package, which) in chosen {
        say::step(&format!("Bench {name}"));
        let mut cargo = process::cargo(&project.root);
        cargo.args(["run", "--release", "--package", package, "--", "--server"]);
        cargo
            .arg(project.executable(Flavour::Release))
            .args(*which)
            .args(&options.rest);
        process::run(&mut cargo)?;
    }
    Ok(())
}
