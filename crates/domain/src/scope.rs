//! What a mission or an agent may touch. Least privilege: what is not granted is not there.

use crate::change::{Effect, Operation, Part};
use crate::record::{FieldName, ObjectName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Grants by object, and the budgets of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub objects: BTreeMap<ObjectName, Grant>,
    /// Records one run may read.
    pub max_records: u32,
    /// Outside calls one run may make.
    pub max_calls: u32,
}

/// What may be done with one object. The default grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Grant {
    #[serde(default)]
    pub read: BTreeSet<FieldName>,
    /// Fields that may be set, on a new record or an old one.
    #[serde(default)]
    pub write: BTreeSet<FieldName>,
    #[serde(default)]
    pub operations: BTreeSet<Operation>,
}

/// Out of scope, in words for the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Denied {
    #[error("this mission may not read {0}")]
    Object(ObjectName),
    #[error("this mission may not read {object}.{field}")]
    Read {
        object: ObjectName,
        field: FieldName,
    },
    #[error("this mission may not write {object}.{field}")]
    Write {
        object: ObjectName,
        field: FieldName,
    },
    #[error("this mission may not {operation} {object}")]
    Operation {
        object: ObjectName,
        operation: Operation,
    },
    #[error("this mission may read {0} records in one run")]
    Records(u32),
    #[error("this mission may make {0} calls in one run")]
    Calls(u32),
}

impl Scope {
    pub fn nothing() -> Self {
        Self {
            objects: BTreeMap::new(),
            max_records: 0,
            max_calls: 0,
        }
    }

    fn grant(&self, object: &ObjectName) -> Option<&Grant> {
        self.objects
            .iter()
            .find(|(name, _)| name.is(object.as_str()))
            .map(|(_, grant)| grant)
    }

    /// Whether these fields of an object may be read. `Id` and `SystemModstamp` of a readable object always may.
    pub fn may_read<'a>(
        &self,
        object: &ObjectName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> Result<(), Denied> {
        let grant = self
            .grant(object)
            .ok_or_else(|| Denied::Object(object.clone()))?;
        match fields.into_iter().find(|field| !grant.reads(field)) {
            Some(field) => Err(Denied::Read {
                object: object.clone(),
                field: field.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Whether one part of a change set may be proposed and written. `all` are its sisters, for `part.N.id`.
    pub fn may_write(&self, part: &Part, all: &[Part]) -> Result<(), Denied> {
        let Some(object) = part.object(all) else {
            return Ok(());
        };
        self.may(&object, part.operation())?;
        if let Effect::Convert { .. } = part.effect {
            return Ok(());
        }
        let grant = self.grant(&object);
        match part
            .effect
            .sets()
            .into_iter()
            .find(|field| !grant.is_some_and(|grant| grant.writes(field)))
        {
            Some(field) => Err(Denied::Write { object, field }),
            None => Ok(()),
        }
    }

    fn may(&self, object: &ObjectName, operation: Operation) -> Result<(), Denied> {
        let granted = matches!(operation, Operation::Draft | Operation::Publish)
            || self
                .grant(object)
                .is_some_and(|grant| grant.operations.contains(&operation));
        if granted {
            Ok(())
        } else {
            Err(Denied::Operation {
                object: object.clone(),
                operation,
            })
        }
    }
}

impl Grant {
    pub fn reads(&self, field: &FieldName) -> bool {
        field.is("Id")
            || field.is("SystemModstamp")
            || self.read.iter().any(|granted| granted.is(field.as_str()))
    }
    pub fn writes(&self, field: &FieldName) -> bool {
        !field.is_path() && self.write.iter().any(|granted| granted.is(field.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> ObjectName {
        "Account".parse().unwrap()
    }
    fn field(name: &str) -> FieldName {
        name.parse().unwrap()
    }

    #[test]
    fn what_is_not_granted_is_denied_by_name() {
        let grant = Grant {
            read: [field("Name")].into(),
            ..Grant::default()
        };
        let scope = Scope {
            objects: [(account(), grant)].into(),
            max_records: 10,
            max_calls: 10,
        };
        assert_eq!(
            scope.may_read(&account(), [&field("name"), &field("Id")]),
            Ok(())
        );
        let denied = scope
            .may_read(&account(), [&field("Commission_Rate__c")])
            .unwrap_err();
        assert_eq!(
            denied.to_string(),
            "this mission may not read Account.Commission_Rate__c"
        );
        assert!(Scope::nothing().may_read(&account(), []).is_err());
    }
}
