use super::PartNumber;
use crate::actor::ActorId;
use crate::canonical::Digest;
use crate::id::{DocumentId, MissionId};
use crate::record::{FieldName, ObjectName, RecordId, RecordRef};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a part does to the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Effect {
    /// Sets fields of one record.
    Update { record: Target, values: Assignments },
    /// Makes a record. `key_field` is an external-id field that carries `key`, so that an unclear answer can be settled by
    /// looking; without one an unclear create ends as unknown.
    Create {
        object: ObjectName,
        values: Assignments,
        key_field: Option<FieldName>,
        key: Option<String>,
    },
    /// Merges one or two losers into the master, of the same object; `values` are set on the master.
    Merge {
        object: ObjectName,
        master: RecordId,
        losers: Vec<RecordId>,
        values: Assignments,
    },
    /// Converts a lead into an existing account. Never merges anything; makes a contact and no opportunity.
    Convert {
        lead: RecordId,
        account: RecordId,
        contact: Option<RecordId>,
        status: String,
        owner: Option<RecordId>,
    },
    /// Hangs a record under another parent: one reference field.
    Reparent {
        record: RecordRef,
        field: FieldName,
        parent: RecordId,
    },
    /// Moves a record to the recycle bin.
    Delete { record: RecordRef },
    /// Leaves a text for a person to use. Nothing reaches the org or a customer.
    Draft {
        name: String,
        body: String,
        about: Option<RecordRef>,
    },
    /// Makes a version of a mission the one that new runs take. It happens in Countersign; the org is not touched.
    Publish(Publication),
}

/// What is published, and instead of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    pub mission: MissionId,
    pub title: String,
    pub version: Digest,
    /// The version that new runs took when this was proposed; none for the first.
    pub over: Option<Digest>,
    /// What it depends on, each with the hash it had when it was proposed.
    pub depends_on: Vec<String>,
}

/// New values by field, each with where it comes from.
pub type Assignments = BTreeMap<FieldName, Assignment>;

/// One new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub value: Value,
    pub origin: Origin,
}

/// Where a proposed value comes from. Text out of a record, a mail or a model can become a value, never an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Rule {
        document: DocumentId,
        version: u32,
        row: String,
    },
    Person(ActorId),
    Record {
        record: RecordRef,
        field: FieldName,
    },
    Mission,
    Model {
        call: String,
    },
}

/// A record that is there, or one that an earlier part will make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Record(RecordRef),
    /// `part.N.id`, known only once part N is written.
    MadeBy(PartNumber),
}

/// The operations that scopes grant and gates watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Update,
    Create,
    Merge,
    Convert,
    Reparent,
    Delete,
    Draft,
    Publish,
}

/// Whether a written part can be taken back, honestly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    Reversible,
    GuidedRestore,
    Irreversible,
}

impl Undo {
    /// The three phrases, never softened.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Reversible => "Reversible",
            Self::GuidedRestore => "Guided restore, 15 days",
            Self::Irreversible => "Irreversible",
        }
    }
}

impl Effect {
    /// Whether it happens in Countersign itself: nothing of it is sent to the org.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Draft { .. } | Self::Publish(_))
    }

    pub fn operation(&self) -> Operation {
        match self {
            Self::Update { .. } => Operation::Update,
            Self::Create { .. } => Operation::Create,
            Self::Merge { .. } => Operation::Merge,
            Self::Convert { .. } => Operation::Convert,
            Self::Reparent { .. } => Operation::Reparent,
            Self::Delete { .. } => Operation::Delete,
            Self::Draft { .. } => Operation::Draft,
            Self::Publish(_) => Operation::Publish,
        }
    }

    pub fn undo(&self) -> Undo {
        match self {
            Self::Update { .. }
            | Self::Create { .. }
            | Self::Reparent { .. }
            | Self::Draft { .. }
            | Self::Publish(_) => Undo::Reversible,
            Self::Merge { .. } | Self::Delete { .. } => Undo::GuidedRestore,
            Self::Convert { .. } => Undo::Irreversible,
        }
    }

    /// Outside calls to write it, re-reads and verification included.
    pub fn call_cost(&self) -> u32 {
        match self {
            Self::Draft { .. } | Self::Publish(_) => 0,
            Self::Create { .. } => 2,
            _ => 3,
        }
    }

    /// The object whose gate and grant apply. A part on a record still to be made has the object of that part.
    pub fn object(&self) -> Option<ObjectName> {
        match self {
            Self::Update {
                record: Target::Record(record),
                ..
            }
            | Self::Reparent { record, .. }
            | Self::Delete { record } => Some(record.object.clone()),
            Self::Publish(_)
            | Self::Update {
                record: Target::MadeBy(_),
                ..
            } => None,
            Self::Create { object, .. } | Self::Merge { object, .. } => Some(object.clone()),
            Self::Convert { .. } => "Lead".parse().ok(),
            Self::Draft { about, .. } => about.as_ref().map(|record| record.object.clone()),
        }
    }

    /// Fields it sets, with the values.
    pub fn values(&self) -> Vec<(FieldName, Value)> {
        match self {
            Self::Update { values, .. }
            | Self::Create { values, .. }
            | Self::Merge { values, .. } => values
                .iter()
                .map(|(field, given)| (field.clone(), given.value.clone()))
                .collect(),
            Self::Reparent { field, parent, .. } => {
                vec![(field.clone(), Value::Reference(parent.clone()))]
            }
            Self::Convert { .. } | Self::Delete { .. } | Self::Draft { .. } | Self::Publish(_) => {
                vec![]
            }
        }
    }

    /// Fields it sets, the key of a new record among them: what scopes grant and gates judge.
    pub fn sets(&self) -> Vec<FieldName> {
        let key = match self {
            Self::Create { key_field, .. } => key_field.clone(),
            _ => None,
        };
        let values = self.values().into_iter().map(|(field, _)| field);
        values.chain(key).collect()
    }

    /// Existing records whose state it rests on; they are re-read before it is written.
    pub fn touches(&self) -> Vec<RecordRef> {
        let of = |object: &ObjectName, id: &RecordId| RecordRef::new(object.clone(), id.clone());
        let named = |object: &str, id: &RecordId| {
            object
                .parse()
                .ok()
                .map(|object| RecordRef::new(object, id.clone()))
        };
        match self {
            Self::Update {
                record: Target::Record(record),
                ..
            }
            | Self::Delete { record }
            | Self::Reparent { record, .. } => vec![record.clone()],
            Self::Merge {
                object,
                master,
                losers,
                ..
            } => std::iter::once(master)
                .chain(losers)
                .map(|id| of(object, id))
                .collect(),
            Self::Convert { lead, account, .. } => [named("Lead", lead), named("Account", account)]
                .into_iter()
                .flatten()
                .collect(),
            Self::Update {
                record: Target::MadeBy(_),
                ..
            }
            | Self::Create { .. }
            | Self::Draft { .. }
            | Self::Publish(_) => vec![],
        }
    }

    /// `Err(true)`: it changes nothing. `Err(false)`: the merge is not one Salesforce can do.
    pub(super) fn check(&self) -> Result<(), bool> {
        match self {
            Self::Update { values, .. } | Self::Create { values, .. } if values.is_empty() => {
                Err(true)
            }
            Self::Merge { master, losers, .. }
                if losers.is_empty() || losers.len() > 2 || losers.contains(master) =>
            {
                Err(false)
            }
            Self::Merge { losers, .. } if losers.len() == 2 && losers[0] == losers[1] => Err(false),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Update => "update",
            Self::Create => "create",
            Self::Merge => "merge",
            Self::Convert => "convert",
            Self::Reparent => "reparent",
            Self::Delete => "delete",
            Self::Draft => "draft",
            Self::Publish => "publish",
        })
    }
}
