//! What a person's own user in the org may read: their profile and permission sets, as rows.

use crate::call_log::Outcome;
use crate::connection::Connection;
use crate::error::Error;
use domain::query::{Filter, Query};
use domain::record::{FieldName, ObjectName, Record};
use domain::schema::{ObjectListed, ObjectSchema};
use domain::sight::Rights;
use domain::value::Value;
use salesforce::{Answer, Ask};
use std::sync::Arc;

/// Who somebody is in the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// No active user has their address.
    Nobody,
    /// Several have it, and none as user name: which of them they are is not known.
    Several,
    /// `rights` is none when the org does not let the connected user look at rights.
    One {
        username: String,
        rights: Option<Rights>,
    },
}

impl Connection {
    /// An object as the connected user sees it; none when it is not there, or hidden.
    pub async fn schema(&self, object: &ObjectName) -> Result<Option<Arc<ObjectSchema>>, Error> {
        let begun = self.begin();
        let (described, calls) = salesforce::counted(self.client.describe(object)).await;
        let found = match described {
            Ok(schema) => Ok(Some(schema)),
            Err(salesforce::Error::Hidden { .. }) => Ok(None),
            Err(error) => Err(Error::from(error)),
        };
        // What was known already says nothing of how the org fares now.
        if calls > 0 || found.is_err() {
            let outcome = found.as_ref().err().map_or(Outcome::Done, Outcome::from);
            self.note(begun, "describe", Some(object.clone()), outcome, calls);
        }
        found
    }

    /// All objects that the connected user can query, by label.
    pub async fn objects(&self) -> Result<Arc<Vec<ObjectListed>>, Error> {
        let begun = self.begin();
        let (listed, calls) = salesforce::counted(self.client.objects()).await;
        let listed = listed.map_err(Error::from);
        if calls > 0 || listed.is_err() {
            let outcome = listed.as_ref().err().map_or(Outcome::Done, Outcome::from);
            self.note(begun, "describe", None, outcome, calls);
        }
        listed
    }

    /// The active user with this address as user name, or alone as e-mail, and what they may read of these objects.
    pub async fn counterpart(
        &self,
        address: &str,
        objects: &[ObjectName],
    ) -> Result<Counterpart, Error> {
        let work = async {
            let Some(user) = self.users(address).await? else {
                return Ok(Counterpart::Several);
            };
            let Some(user) = user else {
                return Ok(Counterpart::Nobody);
            };
            let rights = match self.rights(&user, objects).await {
                Ok(rights) => Some(rights),
                Err(Error::Salesforce(salesforce::Error::Hidden { .. })) => None,
                Err(error) => return Err(error),
            };
            Ok(Counterpart::One {
                username: user.get("Username").to_string(),
                rights,
            })
        };
        self.logged("query", None, work, |error: &Error| error.into())
            .await
            .0
    }

    /// The user of that address; none when nobody has it, nothing at all when several have.
    async fn users(&self, address: &str) -> Result<Option<Option<Record>>, Error> {
        let address = Value::text(address);
        let mut found = self
            .client
            .query(&asked(
                "User",
                &["Username", "ProfileId"],
                Filter::All(vec![
                    Filter::is(name("IsActive")?, Value::Bool(true)),
                    // Guests of a community choose their own address.
                    Filter::is(name("UserType")?, Value::text("Standard")),
                    Filter::Any(vec![
                        Filter::is(name("Username")?, address.clone()),
                        Filter::is(name("Email")?, address.clone()),
                    ]),
                ]),
            )?)
            .await?;
        if let Some(at) = found
            .iter()
            .position(|user| user.get("Username").same_as(&address))
        {
            return Ok(Some(Some(found.swap_remove(at))));
        }
        Ok((found.len() < 2).then(|| found.pop()))
    }

    /// The union over the profile's own permission set and those that were given.
    async fn rights(&self, user: &Record, objects: &[ObjectName]) -> Result<Rights, Error> {
        let given = Filter::is(name("AssigneeId")?, Value::Reference(user.id.clone()));
        let given = asked("PermissionSetAssignment", &["PermissionSetId"], given)?;
        let own = Filter::is(name("ProfileId")?, user.get("ProfileId").clone());
        let own = asked("PermissionSet", &[], own)?;
        let [given, own] = self.pair(given, own).await?;
        let given = given.iter().map(|row| row.get("PermissionSetId").clone());
        let own = own.into_iter().map(|row| Value::Reference(row.id));
        let sets: Vec<Value> = given.chain(own).collect();
        let readable = || {
            let among = |field: &str, values: Vec<Value>| {
                Ok::<_, Error>(Filter::In {
                    field: name(field)?,
                    values,
                })
            };
            let named = objects.iter().map(|object| Value::text(object.as_str()));
            Ok::<_, Error>(Filter::All(vec![
                among("ParentId", sets.clone())?,
                among("SobjectType", named.collect())?,
                Filter::is(name("PermissionsRead")?, Value::Bool(true)),
            ]))
        };
        let [objects, fields] = self
            .pair(
                asked("ObjectPermissions", &["SobjectType"], readable()?)?,
                asked("FieldPermissions", &["Field"], readable()?)?,
            )
            .await?;
        let mut rights = Rights::default();
        for row in objects {
            rights.may_read(&row.get("SobjectType").to_string());
        }
        for row in fields {
            rights.may_read(&row.get("Field").to_string());
        }
        Ok(rights)
    }

    /// Two questions in one call.
    async fn pair(&self, one: Query, other: Query) -> Result<[Vec<Record>; 2], Error> {
        let answers = self
            .client
            .ask(&[Ask::Rows(one), Ask::Rows(other)])
            .await?
            .into_iter()
            .map(|answer| match answer {
                Answer::Rows(rows) => rows,
                _ => vec![],
            });
        let answers: Vec<_> = answers.collect();
        answers.try_into().map_err(|_| malformed("two answers"))
    }
}

/// More rows of rights than any org has.
const MOST: u32 = 50_000;

fn asked(object: &str, fields: &[&str], filter: Filter) -> Result<Query, Error> {
    Ok(Query {
        object: object.parse().map_err(|_| malformed(object))?,
        fields: fields
            .iter()
            .map(|field| name(field))
            .collect::<Result<_, _>>()?,
        filter,
        order: vec![],
        limit: MOST,
        with_deleted: false,
    })
}

fn name(text: &str) -> Result<FieldName, Error> {
    text.parse().map_err(|_| malformed(text))
}

fn malformed(what: &str) -> Error {
    let what = what.to_owned();
    salesforce::Error::Malformed { what }.into()
}
