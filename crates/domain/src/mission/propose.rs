use super::{Condition, Operand, Reference, Test, Text};
use crate::change::Operation;
use crate::record::{FieldName, ObjectName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Composes one change set and leaves it as a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub title: Text,
    #[serde(rename = "part")]
    pub parts: Vec<PartTemplate>,
}

/// A part, if its rows hold and it would change anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "toml::Table")]
pub struct PartTemplate {
    pub title: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Condition,
    /// Fields whose values this part was reasoned on, on each record it touches, besides those it sets. If one of them
    /// changes while the decision waits, nothing is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<FieldName>,
    /// Steps whose reasons are shown with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reference>,
    #[serde(flatten)]
    pub effect: TemplateEffect,
}

/// What it would do, with references in place of records and values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum TemplateEffect {
    Update {
        record: Reference,
        #[serde(default)]
        set: BTreeMap<FieldName, Operand>,
        /// The output of a survivorship table.
        #[serde(default)]
        values: Option<Reference>,
    },
    Create {
        object: ObjectName,
        set: BTreeMap<FieldName, Operand>,
        /// An external-id field that gets a correlation value, so that an unclear answer can be settled.
        #[serde(default)]
        key_field: Option<FieldName>,
    },
    Merge {
        master: Reference,
        losers: Reference,
        #[serde(default)]
        values: Option<Reference>,
    },
    Convert {
        lead: Reference,
        account: Reference,
        status: Operand,
        #[serde(default)]
        contact: Option<Reference>,
        #[serde(default)]
        owner: Option<Reference>,
    },
    Reparent {
        record: Reference,
        field: FieldName,
        parent: Reference,
    },
    Delete {
        record: Reference,
    },
    Draft {
        name: Text,
        body: Text,
        #[serde(default)]
        about: Option<Reference>,
    },
    /// Countersign's own: the version of a mission that new runs take. All of it is handed to the run.
    Publish {
        mission: Reference,
        name: Reference,
        version: Reference,
        over: Reference,
        depends_on: Reference,
    },
}

/// Serde cannot refuse unknown keys beside a flattened enum, so the two halves are taken apart here.
impl TryFrom<toml::Table> for PartTemplate {
    type Error = String;
    fn try_from(mut table: toml::Table) -> Result<Self, String> {
        fn read<T: serde::de::DeserializeOwned>(value: toml::Value) -> Result<T, String> {
            value
                .try_into()
                .map_err(|why: toml::de::Error| why.message().to_owned())
        }
        let title = table.remove("title").ok_or("a part needs a `title`")?;
        let mut list = |name: &str| table.remove(name).unwrap_or(toml::Value::Array(vec![]));
        let (when, rests_on, because) = (list("when"), list("rests_on"), list("because"));
        Ok(Self {
            title: read(title)?,
            when: read(when)?,
            rests_on: read(rests_on)?,
            because: read(because)?,
            effect: read(toml::Value::Table(table))?,
        })
    }
}

impl Propose {
    pub fn references(&self) -> Vec<&Reference> {
        let mut all: Vec<&Reference> = self.title.references().collect();
        for part in &self.parts {
            all.extend(part.title.references());
            all.extend(part.when.iter().flat_map(Test::references));
            all.extend(&part.because);
            part.effect.collect(&mut all);
        }
        all
    }
}

impl TemplateEffect {
    pub fn operation(&self) -> Operation {
        match self {
            Self::Update { .. } => Operation::Update,
            Self::Create { .. } => Operation::Create,
            Self::Merge { .. } => Operation::Merge,
            Self::Convert { .. } => Operation::Convert,
            Self::Reparent { .. } => Operation::Reparent,
            Self::Delete { .. } => Operation::Delete,
            Self::Draft { .. } => Operation::Draft,
            Self::Publish { .. } => Operation::Publish,
        }
    }

    /// The record whose object and grant count; none for what makes one.
    pub fn target(&self) -> Option<&Reference> {
        match self {
            Self::Update { record, .. }
            | Self::Reparent { record, .. }
            | Self::Delete { record } => Some(record),
            Self::Merge { master, .. } => Some(master),
            Self::Convert { lead, .. } => Some(lead),
            Self::Create { .. } | Self::Draft { .. } | Self::Publish { .. } => None,
        }
    }

    /// Fields it names itself. A survivorship table may set more, within the scope.
    pub fn fields(&self) -> Vec<&FieldName> {
        match self {
            Self::Update { set, .. } | Self::Create { set, .. } => set.keys().collect(),
            Self::Reparent { field, .. } => vec![field],
            _ => vec![],
        }
    }

    fn collect<'a>(&'a self, all: &mut Vec<&'a Reference>) {
        match self {
            Self::Update {
                record,
                set,
                values,
            } => {
                all.push(record);
                all.extend(set.values().flat_map(Operand::references));
                all.extend(values);
            }
            Self::Create { set, .. } => all.extend(set.values().flat_map(Operand::references)),
            Self::Merge {
                master,
                losers,
                values,
            } => {
                all.extend([master, losers]);
                all.extend(values);
            }
            Self::Convert {
                lead,
                account,
                status,
                contact,
                owner,
            } => {
                all.extend([lead, account]);
                all.extend(status.references());
                all.extend(contact);
                all.extend(owner);
            }
            Self::Reparent { record, parent, .. } => all.extend([record, parent]),
            Self::Delete { record } => all.push(record),
            Self::Publish {
                mission,
                name,
                version,
                over,
                depends_on,
            } => all.extend([mission, name, version, over, depends_on]),
            Self::Draft { name, body, about } => {
                all.extend(name.references());
                all.extend(body.references());
                all.extend(about);
            }
        }
    }
}
