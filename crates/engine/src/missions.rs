//! Missions: published as versions, read as files.

use crate::cache::parse;
use crate::composing::PUBLISHING;
use crate::view::{MissionView, WriteView};
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::change::Operation;
use domain::gate::{Demand, Gate};
use domain::id::{ActorId, MissionId, WorkspaceId};
use domain::mission::{CouldWrite, FORMAT, Mission, Slug, Trigger, When};
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
            let Some(current) = listed.current.filter(|_| listed.slug != PUBLISHING) else {
                continue;
            };
            let version = store::missions::version(here(), &listed.id, &current).await?;
            views.push(self.mission_view(&caller.workspace, &version).await?);
        }
        Ok(views)
    }

    /// One mission, in the version that new runs take.
    pub async fn mission(&self, caller: &Caller, slug: &Slug) -> Result<MissionView, Error> {
        let current = self.current(&caller.workspace, slug).await?;
        self.mission_view(&caller.workspace, &current.1).await
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
        let version = store::missions::version(self.0.store.within(workspace), &id, &hash).await?;
        self.mission_view(workspace, &version).await
    }

    async fn mission_view(
        &self,
        workspace: &WorkspaceId,
        version: &Version,
    ) -> Result<MissionView, Error> {
        let shared = &self.0;
        let mission =
            shared
                .cache
                .mission(&shared.store, workspace, &version.mission, &version.hash);
        let mission = mission.await?;
        let law = shared.standing.law(&shared.store, workspace).await?;
        let publisher = shared
            .standing
            .person(&shared.store, workspace, &version.published_by);
        let publisher = match publisher.await {
            Ok(actor) => actor.name.clone(),
            Err(_) => version.published_by.to_string(),
        };
        Ok(view(&mission, version, publisher, &law.gate))
    }
}

/// A mission's name, as it was stored.
pub(crate) fn of_slug(text: &str) -> Result<Slug, Error> {
    text.parse().map_err(|_| Error::Gone)
}

fn view(mission: &Mission, version: &Version, publisher: String, gate: &Gate) -> MissionView {
    let write_set = mission.write_set();
    MissionView {
        slug: mission.slug.clone(),
        title: mission.title.clone(),
        purpose: mission.purpose.clone(),
        version: version.hash,
        number: version.number,
        inputs: mission.inputs.clone(),
        scope: mission.scope.objects.clone(),
        writes: write_set.iter().flat_map(|one| judged(one, gate)).collect(),
        trigger: mission.trigger.as_ref().map(sentence),
        expires_after_hours: mission.expires_after_hours,
        budget: (mission.scope.max_records, mission.scope.max_calls),
        published_at: version.published_at,
        published_by: publisher,
    }
}

/// What merely sets fields is told apart by who signs for each; what does more is signed as a whole.
fn judged(could: &CouldWrite, gate: &Gate) -> Vec<WriteView> {
    let asks = |fields: &[_]| gate.asks(Some(&could.object), could.operation, fields);
    let by_field = matches!(could.operation, Operation::Update | Operation::Reparent);
    let groups: Vec<(Demand, Vec<_>)> = if by_field && !could.fields.is_empty() {
        let mut groups: Vec<(Demand, Vec<_>)> = vec![];
        for field in &could.fields {
            let demand = asks(std::slice::from_ref(field));
            match groups.iter_mut().find(|(known, _)| *known == demand) {
                Some((_, fields)) => fields.push(field.clone()),
                None => groups.push((demand, vec![field.clone()])),
            }
        }
        groups
    } else {
        vec![(asks(&could.fields), could.fields.clone())]
    };
    let view = |(demand, fields)| WriteView {
        object: could.object.clone(),
        operation: could.operation,
        fields,
        demand,
    };
    groups.into_iter().map(view).collect()
}

fn sentence(trigger: &Trigger) -> String {
    match trigger.when {
        When::Created => format!("Each new {}", trigger.object),
        When::Changed => format!("Each change of a {}", trigger.object),
    }
}
