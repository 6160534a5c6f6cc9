use crate::step::label;
use crate::stories::Story;
use crate::view::{RunFilter, RunSummary, RunView, StepState, StepView};
use crate::{Caller, Engine, Error};
use domain::id::RunId;
use domain::mission::{Mission, Place, Step};
use domain::observation::{Cause, Event, Observation};
use domain::run::{Done, Phase};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::runs::{Filter, Run};
use store::{Change, Page, Paged};
use tokio::time::{Instant, timeout_at};

/// Whoever waits for a run looks at it this often, whatever was told.
const NET: Duration = Duration::from_secs(1);
/// Observations of one question.
const PAGE: u32 = 500;

impl Engine {
    /// Runs, newest first.
    pub async fn runs(
        &self,
        caller: &Caller,
        filter: RunFilter,
        page: Page,
    ) -> Result<Paged<RunSummary>, Error> {
        let mission = match &filter.mission {
            Some(slug) => Some(self.current(&caller.workspace, slug).await?.0.id.clone()),
            None => None,
        };
        let filter = Filter {
            phase: filter.phase,
            mission,
            open: filter.open,
            verdict: filter.verdict,
            trials: filter.trials,
        };
        let found =
            store::runs::list(self.0.store.within(&caller.workspace), &filter, &page).await?;
        let mut items = vec![];
        for run in found.items {
            let first =
                store::runs::observation(self.0.store.within(&caller.workspace), &run.id, 1)
                    .await?;
            items.push(self.summary(caller, &run, &first).await?);
        }
        Ok(Paged {
            items,
            next: found.next,
        })
    }

    /// One run, without its journal.
    pub async fn run(&self, caller: &Caller, id: &RunId) -> Result<RunView, Error> {
        let run = store::runs::get(self.0.store.within(&caller.workspace), id).await?;
        self.view(caller, run).await
    }

    pub(super) async fn view(&self, caller: &Caller, run: Run) -> Result<RunView, Error> {
        let story = self
            .0
            .stories
            .read(&self.0.store, &caller.workspace, &run.id, run.last_number)
            .await?;
        self.view_of(caller, run, &story).await
    }

    /// The run as its journal tells it.
    pub(super) async fn view_of(
        &self,
        caller: &Caller,
        run: Run,
        story: &Story,
    ) -> Result<RunView, Error> {
        let first = story.first.as_ref().ok_or(Error::Gone)?;
        let mission = self.mission_of(caller, &run).await?;
        let (cause, happened_at) = match &first.event {
            Event::Started {
                cause: cause @ Cause::Trigger { happened_at, .. },
                ..
            } => (cause.clone(), Some(*happened_at)),
            _ => (Cause::Asked, None),
        };
        let started_by = self
            .0
            .standing
            .person(&self.0.store, &caller.workspace, &run.started_by);
        let started_by = match started_by.await {
            Ok(actor) => actor.name.clone(),
            Err(_) => run.started_by.to_string(),
        };
        let proposed = &story.proposed;
        Ok(RunView {
            summary: self.summary(caller, &run, first).await?,
            version: run.version,
            started_by,
            cause,
            happened_at,
            proposed_at: proposed.first().map(|(_, at)| *at),
            sentence: story
                .lines
                .last()
                .map(|last| last.headline.clone())
                .unwrap_or_default(),
            decisions: proposed
                .iter()
                .map(|(decision, _)| decision.clone())
                .collect(),
            steps: steps(&mission, story),
        })
    }

    /// The mission in the version that the run is pinned to.
    pub(super) async fn mission_of(
        &self,
        caller: &Caller,
        run: &Run,
    ) -> Result<Arc<Mission>, Error> {
        self.0
            .cache
            .mission(&self.0.store, &caller.workspace, &run.mission, &run.version)
            .await
    }

    /// The journal after a number, oldest first.
    pub async fn observations(
        &self,
        caller: &Caller,
        run: &RunId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Observation>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let entries = store::runs::observations(here(), run, after, limit).await?;
        if entries.is_empty() {
            // An empty page of a run that is there, or no such run.
            store::runs::get(here(), run).await?;
        }
        Ok(entries)
    }

    /// One observation with its details; none when they were erased.
    pub async fn observation(
        &self,
        caller: &Caller,
        run: &RunId,
        number: u64,
    ) -> Result<(Observation, Option<serde_json::Value>), Error> {
        let here = || self.0.store.within(&caller.workspace);
        let entry = store::runs::observation(here(), run, number).await?;
        let details = match &entry.payload {
            None => None,
            Some(digest) => store::runs::payload(here(), digest)
                .await?
                .and_then(|payload| serde_json::from_slice(&payload.body).ok()),
        };
        Ok((entry, details))
    }

    /// The run when it has ended or waits for somebody, or as it is when the time is up.
    pub async fn wait(
        &self,
        caller: &Caller,
        id: &RunId,
        at_most: Duration,
    ) -> Result<RunView, Error> {
        let until = Instant::now() + at_most;
        loop {
            if let Some(let_go) = self.0.hands.watch(&caller.workspace, id) {
                // Nothing is worth asking before it is let go.
                if timeout_at(until, let_go).await.is_err() {
                    return self.run(caller, id).await;
                }
            }
            let mut changes = self.0.store.changes();
            let run = store::runs::get(self.0.store.within(&caller.workspace), id).await?;
            if is_at_rest(run.phase) {
                return self.view(caller, run).await;
            }
            if self.0.hands.watch(&caller.workspace, id).is_some() {
                continue;
            }
            // Nobody here holds it: it is due, or another process is at work on it. A message may be lost.
            let look = (Instant::now() + NET).min(until);
            loop {
                match timeout_at(look, changes.next()).await {
                    Err(_) if look < until => break,
                    Err(_) | Ok(None) => return self.run(caller, id).await,
                    Ok(Some(Change::Run(changed))) if changed == *id => break,
                    Ok(Some(Change::Missed)) => break,
                    Ok(Some(_)) => {}
                }
            }
        }
    }

    pub(super) async fn journal(
        &self,
        caller: &Caller,
        id: &RunId,
    ) -> Result<Vec<Observation>, Error> {
        let mut journal: Vec<Observation> = vec![];
        loop {
            let after = journal.last().map_or(0, |last| last.number);
            let more =
                store::runs::observations(self.0.store.within(&caller.workspace), id, after, PAGE)
                    .await?;
            let last = more.len() < PAGE as usize;
            journal.extend(more);
            if last {
                return Ok(journal);
            }
        }
    }

    async fn summary(
        &self,
        caller: &Caller,
        run: &Run,
        first: &Observation,
    ) -> Result<RunSummary, Error> {
        let mission = self.mission_of(caller, run).await?;
        Ok(RunSummary {
            id: run.id.clone(),
            mission: mission.title.clone(),
            slug: mission.slug.to_string(),
            about: first.headline.clone(),
            phase: run.phase,
            verdict: run.verdict,
            started_at: run.started_at,
            ended_at: run.ended_at,
            last_number: run.last_number,
            trial: run.trial,
        })
    }
}

/// Whether nothing more comes of it by itself.
fn is_at_rest(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Ended | Phase::WaitingForDecision | Phase::WaitingForSystem | Phase::Paused
    )
}

/// The steps of the mission in the order of its file, each as far as this run has come with it.
fn steps(mission: &Mission, story: &Story) -> Vec<StepView> {
    let mut done: BTreeMap<&str, Vec<&Done>> = BTreeMap::new();
    for (path, one) in &story.state.done {
        done.entry(path.key()).or_default().push(one);
    }
    let current = match domain::run::next(mission, &story.state) {
        Some(domain::run::Effect::RunStep { path }) => Some(path.key().to_owned()),
        _ => None,
    };
    let reached = Reached {
        mission,
        done,
        current,
        over: story.state.ended.is_some(),
    };
    let view = |step: &Step| {
        let said = story.said.get(step.key.as_str());
        let said = said.and_then(|at| story.lines.get(*at));
        StepView {
            key: step.key.clone(),
            label: label(step),
            kind: step.kind.word(),
            state: reached.by(step),
            detail: said.map(|line| line.headline.clone()).unwrap_or_default(),
        }
    };
    mission.steps.iter().map(view).collect()
}

/// How far a run has come with the steps of its mission.
struct Reached<'a> {
    mission: &'a Mission,
    /// What finished steps left, by key; a step in a loop has one for each item.
    done: BTreeMap<&'a str, Vec<&'a Done>>,
    /// The step that is next.
    current: Option<String>,
    over: bool,
}

impl Reached<'_> {
    fn by(&self, step: &Step) -> StepState {
        if self.current.as_deref() == Some(step.key.as_str()) && !self.over {
            return StepState::Now;
        }
        let here = self.done.get(step.key.as_str());
        let asks = |done: &&Done| matches!(done, Done::Asked { .. });
        if here.is_some_and(|done| done.iter().any(asks)) {
            return StepState::Waiting;
        }
        if here.is_some() {
            return StepState::Done;
        }
        if self.over || self.is_passed_by(step) {
            StepState::Skipped
        } else {
            StepState::Ahead
        }
    }

    /// Whether it stands in a case that was not taken.
    fn is_passed_by(&self, step: &Step) -> bool {
        let Place::Case { branch, case } = &step.under else {
            return false;
        };
        let other = |done: &&Done| matches!(done, Done::Case { case: took } if took != case);
        self.done
            .get(branch.as_str())
            .is_some_and(|done| done.iter().any(other))
            || self
                .mission
                .step(branch.as_str())
                .is_some_and(|around| self.by(around) == StepState::Skipped)
    }
}
