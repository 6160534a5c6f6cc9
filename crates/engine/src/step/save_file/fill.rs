use super::words::words;
use crate::outputs::Scene;
use domain::change::{Because, Source};
use domain::data::{Choice, Data};
use domain::file::{Cited, Media};
use domain::mission::{Reference, Root, Slot, Source as _, Text};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Fills texts and keeps which record and which field each slot took from.
pub(super) struct Filling<'a> {
    scene: &'a Scene<'a>,
    cited: BTreeMap<RecordId, Cited>,
}

impl<'a> Filling<'a> {
    pub(super) fn of(scene: &'a Scene<'a>) -> Self {
        Self {
            scene,
            cited: BTreeMap::new(),
        }
    }

    /// A text with all its slots filled. One that has nothing to say is told: a text with a gap looks finished.
    pub(super) fn fill(&mut self, text: &Text, media: Media) -> Result<String, String> {
        let mut filled = String::new();
        for slot in &text.0 {
            match slot {
                Slot::Words(words) => filled += words,
                Slot::Filled(reference) => {
                    let found = self.scene.resolve(reference);
                    let found = found.ok_or_else(|| format!("`{reference}` was not read"))?;
                    let said = words(&found, media);
                    if said.trim().is_empty() {
                        return Err(format!("`{reference}` is empty"));
                    }
                    if let Some(start) = self.scene.root(&reference.root) {
                        self.take(&start, &reference.names);
                    }
                    filled += &said;
                }
            }
        }
        Ok(filled)
    }

    /// The records that the whole file is about.
    pub(super) fn about(&mut self, reference: &Reference) -> Result<(), String> {
        let found = self.scene.resolve(reference);
        let found = found.ok_or_else(|| format!("`{reference}` was not read"))?;
        let records = found.all_records();
        for record in &records {
            self.cite(record, title_field(record));
            self.mark(&record.reference());
        }
        if !records.is_empty() {
            return Ok(());
        }
        let named = self
            .object_of(reference)
            .zip(found.value())
            .and_then(|(object, value)| Some(RecordRef::new(object, id_of(&value)?)));
        let record = named.ok_or_else(|| format!("`{reference}` is no record"))?;
        self.mark(&record);
        Ok(())
    }

    pub(super) fn cited(self) -> Vec<Cited> {
        self.cited.into_values().collect()
    }

    /// The object that an input takes records of.
    fn object_of(&self, reference: &Reference) -> Option<ObjectName> {
        let Root::Input(key) = &reference.root else {
            return None;
        };
        let mut inputs = self.scene.mission.inputs.iter();
        inputs.find(|input| input.key == *key)?.object.clone()
    }

    /// Goes the way that a reference goes, and cites each record that it takes something from.
    fn take(&mut self, data: &Data, names: &[String]) {
        let (name, rest) = data.next_of(names);
        match (data, names) {
            (Data::Record(record), []) => self.cite(record, title_field(record)),
            (Data::Record(record), _) => {
                let field = record.fields.keys().find(|field| field.is(&name)).cloned();
                self.cite(record, field);
            }
            (Data::List(items), [_, ..]) if name == "first" => {
                if let Some(item) = items.first() {
                    self.take(item, rest);
                }
            }
            // A count tells of no field; how many different values there are was made of those before it.
            (Data::List(items), [_, ..]) if name == "count" || name == "distinct" => {
                for item in items {
                    self.mention(item);
                }
            }
            (Data::List(items), names) => items.iter().for_each(|item| self.take(item, names)),
            (Data::Map(map), [_, ..]) => {
                if let Some(inner) = map.get(&name) {
                    self.take(inner, rest);
                }
            }
            (Data::Reason(because), _) => self.reason(because),
            (Data::Choices(choices), [_, ..]) => {
                let mut all = choices.iter();
                if let Some((field, choice)) = all.find(|(field, _)| field.is(&name)) {
                    self.choice(field, choice);
                }
            }
            _ => {}
        }
    }

    fn mention(&mut self, data: &Data) {
        if let Data::Record(record) = data {
            self.cite(record, None);
        }
    }

    fn reason(&mut self, because: &Because) {
        if let Source::Record(record) = &because.source {
            self.entry(record).fields.extend(because.field.clone());
        }
    }

    /// A surviving value came from one of the records it was chosen among.
    fn choice(&mut self, field: &FieldName, choice: &Choice) {
        self.reason(&choice.because);
        if let domain::change::Origin::Record { record, field } = &choice.assignment.origin {
            self.entry(record).fields.insert(field.clone());
        }
        for (record, _) in &choice.losing {
            self.entry(record).fields.insert(field.clone());
        }
    }

    fn cite(&mut self, record: &Record, field: Option<FieldName>) {
        let called = title_field(record).map(|_| record.title());
        let cited = self.entry(&record.reference());
        cited.fields.extend(field);
        cited.name = cited.name.take().or(called);
    }

    fn mark(&mut self, record: &RecordRef) {
        self.entry(record).about = true;
    }

    fn entry(&mut self, record: &RecordRef) -> &mut Cited {
        self.cited
            .entry(record.id.clone())
            .or_insert_with(|| Cited {
                record: record.clone(),
                name: None,
                fields: BTreeSet::new(),
                about: false,
            })
    }
}

/// The field that a record is called by.
fn title_field(record: &Record) -> Option<FieldName> {
    let title = record.title();
    let called = [
        "Name",
        "Company",
        "Subject",
        "ContractNumber",
        "CaseNumber",
        "Title",
    ];
    let mut fields = called.into_iter();
    let name = fields
        .find(|name| !record.get(name).is_empty() && record.get(name).to_string() == title)?;
    record.fields.keys().find(|field| field.is(name)).cloned()
}

fn id_of(value: &Value) -> Option<RecordId> {
    match value {
        Value::Reference(id) => Some(id.clone()),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}
