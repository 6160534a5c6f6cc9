use std::collections::BTreeMap;

use domain::change::Because;
use domain::data::{Choice, Data};
use domain::record::{FieldName, Record};
use engine::{Caller, Engine};

use super::super::super::api::{Changed, Evidence};
use super::cited::{cite, sections};
use super::records::records;
use crate::ui::field_words;

/// What a step left, and the passages behind it.
pub async fn of(engine: &Engine, caller: &Caller, output: Data, told: &mut Vec<Evidence>) {
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
            field: field_words(field.as_str()),
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
