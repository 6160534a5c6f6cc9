//! Benches. Each is an example program of the crate it measures, built for release, and prints a table.

use clap::Args;

use crate::project::Project;
use crate::{Result, process, say};

/// Name, the package that holds it, and the example that runs it.
const BENCHES: [(&str, &str, &str); 1] = [("engine", "engine", "bench")];

#[derive(Args)]
pub struct Options {
    /// Which one; all when left out.
    name: Option<String>,
    /// Handed to the bench as it is.
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
    for (name, package, example) in chosen {
        say::step(&format!("Bench {name}"));
        let mut cargo = process::cargo(&project.root);
        cargo
            .args([
                "run",
                "--release",
                "--package",
                package,
                "--example",
                example,
                "--",
            ])
            .args(&options.rest);
        process::run(&mut cargo)?;
    }
    Ok(())
}
