//! People who come from a provider of single sign-on.

use super::person;
use crate::{Engine, Error};
use domain::actor::{Actor, ActorKind, Roles};
use domain::id::{ActorId, WorkspaceId};

/// Somebody as the provider vouches for them.
pub struct Vouched {
    pub issuer: String,
    /// Never changes at the provider, whatever the address becomes.
    pub subject: String,
    /// An address that the provider has verified, or is trusted for.
    pub email: String,
    pub name: String,
    /// What the provider says they may do; none when it is not asked.
    pub roles: Option<Roles>,
    /// What somebody new may do; none lets nobody new in.
    pub newcomers: Option<Roles>,
}

impl Engine {
    /// The person behind an identity: the one it was linked to, else the one with that address, else somebody new. None when
    /// there is no place for them: they were taken out of service, the address is linked to another identity of the provider,
    /// or nobody new is let in. Which of these is not told.
    pub async fn vouched(
        &self,
        workspace: &WorkspaceId,
        who: Vouched,
    ) -> Result<Option<ActorId>, Error> {
        if who.roles.as_ref().is_some_and(Roles::is_empty) {
            return Ok(None);
        }
        let here = || self.0.store.within(workspace);
        let linked = store::identities::actor(here(), &who.issuer, &who.subject).await?;
        let known = match &linked {
            Some(id) => Some(store::actors::get(here(), id).await?),
            None => match store::actors::by_email(here(), &who.email).await {
                Ok(actor) => Some(actor),
                Err(store::Error::Gone) => None,
                Err(error) => return Err(error.into()),
            },
        };
        let Some(actor) = known else {
            return self.newcomer(workspace, who).await;
        };
        let taken = linked.is_none()
            && store::identities::is_linked(here(), &who.issuer, &actor.id).await?;
        if taken || !actor.active || actor.kind != ActorKind::Person {
            return Ok(None);
        }
        self.link(workspace, who, &actor).await?;
        Ok(Some(actor.id))
    }

    async fn newcomer(
        &self,
        workspace: &WorkspaceId,
        who: Vouched,
    ) -> Result<Option<ActorId>, Error> {
        let Some(roles) = who.roles.or(who.newcomers) else {
            return Ok(None);
        };
        let actor = person(self, &who.email, &who.name, roles)?;
        let (workspace, row, now) = (workspace.clone(), actor.clone(), self.0.clock.now());
        let added = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::actors::insert(tx, &workspace, &row, now).await?;
                store::identities::link(tx, &workspace, &who.issuer, &who.subject, &row.id, now)
                    .await
            })
        });
        added.await.map_err(super::known_already)?;
        Ok(Some(actor.id))
    }

    /// Remembers the identity, and takes over the roles where the provider is asked for them.
    async fn link(
        &self,
        workspace: &WorkspaceId,
        who: Vouched,
        actor: &Actor,
    ) -> Result<(), Error> {
        let roles = who.roles.filter(|roles| *roles != actor.roles);
        let (workspace, id, now) = (workspace.clone(), actor.id.clone(), self.0.clock.now());
        let done = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::identities::link(tx, &workspace, &who.issuer, &who.subject, &id, now)
                    .await?;
                match roles {
                    Some(roles) => store::actors::set_roles(tx, &workspace, &id, &roles).await,
                    None => Ok(()),
                }
            })
        });
        Ok(done.await?)
    }
}
