//! `countersign missions`

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::answers::Mission;
use super::client::{self, read};
use super::ink::{Ink, WIDTH, wrapped};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    portal: client::PortalOptions,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let client = options.portal.open().await?;
    let answer = client.get("/missions").await?;
    client.close().await;
    if options.portal.json {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    let ink = Ink::for_answers();
    for mission in read::<Vec<Mission>>(&answer)? {
        println!("{}  {}", ink.strong(&mission.slug), mission.title);
        for line in wrapped(&mission.purpose, WIDTH - 4) {
            println!("    {line}");
        }
        let inputs: Vec<String> = mission
            .inputs
            .iter()
            .map(|input| format!("--input {}=…", input.key))
            .collect();
        println!(
            "    {}",
            ink.soft(&format!(
                "countersign run {} {}",
                mission.slug,
                inputs.join(" ")
            ))
        );
        println!(
            "    starts: {}",
            mission.trigger.as_deref().unwrap_or("by hand only")
        );
        println!(
            "    reads:  {}",
            objects(&mission, |grant| !grant.read.is_empty())
        );
        println!(
            "    writes: {}, each only once it is signed",
            objects(&mission, |grant| !grant.operations.is_empty())
        );
        println!(
            "    version {} ({})",
            mission.number,
            mission.version.short()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn objects(mission: &Mission, which: impl Fn(&domain::scope::Grant) -> bool) -> String {
    let names: Vec<&str> = mission
        .scope
        .iter()
        .filter(|(_, grant)| which(grant))
        .map(|(name, _)| name.as_str())
        .collect();
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(", ")
    }
}
