//! What the engine knows of runs, as a page shows it.

mod evidence; // what one observation rests on

use domain::id::RunId;
use domain::mission::Slug;
use domain::observation::{Event, Observation};
use domain::text::plain;
use engine::{Caller, LineView, RunFilter, RunView, Steering, StepState as Reached};

use super::address::Place;
use super::api::{
    Detail, Entry, FEW, Run, RunHead, RunRow, RunRows, Steer, StepState, StepView, Wanted,
};
use crate::Problem;
use crate::context::{caller, engine};

/// Rows of a page of the list.
const ROWS: u32 = 50;
/// Lines of a long rail that come with the page.
const SOME: usize = 100;

pub async fn list(wanted: Wanted) -> Result<RunRows, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let mut filter = RunFilter::default();
    let mut title = None;
    if let Some(slug) = wanted.mission {
        let slug: Slug = slug.parse().map_err(Problem::Refused)?;
        title = Some(engine.mission(&caller, &slug).await?.title);
        filter.mission = Some(slug);
    }
    match wanted.show.as_str() {
        "all" => {}
        "open" => filter.open = true,
        verdict => {
            let named = serde_json::from_value(serde_json::Value::from(verdict));
            filter.verdict = Some(named.map_err(|_| {
                Problem::Refused(format!(
                    "“{verdict}” is not a verdict; choose one from the list"
                ))
            })?);
        }
    }
    let page = crate::context::page(ROWS, wanted.after.as_deref())?;
    let found = engine.runs(&caller, filter, page).await?;
    Ok(RunRows {
        mission: title.map(|title| plain(&title).into_owned()),
        rows: found.items.into_iter().map(run_row).collect(),
        next: found.next.map(|next| next.to_string()),
    })
}

/// A run as lists show it.
pub fn run_row(run: engine::RunSummary) -> RunRow {
    RunRow {
        id: run.id,
        mission: run.mission,
        about: run.about,
        phase: run.phase,
        verdict: run.verdict,
        started_at: run.started_at,
        ended_at: run.ended_at,
    }
}

pub async fn run(id: RunId, place: &Place) -> Result<Run, Problem> {
    let (engine, caller) = (engine(), caller()?);
    // The journal first: what comes in between is then repeated by the stream, never lost.
    let kinds = engine.outline(&caller, &id).await?;
    let found = match place.words.as_str() {
        "" => None,
        words => Some(engine.search(&caller, &id, words).await?),
    };
    let head = head_at(&caller, &id, None).await?;
    let then = match place.at {
        Some(at) => Some(head_at(&caller, &id, Some(at)).await?),
        None => None,
    };
    let numbers = if kinds.len() <= FEW {
        (1..=kinds.len() as u64).collect()
    } else {
        let shown = place.shows(&kinds, found.as_deref());
        around(shown, place, head.verdict.is_some())
    };
    let lines = engine.lines(&caller, &id, &numbers).await?;
    Ok(Run {
        head,
        then,
        outline: kinds.into_iter().collect(),
        entries: lines.into_iter().map(entry).collect(),
        found,
    })
}

/// What of a long rail comes with the page: the lines from the one that the address names. Of a run that goes on, the last.
fn around(shown: Vec<u64>, place: &Place, over: bool) -> Vec<u64> {
    if shown.len() <= FEW {
        return shown;
    }
    let last = shown.len() - SOME;
    let first = match (place.from, place.observation) {
        (Some(from), _) => shown.partition_point(|number| *number < from),
        (None, Some(open)) => shown
            .partition_point(|number| *number < open)
            .saturating_sub(SOME / 4),
        (None, None) if over && place.at.is_none() => 0,
        (None, None) => last,
    };
    shown.into_iter().skip(first.min(last)).take(SOME).collect()
}

pub async fn head(id: RunId, at: Option<u64>) -> Result<RunHead, Problem> {
    head_at(&caller()?, &id, at).await
}

async fn head_at(caller: &Caller, id: &RunId, at: Option<u64>) -> Result<RunHead, Problem> {
    let engine = engine();
    let view = match at {
        Some(at) => engine.run_at(caller, id, at).await?,
        None => engine.run(caller, id).await?,
    };
    let files = files(caller, id, &view).await?;
    Ok(head_of(view, files, engine.steering(caller, id).await?))
}

pub async fn entries(run: RunId, numbers: &[u64]) -> Result<Vec<Entry>, Problem> {
    let lines = engine().lines(&caller()?, &run, numbers).await?;
    Ok(lines.into_iter().map(entry).collect())
}

pub async fn news(run: RunId, after: u64) -> Result<Vec<Entry>, Problem> {
    let next: Vec<u64> = (after.saturating_add(1)..).take(500).collect();
    entries(run, &next).await
}

pub async fn search(run: RunId, words: &str) -> Result<Vec<u64>, Problem> {
    Ok(engine().search(&caller()?, &run, words).await?)
}

pub async fn steer(id: RunId, verb: Steer) -> Result<(), Problem> {
    let (engine, caller) = (engine(), caller()?);
    match verb {
        Steer::Pause => engine.pause(&caller, &id).await?,
        Steer::Resume => engine.resume(&caller, &id).await?,
        Steer::Stop => engine.cancel(&caller, &id).await?,
    }
    Ok(())
}

pub async fn observation(run: RunId, number: u64) -> Result<Detail, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let (observation, payload) = engine.observation(&caller, &run, number).await?;
    let line = engine.lines(&caller, &run, &[number]).await?.pop();
    let decision = match &observation.event {
        Event::Proposed { decision, .. }
        | Event::Signed { decision, .. }
        | Event::Declined { decision, .. }
        | Event::Approved { decision, .. }
        | Event::Reopened { decision }
        | Event::Fresh { decision }
        | Event::Drifted { decision, .. }
        | Event::Intended { decision, .. }
        | Event::Sent { decision, .. }
        | Event::Verified { decision, .. }
        | Event::Settled { decision, .. } => Some(decision.clone()),
        _ => None,
    };
    Ok(Detail {
        entry: line.map(entry).ok_or(Problem::Gone)?,
        says: evidence::says(&observation),
        evidence: evidence::of(&engine, &caller, &observation, payload.as_ref()).await,
        decision,
        stored: stored(&observation, payload.as_ref())?,
    })
}

/// Nothing is asked for a mission that saves none.
async fn files(
    caller: &Caller,
    id: &RunId,
    view: &RunView,
) -> Result<Vec<(String, String)>, Problem> {
    if !view.steps.iter().any(|step| step.kind == "save_file") {
        return Ok(vec![]);
    }
    let rows = Box::pin(crate::files::of_run(caller, id)).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.href)).collect())
}

fn head_of(view: RunView, files: Vec<(String, String)>, steering: Steering) -> RunHead {
    let waiting = view.steps.iter().any(|step| step.state == Reached::Waiting);
    let step = |step: engine::StepView| StepView {
        title: step.label,
        state: step_state(step.state),
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
        last: view.summary.last_number,
        steps: view.steps.into_iter().map(step).collect(),
        waiting,
        decision: view.decisions.last().cloned(),
        files,
        asked: steering.asked.map(verb),
        may: steering.may.into_iter().map(verb).collect(),
    }
}

pub fn step_state(reached: Reached) -> StepState {
    match reached {
        Reached::Done => StepState::Done,
        Reached::Now => StepState::Now,
        Reached::Waiting => StepState::Waiting,
        Reached::Ahead => StepState::Ahead,
        Reached::Skipped => StepState::Skipped,
    }
}

fn verb(steer: engine::Steer) -> Steer {
    match steer {
        engine::Steer::Pause => Steer::Pause,
        engine::Steer::Resume => Steer::Resume,
        engine::Steer::Cancel => Steer::Stop,
    }
}

fn entry(line: LineView) -> Entry {
    Entry {
        number: line.number,
        kind: line.kind,
        at: line.at,
        step: line.step,
        headline: line.headline,
    }
}

fn stored(
    observation: &Observation,
    payload: Option<&serde_json::Value>,
) -> Result<String, Problem> {
    let whole = serde_json::json!({ "observation": observation, "payload": payload });
    serde_json::to_string_pretty(&whole).map_err(|error| {
        tracing::error!(%error, "an observation cannot be shown");
        Problem::Internal
    })
}
