//! What an admin does with people: see them, let them in, give them roles, take them out of service.

use super::person;
use crate::view::PersonView;
use crate::{Caller, Engine, Error};
use domain::actor::{ActorKind, Role, Roles};
use domain::canonical::Digest;
use domain::id::{ActorId, WorkspaceId};
use domain::time::Timestamp;
use std::time::Duration;
use store::links::Link;
use store::{Page, Tx};

/// What a link by which a person sets their password is for, in the store.
pub const INVITATION: &str = "invitation";
/// A link that nobody used for so long is worth nothing.
const GOOD_FOR: Duration = Duration::from_hours(72);

/// Somebody to let in.
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub roles: Roles,
}

impl Engine {
    /// The people of the workspace, oldest first, those out of service too. Programs are listed with their tokens.
    pub async fn people(&self, caller: &Caller) -> Result<Vec<PersonView>, Error> {
        caller.needs(&[Role::Admin, Role::Auditor], "see who is here")?;
        let mut people = vec![];
        let mut page = Page::first(store::page::MOST);
        loop {
            let actors = store::actors::list(self.0.store.within(&caller.workspace), &page).await?;
            people.extend(
                actors
                    .items
                    .into_iter()
                    .filter(|actor| actor.kind == ActorKind::Person)
                    .map(PersonView::from),
            );
            let Some(next) = actors.next else {
                return Ok(people);
            };
            page = page.after(Some(next));
        }
    }

    /// Lets somebody in: they are here from now on, and set their password by the link with this secret, once.
    pub async fn invite(
        &self,
        caller: &Caller,
        new: NewPerson,
        link: Digest,
    ) -> Result<PersonView, Error> {
        caller.manages("let people in")?;
        has_roles(&new.roles)?;
        let actor = person(self, &new.email, &new.name, new.roles)?;
        let (workspace, row, now) = (caller.workspace.clone(), actor.clone(), self.0.clock.now());
        let added = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::actors::insert(tx, &workspace, &row, now).await?;
                hand_out(tx, &workspace, &row.id, &link, now).await
            })
        });
        added.await.map_err(super::known_already)?;
        Ok(actor.into())
    }

    /// A new link for somebody who is here: for a person who lost theirs, or their password. Older ones are worth nothing.
    pub async fn link_anew(
        &self,
        caller: &Caller,
        id: &ActorId,
        link: Digest,
    ) -> Result<PersonView, Error> {
        caller.manages("make links for people")?;
        let view = self.somebody(caller, id).await?;
        if !view.active {
            return Err(Error::Conflict(format!(
                "{} is out of service; take them back first",
                view.name
            )));
        }
        let (workspace, id, now) = (caller.workspace.clone(), id.clone(), self.0.clock.now());
        let made = self.0.store.write(move |tx| {
            Box::pin(async move { hand_out(tx, &workspace, &id, &link, now).await })
        });
        made.await?;
        Ok(view)
    }

    /// Gives somebody these roles and no others. They count from the next verb on.
    pub async fn set_roles(
        &self,
        caller: &Caller,
        id: &ActorId,
        roles: Roles,
    ) -> Result<PersonView, Error> {
        caller.manages("give people roles")?;
        has_roles(&roles)?;
        self.somebody(caller, id).await?;
        let (workspace, who) = (caller.workspace.clone(), id.clone());
        let set = self.0.store.write(move |tx| {
            Box::pin(async move {
                if !roles.contains(&Role::Admin) && is_last_admin(tx, &workspace, &who).await? {
                    return Ok(false);
                }
                store::actors::set_roles(tx, &workspace, &who, &roles).await?;
                Ok(true)
            })
        });
        self.unless_last_admin(caller, id, set.await?).await
    }

    /// Takes somebody out of service, or back. Whoever is out is signed out everywhere at once, and their tokens and links
    /// are worth nothing, now and later.
    pub async fn set_in_service(
        &self,
        caller: &Caller,
        id: &ActorId,
        active: bool,
    ) -> Result<PersonView, Error> {
        caller.manages("take people out of service")?;
        self.somebody(caller, id).await?;
        if *id == caller.actor.id {
            return Err(Error::Conflict(
                "nobody takes themselves out of service; ask another admin".into(),
            ));
        }
        let (workspace, who, now) = (caller.workspace.clone(), id.clone(), self.0.clock.now());
        let set = self.0.store.write(move |tx| {
            Box::pin(async move {
                if active {
                    store::actors::set_active(tx, &workspace, &who, true).await?;
                    return Ok(true);
                }
                if is_last_admin(tx, &workspace, &who).await? {
                    return Ok(false);
                }
                dismiss(tx, &workspace, &who, now).await?;
                Ok(true)
            })
        });
        self.unless_last_admin(caller, id, set.await?).await
    }

    async fn unless_last_admin(
        &self,
        caller: &Caller,
        id: &ActorId,
        done: bool,
    ) -> Result<PersonView, Error> {
        let view = self.somebody(caller, id).await?;
        if done {
            return Ok(view);
        }
        Err(Error::Conflict(format!(
            "{} is the last admin; make somebody else one first",
            view.name
        )))
    }

    /// A person; programs are none.
    async fn somebody(&self, caller: &Caller, id: &ActorId) -> Result<PersonView, Error> {
        let actor = store::actors::get(self.0.store.within(&caller.workspace), id).await?;
        if actor.kind == ActorKind::Person {
            Ok(actor.into())
        } else {
            Err(Error::Gone)
        }
    }
}

impl Caller {
    /// Refuses whoever is no admin in person.
    pub(crate) fn manages(&self, what: &str) -> Result<(), Error> {
        self.needs(&[Role::Admin], what)?;
        if self.actor.kind == ActorKind::Person {
            Ok(())
        } else {
            Err(Error::Forbidden(format!("a program does not {what}")))
        }
    }
}

/// Out of service, out of every session, and everything that could bring them back in is ended.
pub(crate) async fn dismiss(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    who: &ActorId,
    now: Timestamp,
) -> store::Result<()> {
    store::actors::deactivate(tx, workspace, who).await?;
    store::sessions::delete_all_of(tx, workspace, who, None).await?;
    store::tokens::revoke_all_of(tx, workspace, who, now).await?;
    store::links::retire(tx, workspace, INVITATION, who.as_str(), now).await
}

async fn hand_out(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    who: &ActorId,
    secret: &Digest,
    now: Timestamp,
) -> store::Result<()> {
    store::links::retire(tx, workspace, INVITATION, who.as_str(), now).await?;
    let link = Link {
        workspace: workspace.clone(),
        purpose: INVITATION.to_owned(),
        subject: who.to_string(),
        expires_at: now.plus(GOOD_FOR),
    };
    store::links::insert(tx, secret, &link).await
}

/// Asked inside the job that would take the role away, so that two admins cannot do it to each other.
async fn is_last_admin(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    who: &ActorId,
) -> store::Result<bool> {
    let roles = store::actors::roles_now(tx.within(workspace)).await?;
    let admins: Vec<_> = roles
        .iter()
        .filter(|(_, roles)| roles.contains(&Role::Admin))
        .map(|(id, _)| id)
        .collect();
    Ok(admins == [who])
}

fn has_roles(roles: &Roles) -> Result<(), Error> {
    if roles.is_empty() {
        return Err(Error::Invalid("choose at least one role".into()));
    }
    Ok(())
}
