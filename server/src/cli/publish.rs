//! `countersign publish`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::answers::{Document, Mission};
use super::client::{self, read};

#[derive(Args)]
pub struct Options {
    /// A mission (.toml) or a knowledge document (.md)
    file: PathBuf,
    #[command(flatten)]
    portal: client::PortalOptions,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let path = match options.file.extension().and_then(|ending| ending.to_str()) {
        Some("toml") => "/missions",
        Some("md") => "/knowledge",
        _ => {
            return Err(Failure::usage(
                "a mission ends in .toml, a knowledge document in .md",
            ));
        }
    };
    let text = std::fs::read_to_string(&options.file)
        .map_err(|error| Failure::new(format!("{}: {error}", options.file.display())))?;
    let client = options.portal.open().await?;
    let answer = client.put_text(path, text).await?;
    client.close().await;
    if options.portal.json {
        println!("{answer}");
    } else if path == "/missions" {
        let mission: Mission = read(&answer)?;
        println!(
            "Published {} as version {} ({}). Runs that are under way keep theirs.",
            mission.slug,
            mission.number,
            mission.version.short()
        );
    } else {
        let document: Document = read(&answer)?;
        println!(
            "Published “{}” as version {}. Runs that are under way keep theirs.",
            document.title, document.version
        );
    }
    Ok(ExitCode::SUCCESS)
}
