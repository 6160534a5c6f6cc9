//! `countersign runs`

use std::process::ExitCode;

use clap::Args;

use super::answers::{Paged, Run};
use super::client::{self, read};
use super::ink::{Ink, WIDTH, cut, moment};
use super::{Failure, told};

#[derive(Args)]
pub struct Options {
    /// Only runs that have not ended
    #[arg(long)]
    open: bool,
    /// How many at most
    #[arg(long, default_value_t = 20)]
    limit: u32,
    #[command(flatten)]
    portal: client::PortalOptions,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let client = options.portal.open().await?;
    let answer = client
        .get(&format!(
            "/runs?open={}&limit={}",
            options.open, options.limit
        ))
        .await?;
    client.close().await;
    if options.portal.json {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    let runs: Paged<Run> = read(&answer)?;
    if runs.items.is_empty() {
        println!(
            "Nothing has run yet. A new record in the org starts one, or `countersign run MISSION`."
        );
        return Ok(ExitCode::SUCCESS);
    }
    let ink = Ink::for_answers();
    for run in runs.items {
        let state = run.verdict.map_or_else(
            || run.phase.phrase().to_owned(),
            |verdict| told::verdict(verdict, ink),
        );
        println!(
            "{}  {}  {state}",
            ink.strong(run.id.as_str()),
            ink.soft(&format!("started {}", moment(run.started_at)))
        );
        println!(
            "    {}",
            cut(&format!("{} · {}", run.about, run.mission), WIDTH - 4)
        );
    }
    if runs.next.is_some() {
        println!("There are more; ask for them with --limit.");
    }
    Ok(ExitCode::SUCCESS)
}
