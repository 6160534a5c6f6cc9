//! Missions: published as versions, read as files.

use crate::cache::parse;
use crate::view::MissionView;
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::id::{ActorId, MissionId, WorkspaceId};
use domain::mission::{FORMAT, Mission, Slug, Trigger, When};
use std::sync::Arc;
use store::Page;
use store::missions::{Listed, NewVersion, Version};

/// What a new workspace starts with.
pub(crate) const SHIPPED: [&str; 1] = [include_str!(
    "../shipped/missions/reconcile-duplicates.toml"
)];

impl Engine {
    /// Every mission, with what it reads and could write.
    pub async fn missions(&self, caller: &Caller) -> Result<Vec<MissionView>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let mut views = vec![];
        for listed in store::missions::list(here(), &Page::first(200))
            .await?
            .items
        {
            let Some(current) = listed.current else {
                continue;
            };
            let version = store::missions::version(here(), &listed.id, &current).await?;
            let mission = self
                .0
                .cache
                .mission(&self.0.store, &caller.workspace, &listed.id, &current)
                .await?;
            views.push(view(&mission, &version));
        }
        Ok(views)
    }

    /// Publishes a mission file as the version that new runs take. Running runs keep theirs.
    pub async fn publish_mission(&self, caller: &Caller, text: &str) -> Result<MissionView, Error> {
        caller.needs(&[Role::Builder, Role::Admin], "publish a mission")?;
        self.put_mission(&caller.workspace, &caller.actor.id, text)
            .await
    }

    /// The file of the current version, as it was written.
    pub async fn mission_file(&self, caller: &Caller, slug: &Slug) -> Result<String, Error> {
        Ok(self.current(&caller.workspace, slug).await?.1.file.clone())
    }

    pub(crate) async fn current(
        &self,
        workspace: &WorkspaceId,
        slug: &Slug,
    ) -> Result<Arc<(Listed, Version)>, Error> {
        match self
            .0
            .standing
            .mission(&self.0.store, workspace, slug)
            .await
        {
            Err(store::Error::Gone) => Err(Error::NoSuch(format!("there is no mission `{slug}`"))),
            other => Ok(other?),
        }
    }

    pub(crate) async fn put_mission(
        &self,
        workspace: &WorkspaceId,
        by: &ActorId,
        text: &str,
    ) -> Result<MissionView, Error> {
        let mission = parse(text)?;
        let (hash, canonical) = (
            mission.digest().map_err(Error::internal)?,
            domain::canonical::text(&mission).map_err(Error::internal)?,
        );
        let at = self.0.clock.now();
        let version = NewVersion {
            hash,
            format: FORMAT,
            file: text.to_owned(),
            canonical,
            by: by.clone(),
            at,
        };
        let known =
            store::missions::current(self.0.store.within(workspace), mission.slug.as_str()).await;
        let known = match known {
            Ok((listed, _)) => Some(listed.id),
            Err(store::Error::Gone) => None,
            Err(other) => return Err(other.into()),
        };
        let fresh = known.is_none();
        let id = known.unwrap_or_else(|| MissionId::new(self.0.clock.unique()));
        let (here, key, slug, title) = (
            workspace.clone(),
            id.clone(),
            mission.slug.clone(),
            mission.title.clone(),
        );
        self.0
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if fresh {
                        store::missions::create(tx, &here, &key, slug.as_str(), &title, at).await?;
                    }
                    store::missions::publish(tx, &here, &key, &title, &version).await
                })
            })
            .await?;
        Ok(view(
            &mission,
            &store::missions::version(self.0.store.within(workspace), &id, &hash).await?,
        ))
    }
}

fn view(mission: &Mission, version: &Version) -> MissionView {
    MissionView {
        slug: mission.slug.clone(),
        title: mission.title.clone(),
        purpose: mission.purpose.clone(),
        version: version.hash,
        number: version.number,
        inputs: mission.inputs.clone(),
        scope: mission.scope.objects.clone(),
        trigger: mission.trigger.as_ref().map(sentence),
        published_at: version.published_at,
    }
}

fn sentence(trigger: &Trigger) -> String {
    match trigger.when {
        When::Created => format!("Each new {}", trigger.object),
        When::Changed => format!("Each change of a {}", trigger.object),
    }
}
