//! A ranking: which of several records comes first, and which row decided it.

use super::shown;
use super::table::{Cited, noted};
use crate::outputs::{Left, Scene};
use crate::step::label;
use crate::worker::Trouble;
use domain::data::Data;
use domain::knowledge::Preference;
use domain::mission::{AskTable, Fact, FactSource, Source as _, Step, Take};
use domain::record::{FieldName, Record, RecordRef};
use domain::value::{Decimal, Value};
use reasoner::rules::{self, Facts};

/// Puts records in order by the rows of a ranking; the first is the winner.
pub(super) fn ranking(
    scene: &Scene<'_>,
    step: &Step,
    asks: &AskTable,
    cited: &Cited<'_>,
    rows: &[Preference],
) -> Result<(String, Left), Trouble> {
    let records = scene.all(&asks.among).all_records();
    if records.is_empty() {
        return Err(Trouble::Broken(format!(
            "“{}” has no records to rank",
            label(step)
        )));
    }
    let weigh = |record: &Record| {
        let facts = asks
            .facts
            .iter()
            .filter_map(|fact| Some((fact.name.clone(), value_of(scene, fact, record)?)));
        (record.reference(), facts.collect::<Facts>())
    };
    let candidates: Vec<(RecordRef, Facts)> = records.iter().map(weigh).collect();
    let ranking = rules::rank(rows, &candidates);
    let mut ordered = ranking
        .order
        .iter()
        .filter_map(|at| records.get(*at).cloned());
    let Some(winner) = ordered.next() else {
        return Err(Trouble::Broken("the ranking is empty".into()));
    };
    let others: Vec<Record> = ordered.collect();
    let row = ranking.decided_by.as_deref();
    let text = if others.is_empty() {
        format!("{} is the only one", winner.title())
    } else {
        format!("{} comes first: {}", winner.title(), ranking.because)
    };
    let headline = format!("{}: {text}", label(step));
    let notes = ranking.weighed.iter().map(|weighed| {
        let values: Vec<String> = weighed
            .values
            .iter()
            .map(|(record, value)| format!("{}: {}", record.id, shown(value)))
            .collect();
        format!(
            "{} ({}): {}. {}",
            weighed.fact,
            weighed.row,
            values.join(", "),
            weighed.note
        )
    });
    let output = [
        (
            "all".to_owned(),
            Data::records(std::iter::once(winner.clone()).chain(others.iter().cloned())),
        ),
        ("winner".to_owned(), Data::Record(winner)),
        ("others".to_owned(), Data::records(others)),
        ("row".to_owned(), row.map_or_else(Data::none, Data::text)),
        (
            "reason".to_owned(),
            Data::Reason(cited.because(text, row, None)),
        ),
    ];
    let left = Left {
        output: Data::Map(output.into()),
        notes: noted(cited, notes.collect()),
        calls: 0,
    };
    Ok((headline, left))
}

/// A fact about one record: a field of its own, or something about the records that point to it.
fn value_of(scene: &Scene<'_>, fact: &Fact, record: &Record) -> Option<Value> {
    if let Some(field) = &fact.field {
        return record
            .fields
            .iter()
            .find(|(name, _)| name.is(field.as_str()))
            .map(|(_, value)| value.clone());
    }
    let source = fact.of.as_ref()?;
    let pointing = scene.resolve(&source.records)?.all_records();
    let mine = pointing
        .into_iter()
        .filter(|other| other.get(source.by.as_str()).as_reference() == Some(&record.id));
    Some(taken(source, mine))
}

fn taken(source: &FactSource, records: impl Iterator<Item = Record>) -> Value {
    let field = source.field.as_ref().map(FieldName::as_str);
    let values = |records: &mut dyn Iterator<Item = Record>| -> Vec<Value> {
        let of = |record: Record| field.map(|field| record.get(field).clone());
        records
            .filter_map(of)
            .filter(|value| !value.is_null())
            .collect()
    };
    let mut records = records;
    match source.take {
        Take::Count => Value::Int(i64::try_from(records.count()).unwrap_or(i64::MAX)),
        Take::Sum => {
            let amounts = values(&mut records)
                .into_iter()
                .filter_map(|value| value.as_decimal());
            let mut amounts = amounts;
            let sum = amounts.try_fold(Decimal::default(), Decimal::plus);
            sum.map_or(Value::Null, Value::Decimal)
        }
        Take::Latest | Take::Earliest => {
            let later = |a: &Value, b: &Value| a.order(b).unwrap_or(std::cmp::Ordering::Equal);
            let all = values(&mut records);
            let found = if source.take == Take::Latest {
                all.into_iter().max_by(later)
            } else {
                all.into_iter().min_by(later)
            };
            found.unwrap_or_default()
        }
    }
}
