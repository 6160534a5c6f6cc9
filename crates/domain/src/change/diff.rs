use super::{Effect, Part, Target};
use crate::record::{FieldName, RecordRef};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of the diff: before → proposed, and what the org says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRow {
    pub record: Option<RecordRef>,
    pub field: FieldName,
    pub before: Value,
    pub proposed: Value,
    /// The value in the org at the last look; none when nobody looked.
    pub live: Option<Value>,
}

impl DiffRow {
    pub fn is_change(&self) -> bool {
        self.before != self.proposed
    }
    /// Whether somebody else changed the field since it was proposed.
    pub fn is_drifted(&self) -> bool {
        self.live.as_ref().is_some_and(|live| live != &self.before)
    }
}

/// Values as the org has them now.
pub type LiveValues = BTreeMap<(RecordRef, FieldName), Value>;

/// The field diff of one part. Fields that are reasoned on but not set are not part of it.
pub fn diff(part: &Part, live: &LiveValues) -> Vec<DiffRow> {
    let record = match &part.effect {
        Effect::Update {
            record: Target::Record(record),
            ..
        }
        | Effect::Reparent { record, .. } => Some(record.clone()),
        Effect::Merge { object, master, .. } => {
            Some(RecordRef::new(object.clone(), master.clone()))
        }
        _ => None,
    };
    part.effect
        .values()
        .into_iter()
        .map(|(field, proposed)| {
            let at = record
                .as_ref()
                .map(|record| (record.clone(), field.clone()));
            DiffRow {
                before: part
                    .before
                    .iter()
                    .find(|before| Some(&before.record) == record.as_ref() && before.field == field)
                    .map_or(Value::Null, |before| before.value.clone()),
                live: at.and_then(|at| live.get(&at).cloned()),
                record: record.clone(),
                field,
                proposed,
            }
        })
        .collect()
}
