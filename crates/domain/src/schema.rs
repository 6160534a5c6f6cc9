//! What an object looks like to the connected user: describe, typed. A field that is hidden from that user is absent.

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
    pub fields: Vec<FieldSchema>,
}

impl ObjectSchema {
    pub fn field(&self, name: &str) -> Option<&FieldSchema> {
        self.fields.iter().find(|field| field.name.is(name))
    }
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
