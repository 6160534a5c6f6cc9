//! What the engine knows of runs, as a page shows it.

use domain::data::Data;
use domain::id::RunId;
use domain::matching::Match;
use domain::observation::{Event, Observation};
use domain::run::StepPath;
use engine::{RunFilter, RunView, StepState as Reached};
use serde_json::Value as Json;

use super::api::{Detail, Entry, Run, RunHead, RunRow, StepState, StepView};
use crate::Problem;
use crate::context::{caller, engine, first_page};

/// Observations that are asked for at once.
const PAGE: u32 = 200;

pub async fn runs() -> Result<Vec<RunRow>, Problem> {
    let found = engine()
        .runs(&caller()?, RunFilter::default(), first_page())
        .await?;
    let row = |run: engine::RunSummary| RunRow {
        id: run.id,
        mission: run.mission,
        about: run.about,
        phase: run.phase,
        verdict: run.verdict,
        started_at: run.started_at,
    };
    Ok(found.items.into_iter().map(row).collect())
}

pub async fn run(id: RunId) -> Result<Run, Problem> {
    let (engine, caller) = (engine(), caller()?);
    // The journal first: what comes in between is then repeated by the stream, never lost.
    let mut journal: Vec<Observation> = Vec::new();
    loop {
        let after = journal.last().map_or(0, |last| last.number);
        let page = engine.observations(&caller, &id, after, PAGE).await?;
        let whole = page.len() == PAGE as usize;
        journal.extend(page);
        if !whole {
            break;
        }
    }
    let view = engine.run(&caller, &id).await?;
    let entries = journal
        .iter()
        .map(|observation| entry(observation, &view))
        .collect();
    Ok(Run {
        head: head_of(view),
        entries,
    })
}

pub async fn head(id: RunId) -> Result<RunHead, Problem> {
    Ok(head_of(engine().run(&caller()?, &id).await?))
}

pub async fn observation(run: RunId, number: u64) -> Result<Detail, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let view = engine.run(&caller, &run).await?;
    let (observation, payload) = engine.observation(&caller, &run, number).await?;
    let output = payload
        .as_ref()
        .and_then(|left| serde_json::from_value::<Data>(left.get("output")?.clone()).ok());
    let decision = match &observation.event {
        Event::Proposed { decision, .. }
        | Event::Signed { decision, .. }
        | Event::Declined { decision, .. }
        | Event::Approved { decision, .. }
        | Event::Settled { decision, .. } => Some(decision.clone()),
        _ => None,
    };
    Ok(Detail {
        entry: entry(&observation, &view),
        facts: output.as_ref().map_or_else(Vec::new, facts),
        matches: output.map_or_else(Vec::new, matches),
        notes: notes(payload.as_ref()),
        decision,
        stored: stored(&observation, payload.as_ref())?,
    })
}

fn head_of(view: RunView) -> RunHead {
    let waiting = view.steps.iter().any(|step| step.state == Reached::Waiting);
    let step = |step: engine::StepView| StepView {
        title: step.label,
        state: match step.state {
            Reached::Done => StepState::Done,
            Reached::Now => StepState::Now,
            Reached::Waiting => StepState::Waiting,
            Reached::Ahead => StepState::Ahead,
            Reached::Skipped => StepState::Skipped,
        },
        detail: step.detail,
    };
    RunHead {
        id: view.summary.id,
        mission: view.summary.mission,
        about: view.summary.about,
        version: view.version.short(),
        started_at: view.summary.started_at,
        happened_at: view.happened_at,
        proposed_at: view.proposed_at,
        phase: view.summary.phase,
        verdict: view.summary.verdict,
        sentence: view.sentence,
        steps: view.steps.into_iter().map(step).collect(),
        waiting,
        decision: view.decisions.last().cloned(),
    }
}

fn entry(observation: &Observation, run: &RunView) -> Entry {
    let key = observation.path.as_ref().map(StepPath::key);
    let step = run.steps.iter().find(|step| Some(step.key.as_str()) == key);
    Entry {
        number: observation.number,
        kind: observation.kind,
        at: observation.at,
        step: step.map(|step| step.label.clone()),
        headline: observation.headline.clone(),
    }
}

/// What a step left, as name and value. What has no short form is in the raw record.
fn facts(output: &Data) -> Vec<(String, String)> {
    let shown = |name: String, value: &domain::value::Value| {
        (!value.is_empty()).then(|| (name, value.to_string()))
    };
    match output {
        Data::Record(record) => record
            .fields
            .iter()
            .filter_map(|(field, value)| shown(field.to_string(), value))
            .collect(),
        Data::List(items) => items
            .iter()
            .filter_map(|item| match item {
                Data::Record(record) => Some((
                    record.object.to_string(),
                    format!("{} ({})", record.title(), record.id),
                )),
                _ => None,
            })
            .collect(),
        Data::Map(map) => map
            .iter()
            .filter_map(|(name, data)| match data {
                Data::Value(value) => shown(name.clone(), value),
                Data::Record(record) => Some((name.clone(), record.title())),
                Data::Document(document) => Some((
                    name.clone(),
                    format!("{}, version {}", document.title, document.version),
                )),
                Data::Reason(because) => Some((name.clone(), because.text.clone())),
                _ => None,
            })
            .collect(),
        Data::Document(document) => vec![(
            "Document".to_owned(),
            format!("{}, version {}", document.title, document.version),
        )],
        Data::Choices(choices) => choices
            .iter()
            .map(|(field, choice)| {
                (
                    field.to_string(),
                    format!("{}: {}", choice.assignment.value, choice.because.text),
                )
            })
            .collect(),
        Data::Reason(because) => vec![("Because".to_owned(), because.text.clone())],
        Data::Value(_) | Data::Matches(_) => Vec::new(),
    }
}

/// The waterfalls in what a step left.
fn matches(output: Data) -> Vec<Match> {
    match output {
        Data::Matches(found) => found,
        Data::Map(map) => map.into_values().flat_map(matches).collect(),
        _ => Vec::new(),
    }
}

fn notes(payload: Option<&Json>) -> Vec<String> {
    let notes = payload.and_then(|left| left.get("notes")?.as_array());
    notes
        .into_iter()
        .flatten()
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect()
}

fn stored(observation: &Observation, payload: Option<&Json>) -> Result<String, Problem> {
    let whole = serde_json::json!({ "observation": observation, "payload": payload });
    serde_json::to_string_pretty(&whole).map_err(|error| {
        tracing::error!(%error, "an observation cannot be shown");
        Problem::Internal
    })
}
