//! What steps hand to each other: typed outputs, addressed by `steps.KEY.FIELD`.

use crate::change::{Assignment, Because};
use crate::id::DocumentId;
use crate::matching::Match;
use crate::record::{FieldName, Record, RecordRef};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The output of a step, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    Value(Value),
    Record(Record),
    List(Vec<Data>),
    Map(BTreeMap<String, Data>),
    /// Which version of a document a knowledge step found; its tables are read from the store.
    Document(DocumentRef),
    Matches(Vec<Match>),
    /// New values with their reasons, as a survivorship table gives them.
    Choices(BTreeMap<FieldName, Choice>),
    Reason(Because),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    pub id: DocumentId,
    pub version: u32,
    pub title: String,
}

/// One field's winner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub assignment: Assignment,
    pub because: Because,
    /// Whether it differs from what the survivor has.
    pub changes: bool,
    /// What the others had; kept in the record of the run.
    pub losing: Vec<(RecordRef, Value)>,
}

impl Data {
    pub fn none() -> Self {
        Self::Value(Value::Null)
    }
    pub fn text(text: impl Into<String>) -> Self {
        Self::Value(Value::text(text))
    }
    pub fn records(records: impl IntoIterator<Item = Record>) -> Self {
        Self::List(records.into_iter().map(Self::Record).collect())
    }

    /// Follows names, one after the other. A field of a parent that was read with a record counts as one: `Owner.Name`.
    pub fn follow(&self, names: &[String]) -> Option<Self> {
        let mut data = self.clone();
        let mut names = names;
        while !names.is_empty() {
            let (name, rest) = data.next_of(names);
            data = data.get(&name)?;
            names = rest;
        }
        Some(data)
    }

    /// The name to follow first, and those after it.
    pub fn next_of<'n>(&self, names: &'n [String]) -> (String, &'n [String]) {
        let joined = (2..=names.len())
            .rev()
            .map(|count| (names[..count].join("."), &names[count..]))
            .find(|(path, _)| self.has_path(path));
        joined.unwrap_or_else(|| {
            let (first, rest) = names.split_at(names.len().min(1));
            (first.concat(), rest)
        })
    }

    fn has_path(&self, path: &str) -> bool {
        match self {
            Self::Record(record) => record.fields.keys().any(|field| field.is(path)),
            Self::List(items) => items.iter().any(|item| item.has_path(path)),
            _ => false,
        }
    }

    /// Follows one name. Lists know `count`, `first` and `distinct` (how many different values); any other name is taken from every item.
    /// `None` when there is no such thing, which is not the same as an empty field.
    pub fn get(&self, name: &str) -> Option<Self> {
        match self {
            Self::Map(map) => map.get(name).cloned(),
            Self::Record(record) if name.eq_ignore_ascii_case("Id") => {
                Some(Self::Value(Value::Reference(record.id.clone())))
            }
            Self::Record(record) => record
                .fields
                .iter()
                .find(|(field, _)| field.is(name))
                .map(|(_, value)| Self::Value(value.clone())),
            Self::List(items) if name == "count" => Some(Self::Value(Value::Int(
                i64::try_from(items.len()).unwrap_or(i64::MAX),
            ))),
            Self::List(_) if name == "distinct" => {
                let mut seen: Vec<Value> = vec![];
                for value in self.values().into_iter().filter(|value| !value.is_empty()) {
                    if !seen.iter().any(|known| known.same_as(&value)) {
                        seen.push(value);
                    }
                }
                Some(Self::Value(Value::Int(
                    i64::try_from(seen.len()).unwrap_or(i64::MAX),
                )))
            }
            Self::List(items) if name == "first" => {
                Some(items.first().cloned().unwrap_or_else(Self::none))
            }
            Self::List(items) => Some(Self::List(
                items.iter().filter_map(|item| item.get(name)).collect(),
            )),
            Self::Choices(choices) if name == "changes" => {
                let changing = choices.values().filter(|choice| choice.changes).count();
                Some(Self::Value(Value::Int(
                    i64::try_from(changing).unwrap_or(i64::MAX),
                )))
            }
            Self::Value(Value::Null) => Some(Self::none()),
            _ => None,
        }
    }

    /// The value in it; a list of one counts as its item.
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value.clone()),
            Self::Record(record) => Some(Value::Reference(record.id.clone())),
            Self::List(items) if items.len() == 1 => items[0].value(),
            _ => None,
        }
    }

    /// All values in it; records give their ids.
    pub fn values(&self) -> Vec<Value> {
        match self {
            Self::List(items) => items.iter().flat_map(Self::values).collect(),
            other => other
                .value()
                .filter(|value| !value.is_null())
                .into_iter()
                .collect(),
        }
    }

    /// All records in it, each once, in order.
    pub fn all_records(&self) -> Vec<Record> {
        let mut found: Vec<Record> = vec![];
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<Record>) {
        match self {
            Self::Record(record) if found.iter().all(|seen| seen.id != record.id) => {
                found.push(record.clone());
            }
            Self::List(items) => items.iter().for_each(|item| item.collect(found)),
            _ => {}
        }
    }
}
