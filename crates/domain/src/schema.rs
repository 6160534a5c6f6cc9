//! What an object looks like to the connected user: describe, typed. A field that is hidden from that user is absent.

mod fits;

use crate::record::{FieldName, ObjectName};
use serde::{Deserialize, Serialize};

/// One object of the org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectSchema {
    pub name: ObjectName,
    pub label: String,
    /// The first three characters of its ids.
    pub key_prefix: Option<String>,
    pub createable: bool,
    pub updateable: bool,
    pub deletable: bool,
    pub mergeable: bool,
    pub queryable: bool,
    /// Whether the org's search index knows it.
    #[serde(default)]
    pub searchable: bool,
    pub fields: Vec<FieldSchema>,
}

impl ObjectSchema {
    pub fn field(&self, name: &str) -> Option<&FieldSchema> {
        self.fields.iter().find(|field| field.name.is(name))
    }

    /// The field by the name that the org's history calls it: references go by their relationship there.
    pub fn field_or_relationship(&self, name: &str) -> Option<&FieldSchema> {
        let related = |field: &&FieldSchema| {
            field
                .relationship
                .as_deref()
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        self.field(name)
            .or_else(|| self.fields.iter().find(related))
    }

    /// What names a row to people; the subject, of what has no name.
    pub fn name_field(&self) -> Option<&FieldSchema> {
        let names = self.fields.iter().find(|field| field.names);
        names.or_else(|| self.field("Subject"))
    }
}

/// An object as a list of all of them tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectListed {
    pub name: ObjectName,
    pub label: String,
    pub createable: bool,
    pub updateable: bool,
}

/// One field of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSchema {
    pub name: FieldName,
    pub label: String,
    pub kind: FieldKind,
    /// Longest text in characters; 0 where it has no meaning.
    pub length: u32,
    pub nillable: bool,
    pub createable: bool,
    pub updateable: bool,
    pub external_id: bool,
    pub calculated: bool,
    /// Active values, for picklists.
    pub picklist: Vec<String>,
    /// Whether a value outside `picklist` is refused.
    pub restricted: bool,
    /// Objects it may point to.
    pub reference_to: Vec<ObjectName>,
    /// The name under which the parent's fields are read: `Owner` for `OwnerId`.
    pub relationship: Option<String>,
    /// Whether it names a row to people.
    #[serde(default)]
    pub names: bool,
    /// Whether rows of permissions speak of it. What they do not speak of is readable wherever its object is.
    #[serde(default = "yes")]
    pub permissionable: bool,
    /// The compound field it is a part of: its permissions count for the part.
    #[serde(default)]
    pub part_of: Option<String>,
}

/// What an org does not tell is taken for guarded.
fn yes() -> bool {
    true
}

/// The kinds of describe, folded to what makes a difference here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Id,
    /// string, textarea, email, phone, url, encryptedstring, combobox
    Text,
    Picklist,
    MultiPicklist,
    Bool,
    Int,
    /// double, percent
    Decimal,
    /// currency
    Money,
    Date,
    Time,
    Instant,
    Reference,
    /// address, location, base64, anyType: read through their parts only
    Compound,
}
