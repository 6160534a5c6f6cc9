//! What the steps of a run have left, in memory while a worker holds it, and read back from the journal when another
//! worker goes on.

use crate::engine::Shared;
use domain::data::Data;
use domain::mission::Derivation;
use domain::mission::{Mission, Reference, Root, Source, StepKind};
use domain::observation::Event;
use domain::run::{StepKey, StepPath};
use domain::time::Timestamp;
use gateway::Spent;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::runs::Run;

/// The details of a finished step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Left {
    pub output: Data,
    /// What a person may want to know besides: what was asked, what was not visible, what it cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(default)]
    pub calls: u32,
}

impl Left {
    /// Records that a read brought; what costs no call brought none.
    fn records(&self) -> u32 {
        let records = match &self.output {
            _ if self.calls == 0 => 0,
            Data::Record(_) => 1,
            Data::List(all) => all.len(),
            _ => 0,
        };
        u32::try_from(records).unwrap_or(u32::MAX)
    }
}

#[derive(Default)]
pub(crate) struct Outputs {
    by_path: BTreeMap<StepPath, Data>,
    said: BTreeMap<StepPath, String>,
    /// What the steps before this worker have used of the run's budgets.
    spent: Spent,
    /// Whether the journal was read, after another worker had begun.
    complete: bool,
}

impl Outputs {
    pub(crate) fn keep(&mut self, path: &StepPath, output: Data) {
        self.by_path.insert(path.clone(), output);
    }
    pub(crate) fn kept_saying(&mut self, path: &StepPath, headline: &str) {
        self.said.insert(path.clone(), headline.to_owned());
    }
    pub(crate) fn get(&self, path: &StepPath) -> Option<&Data> {
        self.by_path.get(path)
    }
    pub(crate) fn said(&self, path: &StepPath) -> Option<String> {
        self.said.get(path).cloned()
    }

    pub(crate) fn spent(&self) -> Spent {
        self.spent
    }

    /// Reads back what steps left before this worker took the run; true when there was something. `done` is how many are done.
    pub(crate) async fn restore(
        &mut self,
        shared: &Shared,
        run: &Run,
        done: usize,
    ) -> Result<bool, store::Error> {
        if self.complete || self.by_path.len() + self.said.len() >= done {
            return Ok(false);
        }
        let mut after = 0;
        loop {
            let entries =
                store::runs::observations(shared.store.within(&run.workspace), &run.id, after, 500)
                    .await?;
            let Some(last) = entries.last() else { break };
            after = last.number;
            for entry in entries {
                let (Some(path), Event::Stepped | Event::Listed { .. } | Event::Branched { .. }) =
                    (&entry.path, &entry.event)
                else {
                    continue;
                };
                if self.by_path.contains_key(path) {
                    continue;
                }
                self.said.insert(path.clone(), entry.headline.clone());
                let Some(digest) = &entry.payload else {
                    continue;
                };
                let payload =
                    store::runs::payload(shared.store.within(&run.workspace), digest).await?;
                if let Some(left) =
                    payload.and_then(|payload| serde_json::from_slice::<Left>(&payload.body).ok())
                {
                    self.spent.calls += left.calls;
                    self.spent.records += left.records();
                    self.by_path.insert(path.clone(), left.output);
                }
            }
        }
        self.complete = true;
        Ok(true)
    }
}

/// The run as a step sees it: inputs, the outputs of steps around it, and the items at hand.
pub(crate) struct Scene<'a> {
    pub mission: &'a Mission,
    pub inputs: &'a BTreeMap<String, domain::value::Value>,
    pub outputs: &'a Outputs,
    pub items: Vec<(StepKey, String)>,
    pub now: Timestamp,
}

impl Scene<'_> {
    /// Where the output of a step is, seen from here: in the same items as far as it stands in them.
    fn path_of(&self, key: &StepKey) -> Option<StepPath> {
        let step = self.mission.step(key.as_str())?;
        let mut depth = 0;
        let mut place = &step.under;
        while let domain::mission::Place::Case { branch: around, .. }
        | domain::mission::Place::Item { each: around } = place
        {
            depth += usize::from(matches!(place, domain::mission::Place::Item { .. }));
            place = &self.mission.step(around.as_str())?.under;
        }
        Some(StepPath::within(self.items.get(..depth)?, key))
    }

    /// The item at hand of a for-each: a record by its id, a value by its text.
    fn item(&self, each: &StepKey) -> Option<Data> {
        let (_, item) = self.items.iter().find(|(key, _)| key == each)?;
        let StepKind::ForEach(_) = &self.mission.step(each.as_str())?.kind else {
            return None;
        };
        let Data::List(all) = self.outputs.get(&self.path_of(each)?)? else {
            return None;
        };
        all.iter()
            .find(|data| item_key(data).as_deref() == Some(item))
            .cloned()
    }

    /// All records and values behind these references.
    pub(crate) fn all(&self, references: &[Reference]) -> Data {
        Data::List(
            references
                .iter()
                .filter_map(|reference| self.resolve(reference))
                .collect(),
        )
    }

    /// A sentence with its slots filled.
    pub(crate) fn fill(&self, text: &domain::mission::Text) -> String {
        filled(text, self)
    }
}

/// A sentence with its slots filled from wherever references lead.
pub(crate) fn filled(text: &domain::mission::Text, source: &dyn Source) -> String {
    text.0
        .iter()
        .map(|slot| match slot {
            domain::mission::Slot::Words(words) => words.clone(),
            domain::mission::Slot::Filled(reference) => source
                .resolve(reference)
                .map(|data| words(&data))
                .unwrap_or_default(),
        })
        .collect()
}

/// As a sentence says it: records by their titles, lists with commas.
pub(crate) fn words(data: &Data) -> String {
    match data {
        Data::Record(record) => record.title(),
        Data::List(items) => items
            .iter()
            .map(words)
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        Data::Reason(because) => because.text.clone(),
        other => other
            .value()
            .map(|value| value.to_string())
            .unwrap_or_default(),
    }
}

/// What an item is called in step paths.
pub(crate) fn item_key(data: &Data) -> Option<String> {
    match data {
        Data::Record(record) => Some(record.id.to_string()),
        Data::Value(value) if !value.is_empty() => {
            Some(value.to_string().replace(['[', ']', '/'], "_"))
        }
        _ => None,
    }
}

impl Source for Scene<'_> {
    fn root(&self, root: &Root) -> Option<Data> {
        match root {
            Root::Input(key) => self.inputs.get(key.as_str()).cloned().map(Data::Value),
            Root::Step(key) => self.outputs.get(&self.path_of(key)?).cloned(),
            Root::Item(key) => self.item(key),
        }
    }
    fn now(&self) -> Timestamp {
        self.now
    }
    fn derive(&self, derivation: Derivation, text: &str) -> Vec<String> {
        derived(derivation, text)
    }
}

/// The keys that a derivation makes of a text.
pub(crate) fn derived(derivation: Derivation, text: &str) -> Vec<String> {
    match derivation {
        Derivation::Domain => reasoner::keys::domain(text).into_iter().collect(),
        Derivation::RareWords => reasoner::keys::rare_words(text, 2),
        Derivation::PhoneDigits => reasoner::keys::phone_digits(text).into_iter().collect(),
        Derivation::NamePrefix => reasoner::keys::name_prefix(text).into_iter().collect(),
    }
}
