//! The Explain rail of a run: all its lines in short, some of them in full, and which of them hold some words.

use crate::stories::Story;
use crate::view::LineView;
use crate::{Caller, Engine, Error, RunView};
use domain::id::RunId;
use domain::observation::Kind;
use std::collections::BTreeMap;
use tokio::sync::OwnedMutexGuard;

/// Lines of one answer.
const LINES: usize = 500;

impl Engine {
    /// What sort of observation each number is, from 1: enough to know how long the rail is at every level.
    pub async fn outline(&self, caller: &Caller, run: &RunId) -> Result<Vec<Kind>, Error> {
        let (_, story) = self.story(caller, run).await?;
        Ok(story.lines.iter().map(|line| line.kind).collect())
    }

    /// The lines of these numbers; a number that is not there yet is left out, and so is what is too much for one answer.
    pub async fn lines(
        &self,
        caller: &Caller,
        run: &RunId,
        numbers: &[u64],
    ) -> Result<Vec<LineView>, Error> {
        let (found, story) = self.story(caller, run).await?;
        let mission = self.mission_of(caller, &found).await?;
        let labels: BTreeMap<&str, String> = mission
            .steps
            .iter()
            .map(|step| (step.key.as_str(), crate::step::label(step)))
            .collect();
        let view = |number: &u64| {
            let line = story.line(*number)?;
            Some(LineView {
                number: *number,
                kind: line.kind,
                at: line.at,
                step: line
                    .step
                    .as_deref()
                    .and_then(|key| labels.get(key).cloned()),
                headline: line.headline.clone(),
            })
        };
        Ok(numbers.iter().take(LINES).filter_map(view).collect())
    }

    /// The numbers of the lines that hold all these words, over the whole journal.
    pub async fn search(
        &self,
        caller: &Caller,
        run: &RunId,
        words: &str,
    ) -> Result<Vec<u64>, Error> {
        let (_, story) = self.story(caller, run).await?;
        let found = (1..)
            .zip(&story.lines)
            .filter(|(_, line)| line.kind.mentions(&line.headline, words));
        Ok(found.map(|(number, _)| number).collect())
    }

    /// The run as it was after that observation. Nothing is asked of the org: the journal alone makes it.
    pub async fn run_at(&self, caller: &Caller, id: &RunId, at: u64) -> Result<RunView, Error> {
        let mut run = store::runs::get(self.0.store.within(&caller.workspace), id).await?;
        if at >= run.last_number {
            return self.view(caller, run).await;
        }
        let mut story = Story::default();
        story
            .read_on(&self.0.store, &caller.workspace, id, at.max(1))
            .await?;
        run.phase = story.state.phase();
        run.verdict = story.state.ended;
        run.ended_at = None;
        self.view_of(caller, run, &story).await
    }

    /// A run and its journal, as far as it has come.
    pub(super) async fn story(
        &self,
        caller: &Caller,
        id: &RunId,
    ) -> Result<(store::runs::Run, OwnedMutexGuard<Story>), Error> {
        let run = store::runs::get(self.0.store.within(&caller.workspace), id).await?;
        let story = self
            .0
            .stories
            .read(&self.0.store, &caller.workspace, id, run.last_number)
            .await?;
        Ok((run, story))
    }
}
