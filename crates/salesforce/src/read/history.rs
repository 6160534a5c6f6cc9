//! Who changed which field when, for the fields the org tracks.

use crate::client::Client;
use crate::error::Error;
use domain::query::{Direction, Filter, Query};
use domain::record::{FieldName, ObjectName, RecordId, RecordRef};
use domain::time::Timestamp;
use domain::value::Value;

/// One change of one tracked field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field's name, or a word of the org's such as `created`.
    pub field: String,
    pub old: Value,
    pub new: Value,
    pub by: Option<RecordId>,
    /// That user's name.
    pub by_name: String,
    pub at: Option<Timestamp>,
}

/// The object that holds a record's changes, and its field for the record.
fn holder(object: &ObjectName) -> Option<(ObjectName, FieldName)> {
    let name = object.as_str();
    let (holder, parent) = match name.strip_suffix("__c") {
        Some(custom) => (format!("{custom}__History"), "ParentId".to_owned()),
        None if object.is("Opportunity") => (
            "OpportunityFieldHistory".to_owned(),
            "OpportunityId".to_owned(),
        ),
        None => (format!("{name}History"), format!("{name}Id")),
    };
    Some((holder.parse().ok()?, parent.parse().ok()?))
}

impl Client {
    /// The latest changes first. An object whose history is not kept, or not to be seen, is [`Error::Hidden`].
    pub async fn history(&self, record: &RecordRef, limit: u32) -> Result<Vec<Change>, Error> {
        let (object, parent) = holder(&record.object).ok_or_else(|| Error::Hidden {
            object: record.object.clone(),
            fields: vec![],
        })?;
        let field = |name: &str| name.parse::<FieldName>().expect("a name");
        let query = Query {
            object,
            fields: [
                "Field",
                "OldValue",
                "NewValue",
                "CreatedById",
                "CreatedBy.Name",
                "CreatedDate",
            ]
            .map(field)
            .into(),
            filter: Filter::is(parent, Value::Reference(record.id.clone())),
            order: vec![(field("CreatedDate"), Direction::Descending)],
            limit,
            with_deleted: false,
        };
        let rows = self.query(&query).await?;
        Ok(rows
            .into_iter()
            .map(|row| Change {
                field: row.get("Field").to_string(),
                old: row.get("OldValue").clone(),
                new: row.get("NewValue").clone(),
                by: row.get("CreatedById").as_reference().cloned(),
                by_name: row.get("CreatedBy.Name").to_string(),
                at: if let Value::Instant(at) = row.get("CreatedDate") {
                    Some(*at)
                } else {
                    None
                },
            })
            .collect())
    }
}
