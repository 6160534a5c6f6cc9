//! What composing may choose from: objects and fields as the connected user sees them, as far as whoever composes may too.

use super::COMPOSERS;
use crate::{Caller, Engine, Error};
use domain::record::ObjectName;
use domain::schema::{ObjectListed, ObjectSchema};
use gateway::{Connection, Counterpart};
use std::sync::Arc;

impl Engine {
    /// All objects there are to choose from, by label.
    pub async fn objects(&self, caller: &Caller) -> Result<Vec<ObjectListed>, Error> {
        let open = self.org_to_compose_on(caller).await?;
        let listed = open.objects().await.map_err(unavailable)?;
        Ok(listed.to_vec())
    }

    /// One object with the fields that may be chosen.
    pub async fn object(&self, caller: &Caller, name: &ObjectName) -> Result<ObjectSchema, Error> {
        let open = self.org_to_compose_on(caller).await?;
        let schema = open.schema(name).await.map_err(unavailable)?;
        let schema = schema
            .ok_or_else(|| Error::NoSuch(format!("the connected user sees no object `{name}`")))?;
        let mut schema = ObjectSchema::clone(&schema);
        if let Some(address) = &caller.actor.email {
            let known = self.0.counterparts.of(
                &caller.workspace,
                &open,
                address,
                std::slice::from_ref(&schema.name),
                self.0.clock.now(),
            );
            // Somebody with a user of their own in the org gets no more than that user sees.
            if let Some(Counterpart::One {
                rights: Some(rights),
                ..
            }) = known.await?.as_deref()
            {
                let object = schema.name.clone();
                schema
                    .fields
                    .retain(|field| rights.reads_field(&object, field));
            }
        }
        Ok(schema)
    }

    async fn org_to_compose_on(&self, caller: &Caller) -> Result<Arc<Connection>, Error> {
        caller.needs(&COMPOSERS, "compose missions")?;
        let connection = self.only_connection(&caller.workspace).await?;
        let connection = connection.ok_or_else(|| {
            Error::Unavailable(
                "no Salesforce org is connected: connect one, and its objects can be chosen".into(),
            )
        })?;
        self.0.orgs.get(&caller.workspace, &connection).await
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn unavailable(error: gateway::Error) -> Error {
    Error::Unavailable(error.to_string())
}
