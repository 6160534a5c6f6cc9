use std::collections::BTreeMap;

use domain::change::{Because, DiffRow, Effect, Origin, PartNumber, Source};
use domain::record::{FieldName, RecordId};
use domain::text::plain;
use domain::value::Value;
use engine::Clause as Told;

use crate::knowledge::place;
use crate::records::address;
use crate::ui::field_words;

use super::super::api::{Cite, Clause, FieldView, PartView, Reason};

type Names = BTreeMap<RecordId, String>;

/// What people count from 1.
pub fn number(part: PartNumber) -> u32 {
    u32::try_from(part.place() + 1).unwrap_or(u32::MAX)
}

/// Why, for parts as a whole; what several parts rest on is said once.
pub fn reasons(parts: &[engine::PartView]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = vec![];
    let whole = parts
        .iter()
        .flat_map(|part| &part.because)
        .filter(|because| because.field.is_none());
    for because in whole {
        let reason = reason(because);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

pub fn part(view: engine::PartView, names: &Names) -> PartView {
    let of = |field: Option<&FieldName>| -> Vec<Reason> {
        let about = view
            .because
            .iter()
            .filter(|because| because.field.as_ref() == field);
        about.map(reason).collect()
    };
    // A value without a reason of its own rests on the rule of its part.
    let because = |field: &FieldName| match of(Some(field)) {
        own if own.is_empty() => {
            let mut whole = of(None);
            whole.retain(|reason| reason.source.href.is_some());
            whole
        }
        own => own,
    };
    let field = |row: &DiffRow| FieldView {
        field: field_words(row.field.as_str()),
        before: shown(&row.before, names),
        proposed: shown(&row.proposed, names),
        changes: row.is_change(),
        live: row.live.as_ref().map(|live| shown(live, names)),
        drifted: row.is_drifted(),
        origin: origin(&view.effect, &row.field, names),
        because: because(&row.field),
    };
    // It is not set, but the change was reasoned on it.
    let moved = |row: &DiffRow| {
        let record = row.record.as_ref().and_then(|record| names.get(&record.id));
        FieldView {
            origin: match record {
                Some(name) => format!("not set; what {} said when this was proposed", plain(name)),
                None => "not set; what it said when this was proposed".to_owned(),
            },
            because: vec![],
            ..field(row)
        }
    };
    PartView {
        fields: view
            .diff
            .iter()
            .map(field)
            .chain(view.moved.iter().map(moved))
            .collect(),
        number: number(view.number),
        digest: view.digest.to_string(),
        title: plain(&view.title).into_owned(),
        operation: view.operation.to_string(),
        undo: view.undo,
        needs: view.needs.into_iter().map(number).collect(),
        does: view.does.into_iter().map(clause).collect(),
    }
}

fn clause(told: Told) -> Clause {
    match told {
        Told::Words(words) => Clause::Words(words),
        Told::Value(value) => Clause::Value(plain(&value).into_owned()),
        Told::Record { record, name } => {
            let href = address(record.object.as_str(), record.id.as_str());
            Clause::Record(plain(&name).into_owned(), tail(&record.id), href)
        }
    }
}

/// A record is shown by the name it had when it was read, and by the end of its id.
fn shown(value: &Value, names: &Names) -> String {
    match value {
        Value::Reference(id) => match names.get(id).filter(|name| *name != id.as_str()) {
            Some(name) => format!("{} ({})", plain(name), tail(id)),
            None => id.to_string(),
        },
        other => plain(&other.to_string()).into_owned(),
    }
}

/// `…7QAC`
fn tail(id: &RecordId) -> String {
    let text = id.as_str();
    format!("…{}", &text[text.len().saturating_sub(6)..])
}

fn reason(because: &Because) -> Reason {
    Reason {
        text: plain(&because.text).into_owned(),
        source: cite(&because.source),
    }
}

/// Where it can be looked up, as it stood when it was cited.
fn cite(source: &Source) -> Cite {
    match source {
        Source::Knowledge {
            document,
            title,
            version,
            section,
            row,
        } => {
            let (what, href) = place(document, *version, section, row.as_deref());
            let label = format!("{title}, version {version}, {what}");
            Cite {
                label: plain(&label).into_owned(),
                href: Some(href),
            }
        }
        Source::Record(record) => Cite {
            label: format!("{} {}", record.object, tail(&record.id)),
            href: None,
        },
        Source::Step(key) => Cite {
            label: format!("this run, step “{key}”"),
            href: None,
        },
    }
}

/// `number of employees`, within a sentence.
fn lower(field: &FieldName) -> String {
    field_words(field.as_str()).to_lowercase()
}

/// Where the proposed value of a field comes from.
fn origin(effect: &Effect, field: &FieldName, names: &Names) -> String {
    let given = match effect {
        Effect::Update { values, .. }
        | Effect::Create { values, .. }
        | Effect::Merge { values, .. } => values.get(field),
        _ => None,
    };
    match given.map(|given| &given.origin) {
        None | Some(Origin::Mission) => "from the mission".to_owned(),
        Some(Origin::Rule { row, .. }) => format!("from rule row {row}"),
        Some(Origin::Person(_)) => "typed by a person".to_owned(),
        Some(Origin::Model { .. }) => "suggested by a model".to_owned(),
        Some(Origin::Record { record, field }) => {
            let name = names
                .get(&record.id)
                .filter(|name| *name != record.id.as_str());
            match name {
                Some(name) => format!("from {} of {}", lower(field), plain(name)),
                None => format!(
                    "from {} of {} {}",
                    lower(field),
                    record.object,
                    tail(&record.id)
                ),
            }
        }
    }
}
