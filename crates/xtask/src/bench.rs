//! Benches. Each is a driver of its own that measures the released server from outside and prints a table.

use clap::Args;

use crate::project::{Flavour, Project};
use crate::{Result, build, process, say};

/// The name to ask for, and the package that holds the driver.
const BENCHES: [(&str, &str); 1] = [("engine", "bench")];

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
    let chosen: Vec<_> = BENCHES.iter().filter(|(name, _)| wanted(name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = BENCHES.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no such bench; there is: {}", names.join(", ")).into());
    }
    build::all(project, Flavour::Release)?;
    for (name, package) in chosen {
        say::step(&format!("Bench {name}"));
        let mut cargo = process::cargo(&project.root);
        cargo.args(["run", "--release", "--package", package, "--", "--server"]);
        cargo
            .arg(project.executable(Flavour::Release))
            .args(&options.rest);
        process::run(&mut cargo)?;
    }
    Ok(())
}
