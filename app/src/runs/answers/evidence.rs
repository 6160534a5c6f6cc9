//! What one observation rests on: its payload, told in the blocks that the page knows.

mod change; // parts, drift and signatures
mod cited; // passages that reasons name
mod event; // what the event itself carries
mod output; // what a step left
mod records; // records as they were read

use domain::change::ChangeSet;
use domain::data::Data;
use domain::decision::Signature;
use domain::observation::{Event, Kind, Observation};
use engine::{Caller, Engine};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::super::api::Evidence;
use change::{Drift, drift, seen_part, signature};
use cited::{all_reasons, cite};
use records::records;

/// How such an observation comes about, and what it is worth.
pub fn says(observation: &Observation) -> String {
    let words = match (observation.kind, &observation.event) {
        (_, Event::Drifted { .. }) => {
            "Read again right before writing. A value that counts had changed, so nothing was sent."
        }
        (Kind::Notice, _) => "What set the run off.",
        (Kind::Read, _) => "Read from the org. Reading changes nothing and needs no approval.",
        (Kind::Knowledge, _) => {
            "Found in what your organisation has written down. The run keeps to this version."
        }
        (Kind::Match, _) => {
            "Weighed in bits: every comparison adds to the odds or takes from them."
        }
        (Kind::Rule, _) => {
            "A rule decided this, not a model. The same inputs give the same answer every time."
        }
        (Kind::Model, _) => "A model said this. It is context, never a reason to write.",
        (Kind::Proposal, _) => "Proposed only. Nothing is written before it is signed.",
        (Kind::Decision, _) => {
            "Somebody answered. A signature covers exactly the parts that were ticked."
        }
        (Kind::Commit, Event::Intended { .. }) => {
            "Noted before it was sent, so that a crash in between cannot write twice."
        }
        (Kind::Commit, _) => "What became of the request.",
        (Kind::Verify, _) => "Read back from the org and compared with what was signed.",
        (Kind::Wait, _) => "The run rests. Nothing is asked of the org meanwhile.",
        (Kind::Note, _) => "For the record.",
        (Kind::Verdict, _) => "How the run ended.",
        (Kind::File, _) => {
            "Made and kept here. Nothing was sent, and nothing in Salesforce changed."
        }
    };
    words.to_owned()
}

pub async fn of(
    engine: &Engine,
    caller: &Caller,
    observation: &Observation,
    payload: Option<&Json>,
) -> Vec<Evidence> {
    let mut told = event::of(&observation.event);
    match &observation.event {
        Event::Stepped | Event::Branched { .. } | Event::Listed { .. } => {
            let output = payload.and_then(|left| read::<Data>(left.get("output")?));
            if let Some(output) = output {
                output::of(engine, caller, output, &mut told).await;
            }
            told.extend(notes(payload));
        }
        Event::Proposed { .. } => {
            if let Some(changes) = payload.and_then(read::<ChangeSet>) {
                let all = changes.parts.iter();
                told.extend(all.map(|part| Evidence::Part(seen_part(part))));
                cite(engine, caller, all_reasons(&changes.parts), &mut told).await;
            }
        }
        Event::Drifted { .. } => {
            told.extend(payload.and_then(read::<Vec<Drift>>).map(drift));
        }
        Event::Intended { .. } => {
            told.extend(records("As it was right before", payload.and_then(read)));
        }
        Event::Verified { .. } => {
            told.extend(records("As it was read back", payload.and_then(read)));
        }
        Event::Signed { .. } => {
            let signed = payload.and_then(read::<Signature>);
            told.extend(signed.as_ref().map(signature));
        }
        _ => {}
    }
    told
}

fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    T::deserialize(json).ok()
}

fn notes(payload: Option<&Json>) -> Option<Evidence> {
    let notes = payload?.get("notes")?.as_array()?;
    let notes: Vec<String> = notes
        .iter()
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect();
    (!notes.is_empty()).then_some(Evidence::Notes(notes))
}
