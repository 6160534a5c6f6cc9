//! What everybody does with their own account: see where they are signed in, end it, change the password.

use super::manage::INVITATION;
use crate::view::SignInView;
use crate::{Caller, Engine, Error};
use domain::actor::ActorKind;
use domain::canonical::Digest;
use domain::id::{ActorId, WorkspaceId};

/// The sign-in that a request came with, by the hash under which it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn(pub Digest);

impl Engine {
    /// Where the caller is signed in, this sign-in first.
    pub async fn sign_ins(
        &self,
        caller: &Caller,
        this: Option<&SignIn>,
    ) -> Result<Vec<SignInView>, Error> {
        caller.has_account()?;
        let here = self.0.store.within(&caller.workspace);
        let now = self.0.clock.now();
        let mine = store::sessions::of(here, &caller.actor.id, now).await?;
        let this = this.map(|this| this.0.to_string());
        let mut views: Vec<_> = mine
            .into_iter()
            .filter_map(|session| {
                let opened = session.opened?;
                Some(SignInView {
                    this: this.as_ref() == Some(&session.id),
                    id: shown(&session.id),
                    device: opened.device,
                    since: opened.at,
                    expires_at: session.expires_at,
                })
            })
            .collect();
        views.sort_by_key(|view| !view.this);
        Ok(views)
    }

    /// Ends one of the caller's own sign-ins at once.
    pub async fn end_sign_in(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        caller.has_account()?;
        let here = self.0.store.within(&caller.workspace);
        let mine = store::sessions::of(here, &caller.actor.id, self.0.clock.now()).await?;
        let found = mine.into_iter().find(|session| shown(&session.id) == id);
        let session = found.ok_or(Error::Gone)?;
        let ended = self.0.store.write(move |tx| {
            Box::pin(async move { store::sessions::delete(tx, &session.id).await })
        });
        Ok(ended.await?)
    }

    /// Signs the caller out everywhere at once, here too; gives how many sign-ins that were.
    pub async fn sign_out_everywhere(&self, caller: &Caller) -> Result<u64, Error> {
        caller.has_account()?;
        let (workspace, who) = (caller.workspace.clone(), caller.actor.id.clone());
        let ended = self.0.store.write(move |tx| {
            Box::pin(
                async move { store::sessions::delete_all_of(tx, &workspace, &who, None).await },
            )
        });
        Ok(ended.await?)
    }

    /// The caller's password, as argon2 text, to check what they typed against; none when they sign in another way.
    pub async fn password_of(&self, caller: &Caller) -> Result<Option<String>, Error> {
        caller.has_account()?;
        let here = self.0.store.within(&caller.workspace);
        Ok(store::credentials::of(here, &caller.actor.id).await?)
    }

    /// Changes the caller's password, handed over hashed. Every other sign-in ends at once, and open links with it.
    pub async fn change_password(
        &self,
        caller: &Caller,
        hash: String,
        this: Option<&SignIn>,
    ) -> Result<(), Error> {
        caller.has_account()?;
        let keep = this.map(|this| this.0.to_string());
        self.put_password(&caller.workspace, &caller.actor.id, hash, keep)
            .await
    }

    /// Takes a one-time link and sets the password of the person it was made for. Whoever was signed in as them is out.
    pub async fn join(&self, link: Digest, hash: String) -> Result<(WorkspaceId, ActorId), Error> {
        let now = self.0.clock.now();
        let joined = self.0.store.write(move |tx| {
            Box::pin(async move {
                let Some(link) = store::links::take(tx, &link, INVITATION, now).await? else {
                    return Ok(None);
                };
                let (workspace, Ok(who)) = (link.workspace, link.subject.parse::<ActorId>()) else {
                    return Ok(None);
                };
                if !store::actors::get(tx.within(&workspace), &who)
                    .await?
                    .active
                {
                    return Ok(None);
                }
                store::credentials::set_password(tx, &workspace, &who, &hash, now).await?;
                store::sessions::delete_all_of(tx, &workspace, &who, None).await?;
                Ok(Some((workspace, who)))
            })
        });
        joined.await?.ok_or(Error::Gone)
    }

    async fn put_password(
        &self,
        workspace: &WorkspaceId,
        who: &ActorId,
        hash: String,
        keep: Option<String>,
    ) -> Result<(), Error> {
        let (workspace, who, now) = (workspace.clone(), who.clone(), self.0.clock.now());
        let changed = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::credentials::set_password(tx, &workspace, &who, &hash, now).await?;
                store::links::retire(tx, &workspace, INVITATION, who.as_str(), now).await?;
                store::sessions::delete_all_of(tx, &workspace, &who, keep.as_deref()).await?;
                Ok(())
            })
        });
        Ok(changed.await?)
    }
}

impl Caller {
    /// Refuses programs: a token has neither password nor sign-ins.
    fn has_account(&self) -> Result<(), Error> {
        if self.actor.kind == ActorKind::Person && self.actor.active {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "only a person has an account; a token is revoked under /api/v1/tokens".into(),
            ))
        }
    }
}

/// Enough of a stored id to tell one's own sign-ins apart, and nothing to sign in with.
fn shown(id: &str) -> String {
    id.chars().take(16).collect()
}
