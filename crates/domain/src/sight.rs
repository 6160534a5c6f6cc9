//! **Sight** is what somebody may see of an org's records, and whose eyes that is.
//!
//! Never more than the connected user sees: describe leaves out what is hidden from it. A person who has a user of their
//! own in the org sees no more objects and fields than that user; which rows that user may see is not asked. On the pages
//! of records what is out of sight is neither selected, tested, sorted by nor told, not even out of our own record.

use crate::record::{FieldName, ObjectName};
use crate::schema::{FieldSchema, ObjectSchema};
use crate::scope::{Grant, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    pub whose: Whose,
    /// Reads only.
    pub scope: Scope,
}

/// Whose eyes somebody looks with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "whose", rename_all = "snake_case")]
pub enum Whose {
    /// Their own user in the org, within what the connected user sees.
    Own { username: String },
    /// The connected user: their role lets them, and they have no user of their own.
    Connected,
    /// What current missions read: they have no user of their own, and no role that lets them see more.
    Missions,
    /// Several users of the org have their address: what missions read.
    Several,
    /// The org does not tell what their user may read: what missions read.
    Untold { username: String },
    /// The org does not answer, and did not before: what missions read.
    Away,
}

impl Sight {
    pub fn sees(&self, object: &ObjectName, field: &FieldName) -> bool {
        self.scope.may_read(object, [field]).is_ok()
    }
    pub fn sees_any_of(&self, object: &ObjectName) -> bool {
        self.scope.may_read(object, []).is_ok()
    }
}

impl Whose {
    /// One line for the page: whose eyes, and what would widen them.
    pub fn sentence(&self) -> String {
        const MISSIONS: &str = "so you see only what missions read";
        match self {
            Self::Own { username } => format!(
                "You see the objects and fields that your own Salesforce user ({username}) may read, in every record that the integration user sees."
            ),
            Self::Connected => "You see what the integration user sees, because you look after the portal or audit it. Once an active Salesforce user has your e-mail address, that user's rights count instead.".to_owned(),
            Self::Missions => format!(
                "No active Salesforce user has your e-mail address, {MISSIONS}. With a Salesforce user of that address, its rights count."
            ),
            Self::Several => format!(
                "Several Salesforce users have your e-mail address, {MISSIONS}. Your address as the user name of one of them would settle it."
            ),
            Self::Untold { username } => format!(
                "Salesforce does not tell us what your user ({username}) may read, {MISSIONS}. The integration user needs the permission View Setup and Configuration."
            ),
            Self::Away => format!("Salesforce does not tell us now what you may read, {MISSIONS}."),
        }
    }
}

/// What a user's profile and permission sets let them read, as rows said it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// `account`, `account.phone`
    readable: BTreeSet<String>,
}

impl Rights {
    /// An object, or a field with its object: `Account.Phone`.
    pub fn may_read(&mut self, name: &str) {
        self.readable.insert(name.to_ascii_lowercase());
    }

    pub fn reads(&self, object: &ObjectName) -> bool {
        self.has(object.as_str())
    }

    /// A field of which no row can speak is readable wherever its object is; a part of an address goes by the address.
    pub fn reads_field(&self, object: &ObjectName, field: &FieldSchema) -> bool {
        let by_row = |name: &str| self.has(&format!("{object}.{name}"));
        self.reads(object)
            && (!field.permissionable
                || by_row(field.name.as_str())
                || field.part_of.as_deref().is_some_and(by_row))
    }

    fn has(&self, name: &str) -> bool {
        self.readable.contains(&name.to_ascii_lowercase())
    }
}

/// A grant to read the fields of an object that are allowed.
pub fn grant(schema: &ObjectSchema, allowed: impl Fn(&FieldSchema) -> bool) -> Grant {
    let fields = schema.fields.iter().filter(|field| allowed(field));
    Grant {
        read: fields.map(|field| field.name.clone()).collect(),
        ..Grant::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::FieldKind;

    fn field(name: &str, permissionable: bool, part_of: Option<&str>) -> FieldSchema {
        FieldSchema {
            name: name.parse().unwrap(),
            label: name.to_owned(),
            kind: FieldKind::Text,
            length: 80,
            nillable: true,
            createable: false,
            updateable: false,
            external_id: false,
            calculated: false,
            picklist: vec![],
            restricted: false,
            reference_to: vec![],
            relationship: None,
            names: false,
            permissionable,
            part_of: part_of.map(str::to_owned),
        }
    }

    #[test]
    fn a_field_is_read_by_its_own_row_its_address_or_because_no_row_can_speak_of_it() {
        let account: ObjectName = "Account".parse().unwrap();
        let mut rights = Rights::default();
        let name = field("Name", false, None);
        assert!(
            !rights.reads_field(&account, &name),
            "not without its object"
        );
        for row in ["Account", "account.Phone", "Account.BillingAddress"] {
            rights.may_read(row);
        }
        assert!(rights.reads_field(&account, &name));
        assert!(rights.reads_field(&account, &field("Phone", true, None)));
        let city = field("BillingCity", true, Some("BillingAddress"));
        assert!(rights.reads_field(&account, &city));
        assert!(!rights.reads_field(&account, &field("Commission_Rate__c", true, None)));
    }
}
