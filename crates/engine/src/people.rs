//! People and programs of a workspace.

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
        let email = email.trim().to_owned();
        if !email.contains('@') || email.len() > 254 || email.contains(char::is_whitespace) {
            return Err(Error::Invalid(format!(
                "`{email}` is not an e-mail address"
            )));
        }
        let actor = Actor {
            id: ActorId::new(self.0.clock.unique()),
            kind: ActorKind::Person,
            name: name.trim().to_owned(),
            email: Some(email),
            roles,
            behind: None,
            active: true,
        };
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
        match added.await {
            Ok(()) => Ok(actor),
            Err(store::Error::Taken(_)) => Err(Error::Conflict(
                "somebody with this e-mail address is already here".into(),
            )),
            Err(other) => Err(other.into()),
        }
    }
}
