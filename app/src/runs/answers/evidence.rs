//! What one observation rests on: its payload, told in the blocks that the page knows.

use std::collections::BTreeMap;

use domain::change::{Because, ChangeSet, LiveValues, Part, Source, diff};
use domain::data::{Choice, Data, DocumentRef};
use domain::decision::Signature;
use domain::observation::{Cause, Event, Kind, Observation, Outcome, Verification};
use domain::record::{FieldName, Record, RecordRef};
use domain::value::Value;
use engine::{Caller, Engine};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::super::api::{Changed, Cited, Evidence, PartSeen, Seen};

/// Records that are shown in full; the rest is counted.
const RECORDS: usize = 20;

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
    };
    words.to_owned()
}

pub async fn of(
    engine: &Engine,
    caller: &Caller,
    observation: &Observation,
    payload: Option<&Json>,
) -> Vec<Evidence> {
    let mut told = of_event(&observation.event);
    match &observation.event {
        Event::Stepped | Event::Branched { .. } | Event::Listed { .. } => {
            let output = payload.and_then(|left| read::<Data>(left.get("output")?));
            if let Some(output) = output {
                of_output(engine, caller, output, &mut told).await;
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

/// What the event itself carries.
fn of_event(event: &Event) -> Vec<Evidence> {
    let facts = |title: &str, rows: Vec<(&str, String)>| {
        let rows = rows
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        vec![Evidence::Facts {
            title: title.to_owned(),
            rows,
        }]
    };
    match event {
        Event::Started { inputs, cause, .. } => {
            let mut rows: Vec<(String, String)> = inputs
                .iter()
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect();
            if let Cause::Trigger {
                record,
                happened_at,
            } = cause
            {
                rows.push(("Found by the trigger".to_owned(), record.to_string()));
                rows.push(("In the org at".to_owned(), happened_at.to_string()));
            }
            vec![Evidence::Facts {
                title: "Started with".to_owned(),
                rows,
            }]
        }
        Event::Intended {
            part,
            digest,
            send_by,
            ..
        } => facts(
            "The intent",
            vec![
                ("Part", part.to_string()),
                ("Digest that was signed", digest.to_string()),
                ("To be sent before", send_by.to_string()),
            ],
        ),
        Event::Sent { part, outcome, .. } => {
            let mut rows = vec![("Part", part.to_string())];
            rows.extend(outcome_rows(outcome));
            facts("What the org answered", rows)
        }
        Event::Verified {
            part, verification, ..
        } => {
            let listed = |fields: &[FieldName]| -> String {
                let names: Vec<_> = fields.iter().map(ToString::to_string).collect();
                names.join(", ")
            };
            let (name, value) = match verification {
                Verification::AsSigned { values } => ("Values as signed", values.to_string()),
                Verification::SideEffects { fields } => ("Also changed, not by us", listed(fields)),
                Verification::Differs { fields } => ("Not as signed", listed(fields)),
                Verification::Unverifiable => ("Nothing to read back", "a draft".to_owned()),
            };
            facts("Read back", vec![("Part", part.to_string()), (name, value)])
        }
        Event::Waiting {
            system,
            since,
            until,
        } => facts(
            "Waiting",
            vec![
                ("For", system.clone()),
                ("Since", since.to_string()),
                ("Tries again at", until.to_string()),
            ],
        ),
        Event::Listed { items } => facts("The list", vec![("Items", items.len().to_string())]),
        Event::Branched { case } => facts("The way taken", vec![("Case", case.replace('_', " "))]),
        _ => vec![],
    }
}

fn outcome_rows(outcome: &Outcome) -> Vec<(&'static str, String)> {
    match outcome {
        Outcome::Done { made, related } => {
            let mut rows = vec![("Outcome", "Written".to_owned())];
            rows.extend(made.as_ref().map(|made| ("Made", made.to_string())));
            let moved: Vec<_> = related.iter().map(ToString::to_string).collect();
            if !moved.is_empty() {
                rows.push(("Moved with it", moved.join(", ")));
            }
            rows
        }
        Outcome::Refused { code, message } => vec![
            ("Outcome", "Refused. Nothing was written".to_owned()),
            ("The org said", message.clone()),
            ("Code", code.clone()),
        ],
        Outcome::Conflict => vec![(
            "Outcome",
            "Changed in the last instant. Nothing was written".to_owned(),
        )],
        Outcome::NotSent { why } => {
            vec![("Outcome", "Not sent".to_owned()), ("Because", why.clone())]
        }
        Outcome::Unclear { why } => vec![
            ("Outcome", "Unknown yet. It is not sent again".to_owned()),
            ("Because", why.clone()),
        ],
        Outcome::Unknown => vec![("Outcome", "Unknown. A person has to look".to_owned())],
    }
}

/// What a step left, and the passages behind it.
async fn of_output(engine: &Engine, caller: &Caller, output: Data, told: &mut Vec<Evidence>) {
    let mut reasons = vec![];
    match output {
        Data::Record(record) => told.extend(records("The record", Some(vec![record]))),
        Data::List(_) => told.extend(records("Records", Some(output.all_records()))),
        Data::Matches(found) => {
            told.extend(
                found
                    .into_iter()
                    .map(|found| Evidence::Match(Box::new(found))),
            );
        }
        Data::Document(document) => told.extend(sections(engine, caller, &document).await),
        Data::Reason(because) => reasons.push(because),
        Data::Choices(choices) => {
            told.push(Evidence::Changes {
                title: "What the surviving record gets".to_owned(),
                rows: chosen(&choices),
            });
            reasons.extend(choices.into_values().map(|choice| choice.because));
        }
        Data::Map(map) => of_map(map, &mut reasons, told),
        Data::Value(value) if !value.is_empty() => told.push(Evidence::Facts {
            title: "Outcome".to_owned(),
            rows: vec![("Value".to_owned(), value.to_string())],
        }),
        Data::Value(_) => {}
    }
    cite(engine, caller, reasons, told).await;
}

fn of_map(map: BTreeMap<String, Data>, reasons: &mut Vec<Because>, told: &mut Vec<Evidence>) {
    let mut rows = vec![];
    let mut seen: Vec<Record> = vec![];
    for (name, data) in map {
        match data {
            Data::Value(value) if !value.is_empty() && name != "decision" => {
                rows.push((name.replace('_', " "), value.to_string()));
            }
            Data::Reason(because) => reasons.push(because),
            Data::Matches(found) => {
                told.extend(
                    found
                        .into_iter()
                        .map(|found| Evidence::Match(Box::new(found))),
                );
            }
            Data::Record(_) | Data::List(_) => {
                for record in Data::List(vec![data]).all_records() {
                    if seen.iter().all(|known| known.id != record.id) {
                        seen.push(record);
                    }
                }
            }
            _ => {}
        }
    }
    if !rows.is_empty() {
        told.insert(
            0,
            Evidence::Facts {
                title: "Outcome".to_owned(),
                rows,
            },
        );
    }
    told.extend(records("What it looked at", Some(seen)));
}

/// Field by field: what is given up, and what is kept.
fn chosen(choices: &BTreeMap<FieldName, Choice>) -> Vec<Changed> {
    let changing = choices.iter().filter(|(_, choice)| choice.changes);
    changing
        .map(|(field, choice)| Changed {
            field: field.to_string(),
            before: choice
                .losing
                .iter()
                .map(|(_, value)| value.to_string())
                .filter(|value| !value.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            after: choice.assignment.value.to_string(),
        })
        .collect()
}

fn records(title: &str, records: Option<Vec<Record>>) -> Option<Evidence> {
    let records = records.filter(|records| !records.is_empty())?;
    let more = records.len().saturating_sub(RECORDS);
    Some(Evidence::Records {
        title: title.to_owned(),
        records: records.iter().take(RECORDS).map(seen).collect(),
        more,
    })
}

fn seen(record: &Record) -> Seen {
    Seen {
        object: record.object.to_string(),
        id: record.id.to_string(),
        title: record.title(),
        fields: record
            .fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(field, value)| (field.to_string(), value.to_string()))
            .collect(),
    }
}

fn seen_part(part: &Part) -> PartSeen {
    PartSeen {
        number: part.number.to_string(),
        title: part.title.clone(),
        undo: part.undo().phrase().to_owned(),
        changes: diff(part, &LiveValues::new())
            .into_iter()
            .filter(domain::change::DiffRow::is_change)
            .map(|row| Changed {
                field: row.field.to_string(),
                before: row.before.to_string(),
                after: row.proposed.to_string(),
            })
            .collect(),
        because: part
            .because
            .iter()
            .filter(|because| because.field.is_none())
            .map(|because| because.text.clone())
            .collect(),
    }
}

/// As the engine stores it.
#[derive(Deserialize)]
struct Drift {
    record: RecordRef,
    field: FieldName,
    before: Value,
    live: Value,
}

fn drift(drifts: Vec<Drift>) -> Evidence {
    let changed = |drift: Drift| Changed {
        field: format!(
            "{} {}.{}",
            drift.record.object, drift.record.id, drift.field
        ),
        before: drift.before.to_string(),
        after: drift.live.to_string(),
    };
    Evidence::Changes {
        title: "Changed since it was proposed".to_owned(),
        rows: drifts.into_iter().map(changed).collect(),
    }
}

fn signature(signature: &Signature) -> Evidence {
    let rows = signature
        .parts
        .iter()
        .map(|(number, digest)| (format!("Part {number}"), digest.to_string()))
        .collect();
    Evidence::Facts {
        title: "What the signature covers".to_owned(),
        rows,
    }
}

fn notes(payload: Option<&Json>) -> Option<Evidence> {
    let notes = payload?.get("notes")?.as_array()?;
    let notes: Vec<String> = notes
        .iter()
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect();
    (!notes.is_empty()).then_some(Evidence::Notes(notes))
}

fn all_reasons(parts: &[Part]) -> Vec<Because> {
    parts.iter().flat_map(|part| part.because.clone()).collect()
}

/// The passages that these reasons name, each once.
async fn cite(engine: &Engine, caller: &Caller, reasons: Vec<Because>, told: &mut Vec<Evidence>) {
    let mut cited: Vec<Cited> = vec![];
    for because in reasons {
        let Source::Knowledge {
            document,
            version,
            section,
            row,
            ..
        } = because.source
        else {
            continue;
        };
        // A document that cannot be read any more leaves the reason without its words; the raw record still names it.
        let Ok(published) = engine.document(caller, &document, Some(version)).await else {
            continue;
        };
        let Some(passage) = published.document.passage(&section) else {
            continue;
        };
        let row = row.and_then(|id| Some((id.clone(), passage.row(&id)?)));
        let one = Cited {
            document: published.document.title.clone(),
            version,
            section,
            heading: passage.heading.clone(),
            prose: passage.prose(),
            row,
        };
        if !cited.contains(&one) {
            cited.push(one);
        }
    }
    told.extend(cited.into_iter().map(Evidence::Cited));
}

/// The sections of a document that hold rules: what the steps after this one go by.
async fn sections(engine: &Engine, caller: &Caller, found: &DocumentRef) -> Vec<Evidence> {
    let Ok(published) = engine
        .document(caller, &found.id, Some(found.version))
        .await
    else {
        return vec![];
    };
    let document = &published.document;
    let mut sections: Vec<&str> = document
        .tables
        .iter()
        .map(|table| table.section.as_str())
        .collect();
    sections.dedup();
    sections
        .into_iter()
        .filter_map(|section| document.passage(section))
        .map(|passage| {
            Evidence::Cited(Cited {
                document: document.title.clone(),
                version: found.version,
                section: passage.section.clone(),
                heading: passage.heading.clone(),
                prose: passage.prose(),
                row: None,
            })
        })
        .collect()
}
