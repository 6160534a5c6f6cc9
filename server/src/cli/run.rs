//! `countersign run`

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use domain::mission::Slug;
use domain::observation::{Event, Observation};
use domain::verdict::Verdict;
use engine::{Clock as _, SystemClock};
use serde_json::{Value, json};

use super::answers::RunOpened;
use super::client::{self, Client, read};
use super::ink::{Ink, WIDTH, wrapped};
use super::{Failure, told};

#[derive(Args)]
pub struct Options {
    /// The mission's name, as `countersign missions` lists it
    mission: Slug,
    /// What it is handed, such as lead=00Q…; may be repeated
    #[arg(long = "input", value_name = "KEY=VALUE", value_parser = input)]
    inputs: Vec<(String, String)>,
    /// Keep printing observations until the run has ended
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    portal: client::PortalOptions,
}

fn input(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("an input is KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let client = options.portal.open().await?;
    let inputs: BTreeMap<String, String> = options.inputs.into_iter().collect();
    let wait = if options.follow { 0 } else { 10_000 };
    let path = format!("/missions/{}/runs?wait={wait}", options.mission);
    let started = client
        .post_once(&path, &SystemClock.unique(), &json!({ "inputs": inputs }))
        .await?;
    let run: RunOpened = read(&started)?;
    let verdict = if options.follow {
        follow(&client, &run, options.portal.json).await?
    } else {
        print_so_far(&client, &run, &started, options.portal.json).await?
    };
    client.close().await;
    Ok(if verdict == Some(Verdict::Failed) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Prints each observation as it comes. As JSON: one line each.
async fn follow(
    client: &Client,
    run: &RunOpened,
    as_json: bool,
) -> Result<Option<Verdict>, Failure> {
    let ink = Ink::for_answers();
    if !as_json {
        println!("{}  {}", ink.strong(run.run.id.as_str()), run.run.mission);
    }
    let mut verdict = None;
    let mut stream = client.stream(&format!("/runs/{}/events", run.run.id), 0);
    while let Some(observation) = stream.next().await? {
        if as_json {
            println!("{}", json!(observation));
        } else {
            println!("{}", told::line(&observation, ink));
        }
        match &observation.event {
            Event::Proposed { decision, .. } if !as_json => {
                println!(
                    "      {}",
                    ink.soft(&format!(
                        "countersign show {decision}   then: countersign decide {decision} approve"
                    ))
                );
            }
            Event::Ended { verdict: how } => verdict = Some(*how),
            _ => {}
        }
    }
    Ok(verdict)
}

/// Prints what there is after a short wait, and how to go on.
async fn print_so_far(
    client: &Client,
    run: &RunOpened,
    started: &Value,
    as_json: bool,
) -> Result<Option<Verdict>, Failure> {
    if as_json {
        println!("{started}");
        return Ok(run.run.verdict);
    }
    let ink = Ink::for_answers();
    println!("{}  {}", ink.strong(run.run.id.as_str()), run.run.mission);
    for observation in all_observations(client, run.run.id.as_str()).await? {
        println!("{}", told::line(&observation, ink));
    }
    if let Some(verdict) = run.run.verdict {
        println!("Ended: {}.", told::verdict(verdict, ink));
        return Ok(Some(verdict));
    }
    for line in wrapped(&format!("Now {}: {}", run.run.phase, run.sentence), WIDTH) {
        println!("{line}");
    }
    for decision in &run.decisions {
        println!("  countersign show {decision}");
    }
    Ok(None)
}

pub async fn all_observations(client: &Client, run: &str) -> Result<Vec<Observation>, Failure> {
    let mut all: Vec<Observation> = vec![];
    loop {
        let after = all.last().map_or(0, |observation| observation.number);
        let page: Vec<Observation> = read(
            &client
                .get(&format!("/runs/{run}/observations?after={after}&limit=200"))
                .await?,
        )?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
