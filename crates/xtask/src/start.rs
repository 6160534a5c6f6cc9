//! Portal and sandbox org on this machine, in the foreground until Ctrl-C.

use std::path::PathBuf;
use std::process::Stdio;

use clap::Args;
use serde::Deserialize;

use crate::process::Running;
use crate::project::{Flavour, Project};
use crate::{Result, build, process, say};

#[derive(Args)]
pub struct Options {
    /// Where the portal listens; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:4400")]
    addr: String,
    /// Where everything is kept. Remove the folder to begin anew.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// The line that `countersign serve` prints when it is ready.
#[derive(Deserialize)]
struct Ready {
    portal: String,
    #[serde(default)]
    cast: Vec<Member>,
    sandbox: Option<Sandbox>,
}

#[derive(Deserialize)]
struct Member {
    email: String,
    password: String,
    role: String,
}

#[derive(Deserialize)]
struct Sandbox {
    url: String,
}

pub fn run(project: &Project, options: &Options) -> Result {
    build::all(project, Flavour::Debug)?;
    say::step("Starting");
    let mut serve = process::tied(&project.executable(Flavour::Debug));
    serve
        .args(["serve", "--sandbox", "--addr", &options.addr, "--data"])
        .arg(project.root.join(&options.data));
    serve.current_dir(&project.root).stdout(Stdio::piped());
    let mut serve = Running::start(&mut serve)?;
    serve.lines(|line| {
        match serde_json::from_str::<Ready>(line) {
            Ok(ready) => announce(&ready),
            Err(_) => println!("{line}"),
        }
        true
    });
    if serve.wait()? || process::stopping() {
        Ok(())
    } else {
        Err("the server ended by itself; its last lines say why".into())
    }
}

fn announce(ready: &Ready) {
    say::step("Ready");
    println!("\n  Portal       {}", ready.portal);
    if let Some(sandbox) = &ready.sandbox {
        println!("  Sandbox org  {}", sandbox.url);
    }
    for (number, member) in ready.cast.iter().enumerate() {
        let label = if number == 0 { "Sign in as" } else { "" };
        println!(
            "  {label:<12} {:<28} password {:<20} {}",
            member.email, member.password, member.role
        );
    }
    println!("\n  Ctrl-C ends both.\n");
}
