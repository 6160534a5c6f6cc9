//! `countersign decide`

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use domain::canonical::Digest;
use domain::change::PartNumber;
use domain::id::DecisionId;
use serde_json::{Value, json};

use super::Failure;
use super::answers::{Decided, DecisionOpened};
use super::client::{self, Client, read};
use super::decisions::sentence;

#[derive(Args)]
pub struct Options {
    /// The decision, as `countersign decisions` lists it
    decision: DecisionId,
    verb: Verb,
    /// Sign only these parts; what is left out is dropped
    #[arg(long = "part", value_name = "N")]
    parts: Vec<PartNumber>,
    /// Why it is rejected
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    portal: client::PortalOptions,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verb {
    Approve,
    Reject,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let (path, id) = (
        format!("/decisions/{}", options.decision),
        &options.decision,
    );
    match (options.verb, &options.reason) {
        (Verb::Reject, None) => {
            return Err(Failure::usage("a rejection says why").next("Add --reason TEXT."));
        }
        (Verb::Reject, _) if !options.parts.is_empty() => {
            return Err(
                Failure::usage("a rejection is of the whole decision").next("Leave --part out.")
            );
        }
        _ => {}
    }
    let client = options.portal.open().await?;
    let answer = match (options.verb, options.reason) {
        (Verb::Reject, reason) => {
            client
                .post(&format!("{path}/reject"), &json!({ "reason": reason }))
                .await?
        }
        (Verb::Approve, _) => {
            let parts = as_they_stand(&client, &path, &options.parts).await?;
            client
                .post(&format!("{path}/approve"), &json!({ "parts": parts }))
                .await?
        }
    };
    client.close().await;
    if options.portal.json {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    let Decided { status } = read(&answer)?;
    println!("Your answer to {id} is stored: {}.", sentence(&status));
    Ok(ExitCode::SUCCESS)
}

/// The parts to sign, each at its digest of now: if one changes before the signature arrives, nothing is signed.
async fn as_they_stand(
    client: &Client,
    path: &str,
    chosen: &[PartNumber],
) -> Result<BTreeMap<String, Digest>, Failure> {
    let answer: Value = client.get(path).await?;
    let decision: DecisionOpened = read(&answer)?;
    if let Some(none) = chosen
        .iter()
        .find(|number| !decision.parts.iter().any(|part| part.number == **number))
    {
        return Err(Failure::usage(format!(
            "there is no part {none}; this decision has {}",
            decision.parts.len()
        )));
    }
    let signed = decision
        .parts
        .iter()
        .filter(|part| chosen.is_empty() || chosen.contains(&part.number));
    Ok(signed
        .map(|part| (part.number.to_string(), part.digest))
        .collect())
}
