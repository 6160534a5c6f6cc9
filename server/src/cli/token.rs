//! `countersign token`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::mission::Slug;
use serde_json::{Value, json};

use super::Failure;
use super::client;

#[derive(Subcommand)]
pub enum Command {
    /// Make a token for a program; it is printed once
    Create(Create),
}

#[derive(Args)]
pub struct Create {
    /// What the token is for
    #[arg(long)]
    name: String,
    /// A mission that it may start; may be repeated, without any it may start all
    #[arg(long = "mission", value_name = "SLUG")]
    missions: Vec<Slug>,
    #[command(flatten)]
    portal: client::PortalOptions,
}

pub async fn run(command: Command) -> Result<ExitCode, Failure> {
    let Command::Create(options) = command;
    let client = options.portal.open().await?;
    let answer = client
        .post(
            "/tokens",
            &json!({ "name": options.name, "missions": options.missions }),
        )
        .await?;
    client.close().await;
    if options.portal.json {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{}",
        answer
            .get("secret")
            .and_then(Value::as_str)
            .unwrap_or_default()
    );
    eprintln!(
        "Keep it: it is not shown again. It reads and starts missions in your name, and decides nothing."
    );
    Ok(ExitCode::SUCCESS)
}
