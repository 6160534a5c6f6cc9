//! Survivorship: which value of each field stays, why, and what the others had.

use super::shown;
use super::table::{Cited, noted};
use crate::outputs::{Left, Scene};
use crate::step::label;
use crate::worker::Trouble;
use domain::change::{Assignment, Origin};
use domain::data::{Choice, Data};
use domain::knowledge::Survivorship;
use domain::mission::{AskTable, Reference, Source as _, Step};
use domain::record::Record;
use reasoner::rules;

/// Which value of each field survives, with the reason and what the others had.
pub(super) fn survivorship(
    scene: &Scene<'_>,
    step: &Step,
    asks: &AskTable,
    cited: &Cited<'_>,
    rows: &[Survivorship],
) -> Result<(String, Left), Trouble> {
    let record = |reference: &Reference| {
        scene
            .resolve(reference)
            .and_then(|data| data.all_records().into_iter().next())
    };
    let survivor = asks.survivor.as_ref().and_then(record);
    let survivor =
        survivor.ok_or_else(|| Trouble::Broken(format!("“{}” has no survivor", label(step))))?;
    let others: Vec<Record> = scene
        .all(&asks.among)
        .all_records()
        .into_iter()
        .filter(|other| other.id != survivor.id)
        .collect();
    let also = asks.also.as_ref().and_then(record);
    // A field the survivor was not read with cannot be compared, so it is left alone.
    let readable: Vec<Survivorship> = rows
        .iter()
        .filter(|row| {
            survivor
                .fields
                .keys()
                .any(|field| field.is(row.field.as_str()))
        })
        .cloned()
        .collect();
    let chosen = rules::fields(&readable, &survivor, &others, also.as_ref());
    let changes = chosen.values().filter(|choice| choice.changes).count();
    let notes: Vec<String> = chosen
        .iter()
        .map(|(field, choice)| format!("{field}: {} ({})", shown(&choice.value), choice.because))
        .collect();
    let choices = chosen.into_iter().map(|(field, choice)| {
        let origin = match choice.from.as_slice() {
            [(record, field)] => Origin::Record {
                record: record.clone(),
                field: field.clone(),
            },
            _ => cited.origin(&choice.row),
        };
        let because = cited.because(choice.because, Some(&choice.row), Some(field.clone()));
        let assignment = Assignment {
            value: choice.value,
            origin,
        };
        (
            field,
            Choice {
                assignment,
                because,
                changes: choice.changes,
                losing: choice.losing,
            },
        )
    });
    let headline = format!(
        "{}: {changes} of {} fields change",
        label(step),
        readable.len()
    );
    let left = Left {
        output: Data::Choices(choices.collect()),
        notes: noted(cited, notes),
        calls: 0,
    };
    Ok((headline, left))
}
