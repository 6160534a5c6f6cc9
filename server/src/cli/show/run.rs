use domain::id::RunId;
use domain::observation::Observation;
use serde_json::json;

use crate::cli::answers::RunOpened;
use crate::cli::client::{self, read};
use crate::cli::ink::{Ink, moment, plain};
use crate::cli::run::all_observations;
use crate::cli::{Failure, told};

/// What it is about, what it has seen and concluded, and what it waits for.
pub async fn show(portal: &client::PortalOptions, id: &RunId) -> Result<(), Failure> {
    let client = portal.open().await?;
    let answer = client.get(&format!("/runs/{id}")).await?;
    let observations = all_observations(&client, id.as_str()).await?;
    client.close().await;
    if portal.json {
        println!("{}", json!({ "run": answer, "observations": observations }));
    } else {
        print(&read(&answer)?, &observations);
    }
    Ok(())
}

fn print(opened: &RunOpened, observations: &[Observation]) {
    let (ink, run) = (Ink::for_answers(), &opened.run);
    println!(
        "{}",
        ink.strong(&plain(&format!("{}: {}", run.mission, run.about)))
    );
    println!(
        "{}  version {}  started {} by {}",
        run.id,
        opened.version.short(),
        moment(run.started_at),
        plain(&opened.started_by)
    );
    if let Some(happened) = opened.happened_at {
        let proposed = opened
            .proposed_at
            .map(|at| format!(", in the queue at {}", moment(at)))
            .unwrap_or_default();
        println!("happened {} by the org's clock{proposed}", moment(happened));
    }
    match run.verdict {
        Some(verdict) => {
            let ended = run
                .ended_at
                .map(|at| format!(" at {}", moment(at)))
                .unwrap_or_default();
            println!(
                "{}{ended}: {}",
                told::verdict(verdict, ink),
                plain(&opened.sentence)
            );
        }
        None => println!(
            "{}: {}",
            ink.strong(run.phase.phrase()),
            plain(&opened.sentence)
        ),
    }
    println!();
    let mut last = None;
    for observation in observations {
        let step = observation
            .path
            .as_ref()
            .and_then(|path| opened.steps.iter().find(|step| step.key == path.key()));
        if let Some(step) = step.filter(|step| last != Some(&step.key)) {
            println!("{}", ink.soft(&plain(&step.label)));
            last = Some(&step.key);
        }
        println!("{}", told::line(observation, ink));
    }
    for decision in opened.decisions.iter().filter(|_| run.verdict.is_none()) {
        println!("\nThe decision, with its full diff: countersign show {decision}");
    }
}
