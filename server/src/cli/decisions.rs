//! `countersign decisions`

use std::process::ExitCode;

use clap::Args;
use domain::decision::Status;

use super::Failure;
use super::answers::{Decision, Paged};
use super::client::{self, read};
use super::ink::{Ink, WIDTH, moment, wrapped};

#[derive(Args)]
pub struct Options {
    /// Also what is decided
    #[arg(long)]
    all: bool,
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
            "/decisions?all={}&limit={}",
            options.all, options.limit
        ))
        .await?;
    client.close().await;
    if options.portal.json {
        println!("{answer}");
        return Ok(ExitCode::SUCCESS);
    }
    let decisions: Paged<Decision> = read(&answer)?;
    if decisions.items.is_empty() {
        println!("Nothing waits for a signature.");
        return Ok(ExitCode::SUCCESS);
    }
    let ink = Ink::for_answers();
    for decision in decisions.items {
        let parts = if decision.part_count == 1 {
            "1 part".to_owned()
        } else {
            format!("{} parts", decision.part_count)
        };
        let facts = format!(
            "{}  asked {}  {parts}, {}, {} risk",
            word(&decision.status),
            moment(decision.asked_at),
            decision.undo.phrase(),
            decision.risk
        );
        println!("{}  {}", ink.strong(decision.id.as_str()), ink.soft(&facts));
        for line in wrapped(&decision.title, WIDTH - 4) {
            println!("    {line}");
        }
    }
    if decisions.next.is_some() {
        println!("There are more; ask for them with --limit.");
    }
    Ok(ExitCode::SUCCESS)
}

pub fn word(status: &Status) -> &'static str {
    match status {
        Status::Waiting { .. } => "waiting",
        Status::Approved { .. } => "approved",
        Status::Rejected { .. } => "rejected",
        Status::Expired { .. } => "expired",
        Status::Withdrawn { .. } => "withdrawn",
        Status::Blocked { .. } => "blocked",
    }
}

/// What came of it, in a sentence.
pub fn sentence(status: &Status) -> String {
    match status {
        Status::Waiting { missing } => {
            let seats: Vec<String> = missing
                .iter()
                .map(|(role, count)| format!("{count} {role}"))
                .collect();
            format!("waits for {}", seats.join(" and "))
        }
        Status::Approved { parts } => {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            format!("approved, part {}", parts.join(", "))
        }
        Status::Rejected { by: _, at, reason } => format!("rejected at {}: {reason}", moment(*at)),
        Status::Expired { at } => format!("expired at {}; nothing was changed", moment(*at)),
        Status::Withdrawn { at } => format!(
            "withdrawn at {}, when its run was stopped; nothing was changed",
            moment(*at)
        ),
        Status::Blocked { part, rule } => format!("the rule “{rule}” blocks part {part}"),
    }
}
