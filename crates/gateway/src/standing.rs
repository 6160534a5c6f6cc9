//! Who the connected user is in the org: whether their changes are a program's own, or look like a person's.

use crate::connection::Connection;
use crate::error::Error;
use domain::query::{Filter, Op, Query};
use domain::record::{FieldName, ObjectName, Record, RecordId};
use domain::scope::Scope;
use domain::value::Value;
use std::sync::Arc;

/// As far as the org tells. What it does not let the user see is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFacts {
    /// `Minimum Access - API Only Integrations`
    pub profile: Option<String>,
    /// Whether they may change every record, whatever else is set.
    pub modifies_all: Option<bool>,
}

impl Connection {
    /// Looks the connected user up in the org.
    pub async fn user_facts(&self, user: &RecordId) -> Result<UserFacts, Error> {
        let work = async {
            let query = about("User", &["ProfileId", "Profile.Name"], "Id", user)?;
            let rows = self.client.query(&query).await?;
            let Some(row) = rows.first() else {
                return Ok(UserFacts::default());
            };
            let profile = row.get("ProfileId").as_reference();
            Ok(UserFacts {
                profile: row.get("Profile.Name").as_text().map(str::to_owned),
                // Not every user may read permissions: then it is not known, and said so.
                modifies_all: self.modifies_all(user, profile).await.ok(),
            })
        };
        self.logged("query", None, work, |error: &Error| error.into())
            .await
            .0
    }

    /// By the permission set of their profile, or one that was given to them.
    async fn modifies_all(
        &self,
        user: &RecordId,
        profile: Option<&RecordId>,
    ) -> Result<bool, Error> {
        const FLAG: &str = "PermissionsModifyAllData";
        const GIVEN: &str = "PermissionSet.PermissionsModifyAllData";
        let given = about("PermissionSetAssignment", &[GIVEN], "AssigneeId", user)?;
        let mut sets = yes(&self.client.query(&given).await?, GIVEN);
        if let Some(profile) = profile {
            let own = about("PermissionSet", &[FLAG], "ProfileId", profile)?;
            sets |= yes(&self.client.query(&own).await?, FLAG);
        }
        Ok(sets)
    }

    /// What this scope names and the connected user cannot see: `Account.Commission_Rate__c`, or a whole object.
    pub async fn hidden_from(self: &Arc<Self>, scope: &Scope) -> Result<Vec<String>, Error> {
        let mut hidden = vec![];
        for (object, grant) in &scope.objects {
            let schema = match self.client.describe(object).await {
                Ok(schema) => schema,
                Err(salesforce::Error::Hidden { .. }) => {
                    hidden.push(object.to_string());
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let named = grant.read.union(&grant.write);
            let absent =
                |field: &&FieldName| !field.is_path() && schema.field(field.as_str()).is_none();
            hidden.extend(
                named
                    .filter(absent)
                    .map(|field| format!("{object}.{field}")),
            );
        }
        Ok(hidden)
    }
}

fn yes(rows: &[Record], field: &str) -> bool {
    rows.iter()
        .any(|row| row.get(field).as_bool() == Some(true))
}

fn about(object: &str, fields: &[&str], key: &str, id: &RecordId) -> Result<Query, Error> {
    let name = |text: &str| {
        text.parse::<FieldName>()
            .map_err(|why| salesforce::Error::Malformed {
                what: why.to_string(),
            })
    };
    let object: ObjectName = object.parse().map_err(|_| salesforce::Error::Malformed {
        what: object.to_owned(),
    })?;
    Ok(Query {
        object,
        fields: fields
            .iter()
            .map(|field| name(field))
            .collect::<Result<_, _>>()?,
        filter: Filter::Test {
            field: name(key)?,
            op: Op::Is,
            value: Value::Reference(id.clone()),
        },
        order: vec![],
        limit: 200,
        with_deleted: false,
    })
}
