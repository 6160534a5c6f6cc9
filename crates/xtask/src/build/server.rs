//! The executable. Cargo knows best what has changed.

use crate::project::{Flavour, Project};
use crate::{Result, process, say};

pub fn build(project: &Project, flavour: Flavour) -> Result {
    say::step("Building the server");
    let mut cargo = process::cargo(&project.root);
    cargo.args([
        "build",
        "--package",
        &project.leptos.bin_package,
        "--bin",
        "countersign",
    ]);
    if flavour == Flavour::Release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)
}
