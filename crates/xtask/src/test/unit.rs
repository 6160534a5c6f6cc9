//! `cargo test` over the workspace, with a private PostgreSQL beside it.

use std::process::Stdio;

use super::postgres::Cluster;
use super::tally::Tally;
use crate::process::Running;
use crate::project::Project;
use crate::{Result, process, say};

pub fn run(project: &Project) -> Result<Tally> {
    let cluster = Cluster::start()?;
    say::step("Unit and integration tests");
    let mut cargo = process::cargo(&project.root);
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    cargo
        .env("TEST_POSTGRES_URL", cluster.url())
        .env("REQUIRE_POSTGRES", "1")
        .stdout(Stdio::piped());
    let mut cargo = Running::start(&mut cargo)?;
    let mut tally = Tally::default();
    cargo.lines(|line| {
        println!("{line}");
        if let Some(counted) = Tally::of_line(line) {
            tally += counted;
        }
        true
    });
    if !cargo.wait()? && tally.failed == 0 {
        say::failed("a test program did not build or did not finish");
        tally += Tally::one_failed();
    }
    Ok(tally)
}
