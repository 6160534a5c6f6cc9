use domain::change::{LiveValues, Part, diff};
use domain::decision::Signature;
use domain::record::{FieldName, RecordRef};
use domain::value::Value;
use serde::Deserialize;

use super::super::super::api::{Changed, Evidence, PartSeen};
use crate::ui::field_words;

pub fn seen_part(part: &Part) -> PartSeen {
    PartSeen {
        number: part.number.to_string(),
        title: part.title.clone(),
        undo: part.undo().phrase().to_owned(),
        changes: diff(part, &LiveValues::new())
            .into_iter()
            .filter(domain::change::DiffRow::is_change)
            .map(|row| Changed {
                field: field_words(row.field.as_str()),
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
pub struct Drift {
    record: RecordRef,
    field: FieldName,
    before: Value,
    live: Value,
}

pub fn drift(drifts: Vec<Drift>) -> Evidence {
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

pub fn signature(signature: &Signature) -> Evidence {
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
