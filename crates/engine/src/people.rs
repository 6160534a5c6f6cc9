//! People and programs of a workspace.

mod account; // one's own sign-ins and password
mod cast; // a demo's people, who come and go with it
mod manage; // what an admin does with people
mod provider; // people who come by single sign-on

pub use account::SignIn;
pub use manage::{INVITATION, NewPerson};
pub use provider::Vouched;

use crate::{Engine, Error};
use domain::actor::{Actor, ActorKind, Roles};
use domain::id::{ActorId, WorkspaceId};
use std::sync::Arc;

/// Who acts when nobody does: the product itself. Each workspace has one.
pub(crate) fn system(workspace: &WorkspaceId) -> ActorId {
    ActorId::new(format!(
        "system-{}",
        workspace.as_str().trim_start_matches("wsp_")
    ))
}

impl Engine {
    /// Somebody with the roles they have at this moment. Every request asks this, so the answer is kept until it changes.
    pub async fn person(
        &self,
        workspace: &WorkspaceId,
        id: &ActorId,
    ) -> Result<Arc<Actor>, store::Error> {
        self.0.standing.person(&self.0.store, workspace, id).await
    }

    /// Adds a person. The password is handed over hashed; without one they sign in another way.
    pub async fn add_person(
        &self,
        workspace: &WorkspaceId,
        email: &str,
        name: &str,
        roles: Roles,
        password_hash: Option<String>,
    ) -> Result<Actor, Error> {
        let actor = person(self, email, name, roles)?;
        let (workspace, row, now) = (workspace.clone(), actor.clone(), self.0.clock.now());
        let added = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::actors::insert(tx, &workspace, &row, now).await?;
                match password_hash {
                    Some(hash) => {
                        store::credentials::set_password(tx, &workspace, &row.id, &hash, now).await
                    }
                    None => Ok(()),
                }
            })
        });
        added.await.map_err(known_already)?;
        Ok(actor)
    }
}

/// A person who is not stored yet.
fn person(engine: &Engine, email: &str, name: &str, roles: Roles) -> Result<Actor, Error> {
    let (email, name) = (email.trim(), name.trim());
    if !email.contains('@') || email.len() > 254 || email.contains(char::is_whitespace) {
        return Err(Error::Invalid(format!(
            "`{email}` is not an e-mail address"
        )));
    }
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Error::Invalid("give a name of 1 to 100 letters".into()));
    }
    Ok(Actor {
        id: ActorId::new(engine.0.clock.unique()),
        kind: ActorKind::Person,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        roles,
        behind: None,
        active: true,
    })
}

fn known_already(error: store::Error) -> Error {
    match error {
        store::Error::Taken(_) => {
            Error::Conflict("somebody with this e-mail address is already here".into())
        }
        other => other.into(),
    }
}
