use domain::change::{Because, DiffRow, Source, Undo};
use domain::decision::{Answer, Status};
use domain::id::DecisionId;

use super::evidence;
use crate::cli::answers::{DecisionOpened, Part, Signature};
use crate::cli::client::{self, read};
use crate::cli::decisions::sentence;
use crate::cli::ink::{Ink, WIDTH, cut, moment, plain, wrapped};
use crate::cli::{Failure, told};

/// Columns of the diff: field, before, proposed; what the org says now takes the rest.
const FIELD: usize = 20;
const VALUE: usize = 25;

/// What changes, why, what could go wrong, whether it can be undone. Always in that order.
pub async fn show(portal: &client::PortalOptions, id: &DecisionId) -> Result<(), Failure> {
    let client = portal.open().await?;
    let answer = client.get(&format!("/decisions/{id}")).await?;
    client.close().await;
    if portal.json {
        println!("{answer}");
    } else {
        print(&read(&answer)?);
    }
    Ok(())
}

fn print(decision: &DecisionOpened) {
    let ink = Ink::for_answers();
    for line in wrapped(&decision.title, WIDTH) {
        println!("{}", ink.strong(&line));
    }
    println!("{}  {}", decision.id, sentence(&decision.status));
    println!(
        "asked {}  expires {}",
        moment(decision.asked_at),
        moment(decision.expires_at)
    );
    println!("from {}  {}", decision.run, plain(&decision.mission));
    if let Some(why) = &decision.live_problem {
        println!(
            "{}",
            ink.care(&format!("What the org says now could not be read: {why}"))
        );
    }
    for part in &decision.parts {
        println!();
        print_part(part, ink);
    }
    if !decision.hazards.is_empty() {
        println!("\n{}", ink.strong("What could go wrong"));
        for hazard in &decision.hazards {
            for (at, line) in wrapped(&hazard.text, WIDTH - 4).iter().enumerate() {
                println!("  {} {line}", if at == 0 { "·" } else { " " });
            }
        }
    }
    for found in &decision.matches {
        println!();
        evidence::print(found, ink);
    }
    if !decision.evidence.is_empty() {
        println!(
            "\n{}",
            ink.strong("What the run saw before it proposed this")
        );
        for observation in &decision.evidence {
            println!("{}", told::line(observation, ink));
        }
    }
    print_signatures(&decision.signatures);
    if let Status::Waiting { .. } = decision.status {
        println!(
            "\ncountersign decide {} approve      or: … reject --reason TEXT",
            decision.id
        );
    }
}

fn print_part(part: &Part, ink: Ink) {
    let undo = match part.undo {
        Undo::Reversible => ink.good(part.undo.phrase()),
        Undo::GuidedRestore => ink.care(part.undo.phrase()),
        Undo::Irreversible => ink.stop(part.undo.phrase()),
    };
    for (at, line) in wrapped(&part.title, WIDTH - 9).iter().enumerate() {
        let before = if at == 0 {
            format!("Part {:<4}", part.number.to_string())
        } else {
            " ".repeat(9)
        };
        println!("{}{}", before, ink.strong(line));
    }
    println!("  {} · {undo}", part.operation);
    if !part.needs.is_empty() {
        let needs: Vec<String> = part.needs.iter().map(ToString::to_string).collect();
        println!("  only together with part {}", needs.join(", "));
    }
    if !part.diff.is_empty() {
        println!(
            "  {}",
            ink.soft(&format!(
                "{:FIELD$}  {:VALUE$}  {:VALUE$}  {}",
                "Field", "Before", "Proposed", "In the org now"
            ))
        );
    }
    for row in &part.diff {
        print_row(row, ink);
        for because in part
            .because
            .iter()
            .filter(|because| because.field.as_ref() == Some(&row.field))
        {
            print_because(because, 6, ink);
        }
    }
    for because in part
        .because
        .iter()
        .filter(|because| because.field.is_none())
    {
        print_because(because, 2, ink);
    }
    println!("  {}", ink.soft(&format!("digest {}", part.digest)));
}

fn print_row(row: &DiffRow, ink: Ink) {
    let shown = |text: String, width| {
        format!(
            "{:width$}",
            cut(if text.is_empty() { "—" } else { &text }, width)
        )
    };
    let proposed = shown(row.proposed.to_string(), VALUE);
    let proposed = if row.is_change() {
        ink.strong(&proposed)
    } else {
        ink.soft(&proposed)
    };
    let live = match &row.live {
        None => String::new(),
        Some(_) if !row.is_drifted() => ink.soft("as before"),
        Some(live) => ink.stop(&format!("CHANGED: {}", cut(&live.to_string(), 15))),
    };
    let line = format!(
        "  {}  {}  {proposed}  {live}",
        shown(row.field.to_string(), FIELD),
        shown(row.before.to_string(), VALUE)
    );
    println!("{}", line.trim_end());
    // A value that does not fit its column is a value that somebody signs: it is shown whole below.
    for (label, value) in [
        ("before", row.before.to_string()),
        ("proposed", row.proposed.to_string()),
    ] {
        if value.chars().count() > VALUE {
            for line in wrapped(&format!("{label}: {value}"), WIDTH - 6) {
                println!("      {line}");
            }
        }
    }
}

fn print_because(because: &Because, indent: usize, ink: Ink) {
    let text = format!("because {} ({})", because.text, place(&because.source));
    for line in wrapped(&text, WIDTH - indent) {
        println!("{:indent$}{}", "", ink.soft(&line));
    }
}

/// Where a reason can be looked up.
fn place(source: &Source) -> String {
    match source {
        Source::Knowledge {
            title,
            version,
            section,
            row,
            ..
        } => {
            let row = row
                .as_ref()
                .map(|row| format!(", row {row}"))
                .unwrap_or_default();
            format!("{title}, version {version}, {section}{row}")
        }
        Source::Record(record) => record.to_string(),
        Source::Step(step) => format!("step {step}"),
    }
}

fn print_signatures(signatures: &[Signature]) {
    for signature in signatures {
        let what = match &signature.answer {
            Answer::Approve => {
                let parts: Vec<String> = signature.parts.iter().map(ToString::to_string).collect();
                format!("signed part {}", parts.join(", "))
            }
            Answer::Reject { reason } => format!("rejected it: {reason}"),
        };
        let line = format!("{} {what}, {}", signature.by, moment(signature.at));
        println!("\n{}", wrapped(&line, WIDTH).join("\n  "));
    }
}
