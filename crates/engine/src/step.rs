//! Carries out one step: reads, matches, looks up, decides, chooses, loops, proposes, saves, concludes. The kinds are general;
//! which records, fields and rules is the mission's business.

mod conclude;
pub(crate) mod decide;
pub(crate) mod knowledge;
mod matching;
mod part;
mod propose;
mod read;
mod save_file;

pub(crate) use part::NOTHING_YET;
pub(crate) use read::away;

use crate::journal::Said;
use crate::outputs::{Left, Scene, item_key};
use crate::worker::{Drive, Trouble};
use domain::data::Data;
use domain::mission::{Branch, Finding, ForEach, Seen, Source as _, Step, StepKind, Test, Truth};
use domain::observation::{Event, Kind};
use domain::run::StepPath;
use std::sync::Arc;

/// Runs the step at that path and says what came of it.
pub(crate) async fn run(drive: &mut Drive, path: &StepPath) -> Result<(), Trouble> {
    let done = drive.state().done.len();
    let restored = drive
        .outputs
        .restore(&drive.shared, &drive.run, done)
        .await?;
    if let Some(org) = drive.org.as_ref().filter(|_| restored) {
        // A commit came first, with budgets of its own: what is signed is not held up by what was read before.
        org.spent_before(drive.outputs.spent());
    }
    let mission = Arc::clone(&drive.mission);
    let step = mission
        .step(path.key())
        .ok_or_else(|| Trouble::Broken(format!("this version has no step `{}`", path.key())))?;
    match &step.kind {
        StepKind::Read(read) => read::run(drive, path, step, read).await,
        StepKind::Match(one) => matching::run(drive, path, one),
        StepKind::Knowledge(knowledge) => knowledge::run(drive, path, knowledge).await,
        StepKind::Decide(decide) => decide::run(drive, path, step, decide).await,
        StepKind::Branch(branch) => choose(drive, path, step, branch),
        StepKind::ForEach(each) => list(drive, path, step, each),
        StepKind::Propose(propose) => propose::run(drive, path, propose).await,
        StepKind::SaveFile(save) => save_file::run(drive, path, step, save).await,
        StepKind::Conclude(conclude) => {
            conclude::run(drive, path, conclude);
            Ok(())
        }
    }
}

impl Drive {
    /// The run as a step at that path sees it.
    pub(crate) fn scene(&self, path: &StepPath) -> Scene<'_> {
        Scene {
            mission: &self.mission,
            inputs: &self.run.inputs,
            outputs: &self.outputs,
            items: path.items(),
            now: self.now(),
        }
    }

    /// A step is done: its output is stored and there for the steps after it.
    pub(crate) fn done(&mut self, path: &StepPath, kind: Kind, headline: String, left: Left) {
        self.leave(path, Said::new(kind, headline, Event::Stepped), left);
    }

    fn leave(&mut self, path: &StepPath, said: Said, left: Left) {
        self.outputs.kept_saying(path, &said.headline);
        self.journal.tell(said.at(path), &left);
        self.outputs.keep(path, left.output);
    }
}

impl Left {
    pub(crate) fn only(output: Data) -> Self {
        Self {
            output,
            notes: vec![],
            calls: 0,
        }
    }
}

/// What the steps list and the rail call a step.
pub(crate) fn label(step: &Step) -> String {
    step.label.clone().unwrap_or_else(|| {
        let words = step.key.as_str().replace('_', " ");
        let mut chars = words.chars();
        chars
            .next()
            .map(|first| first.to_uppercase().chain(chars).collect())
            .unwrap_or_default()
    })
}

fn choose(drive: &mut Drive, path: &StepPath, step: &Step, branch: &Branch) -> Result<(), Trouble> {
    let scene = drive.scene(path);
    let mut unknown = None;
    let mut taken = None;
    let mut read = vec![];
    for case in &branch.cases {
        let found = Finding::of(&case.when, &scene);
        Seen::add(&mut read, found.read);
        match found.truth {
            Truth::Yes => {
                taken = Some(case.name.clone());
                break;
            }
            Truth::Unknown => {
                unknown = unknown.or_else(|| {
                    case.when
                        .iter()
                        .find(|test| test.holds(&scene) == Truth::Unknown)
                });
            }
            Truth::No => {}
        }
        if unknown.is_some() {
            break;
        }
    }
    let case = match (taken, unknown) {
        (Some(case), _) => case,
        (None, None) => branch.otherwise.clone(),
        (None, Some(test)) => branch
            .unknown
            .clone()
            .ok_or_else(|| Trouble::Unknown(puzzled(step, test, &scene)))?,
    };
    let headline = format!("{}: {}", label(step), case.replace('_', " "));
    drive.leave(
        path,
        Said::new(Kind::Rule, headline, Event::Branched { case }),
        Left {
            notes: read.iter().map(ToString::to_string).collect(),
            ..Left::only(Data::none())
        },
    );
    Ok(())
}

fn puzzled(step: &Step, test: &Test, scene: &Scene<'_>) -> String {
    let why = if scene.resolve(&test.value).is_none() {
        "was not read"
    } else {
        "is empty or cannot be compared"
    };
    format!("“{}” cannot be told: {} {why}", label(step), test.value)
}

fn list(drive: &mut Drive, path: &StepPath, step: &Step, each: &ForEach) -> Result<(), Trouble> {
    let scene = drive.scene(path);
    let found = scene.resolve(&each.over).unwrap_or_else(Data::none);
    let all = match found {
        Data::List(items) => items,
        Data::Value(value) if value.is_null() => vec![],
        one => vec![one],
    };
    let most = usize::try_from(each.most).unwrap_or(usize::MAX);
    if all.len() > most {
        return Err(Trouble::Unknown(format!(
            "“{}” would go over {} items, and {most} is the most",
            label(step),
            all.len()
        )));
    }
    let keyed: Vec<(String, Data)> = all
        .into_iter()
        .filter_map(|data| Some((item_key(&data)?, data)))
        .collect();
    let items: Vec<String> = keyed.iter().map(|(key, _)| key.clone()).collect();
    let headline = format!("{}: {} to go through", label(step), items.len());
    let output = Data::List(keyed.into_iter().map(|(_, data)| data).collect());
    drive.leave(
        path,
        Said::new(Kind::Note, headline, Event::Listed { items }),
        Left::only(output),
    );
    Ok(())
}
