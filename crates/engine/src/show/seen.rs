use crate::outputs::Left;
use crate::{Caller, Engine, Error};
use domain::data::Data;
use domain::matching::{Likeness, Match};
use domain::observation::{Kind, Observation};
use domain::record::{ObjectName, Record, RecordId, RecordRef};
use domain::value::Value;
use std::collections::BTreeMap;

/// What a run had read and compared when it proposed.
#[derive(Default)]
pub(super) struct Seen {
    records: BTreeMap<RecordId, Record>,
    /// The observation in which each was read first.
    first: BTreeMap<RecordId, u64>,
    /// The pairs that were taken for the same, and the doubtful ones.
    pub matches: Vec<Match>,
}

impl Engine {
    /// Read back from the payloads of what the run observed. What was erased is left out.
    pub(super) async fn seen(
        &self,
        caller: &Caller,
        evidence: &[Observation],
    ) -> Result<Seen, Error> {
        let mut seen = Seen::default();
        for entry in evidence {
            let Some(digest) = &entry.payload else {
                continue;
            };
            let payload =
                store::runs::payload(self.0.store.within(&caller.workspace), digest).await?;
            let left =
                payload.and_then(|payload| serde_json::from_slice::<Left>(&payload.body).ok());
            let Some(left) = left else { continue };
            if entry.kind == Kind::Match
                && let Some(Data::Matches(matches)) = left.output.get("matches")
            {
                let close = |found: &Match| found.likeness != Likeness::Different;
                seen.matches.extend(matches.into_iter().filter(close));
            }
            seen.keep(&left.output, entry.number);
        }
        Ok(seen)
    }
}

impl Seen {
    fn keep(&mut self, data: &Data, number: u64) {
        match data {
            Data::Map(map) => map.values().for_each(|inner| self.keep(inner, number)),
            Data::List(items) => items.iter().for_each(|inner| self.keep(inner, number)),
            Data::Record(record) => {
                self.first.entry(record.id.clone()).or_insert(number);
                self.add(record.clone());
            }
            _ => {}
        }
    }

    /// One record may be read twice, with other fields each time.
    pub(super) fn add(&mut self, record: Record) {
        match self.records.get_mut(&record.id) {
            Some(known) => known.fields.extend(record.fields),
            None => {
                self.records.insert(record.id.clone(), record);
            }
        }
    }

    /// The number of the observation that read it first.
    pub(super) fn first_read(&self, id: &RecordId) -> Option<u64> {
        self.first.get(id).copied()
    }

    pub(super) fn record(&self, id: &RecordId) -> Option<&Record> {
        self.records.get(id)
    }

    /// What people call it; its id when it was not read.
    pub(super) fn name(&self, id: &RecordId) -> String {
        self.record(id)
            .map_or_else(|| self.owner(id), Record::title)
    }

    /// The owner of some record that was read: users are seldom read for themselves.
    fn owner(&self, id: &RecordId) -> String {
        let owned = |record: &&Record| {
            matches!(record.get("OwnerId"), Value::Reference(owner) if owner == id)
                && !record.get("Owner.Name").is_empty()
        };
        self.records.values().find(owned).map_or_else(
            || id.to_string(),
            |record| record.get("Owner.Name").to_string(),
        )
    }

    /// How many records that were read hang on this one, by object.
    pub(super) fn children(&self, of: &RecordId) -> BTreeMap<ObjectName, usize> {
        let mut counts = BTreeMap::new();
        let hangs = |record: &&Record| {
            record.id != *of
                && record.fields.iter().any(|(field, value)| {
                    !field.is("MasterRecordId")
                        && matches!(value, Value::Reference(parent) if parent == of)
                })
        };
        for child in self.records.values().filter(hangs) {
            *counts.entry(child.object.clone()).or_default() += 1;
        }
        counts
    }

    /// Names for every record that somebody may want to read about.
    pub(super) fn names(
        &self,
        wanted: impl IntoIterator<Item = RecordId>,
    ) -> BTreeMap<RecordId, String> {
        wanted
            .into_iter()
            .map(|id| {
                let name = self.name(&id);
                (id, name)
            })
            .collect()
    }
}

/// The records that a part names, for names.
pub(super) fn named(part: &domain::change::Part) -> Vec<RecordId> {
    let touched = part
        .effect
        .touches()
        .into_iter()
        .map(|RecordRef { id, .. }| id);
    let references = part
        .effect
        .values()
        .into_iter()
        .map(|(_, value)| value)
        .chain(part.before.iter().map(|before| before.value.clone()))
        .filter_map(|value| match value {
            Value::Reference(id) => Some(id),
            _ => None,
        });
    touched.chain(references).collect()
}
