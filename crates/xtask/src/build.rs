//! The server, the browser half and the styles. Only what changed is made again.

mod server; // the executable
mod site; // everything assembled under hashed names
mod stamp; // what a result was made from
mod styles; // plain CSS, in a fixed layer order
mod toolchain; // which compiler can make wasm here
mod web; // the browser half

pub use toolchain::Toolchain;

use clap::Args;

use crate::project::{Flavour, Project};
use crate::{Result, say};

#[derive(Args)]
pub struct Options {
    /// One executable with everything inside, small and fast.
    #[arg(long)]
    release: bool,
}

pub fn run(project: &Project, options: &Options) -> Result {
    let flavour = if options.release {
        Flavour::Release
    } else {
        Flavour::Debug
    };
    all(project, flavour)?;
    say::step(&format!("Built {}", project.executable(flavour).display()));
    Ok(())
}

/// Site first: a release carries it inside.
pub fn all(project: &Project, flavour: Flavour) -> Result {
    site::build(project, flavour)?;
    server::build(project, flavour)
}
