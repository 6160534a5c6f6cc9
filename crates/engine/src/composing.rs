//! Composing: a mission is drafted, tried without writing, and proposed for publication. A draft is a file that may be
//! unfinished; what is published went through the decision queue.

mod judging;
mod palette;
mod publishing;
mod trying;

pub(crate) use publishing::PUBLISHING;

use crate::missions::of_slug;
use crate::view::{DraftListed, DraftView, LiveView, VersionView};
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::id::{ActorId, MissionId};
use domain::mission::draft::Draft;
use domain::mission::{Mission, Slug};
use store::missions::Listed;

/// Who composes.
pub(crate) const COMPOSERS: [Role; 2] = [Role::Builder, Role::Admin];
/// Who sees what is composed: those who sign and audit, too.
const READERS: [Role; 4] = [Role::Builder, Role::Admin, Role::Approver, Role::Auditor];
/// Longest file, in bytes. A mission of 200 steps has a fifth of it.
const LONGEST: usize = 512 * 1024;

impl Engine {
    /// Begins a mission: a name, and an empty draft under it.
    pub async fn begin_mission(&self, caller: &Caller, title: &str) -> Result<Slug, Error> {
        caller.needs(&COMPOSERS, "compose missions")?;
        let title = title.trim();
        if title.is_empty() {
            return Err(Error::Invalid("give the mission a name".into()));
        }
        if title.chars().count() > 100 {
            return Err(Error::Invalid("a name has at most 100 characters".into()));
        }
        let slug = self.free_slug(caller, title).await?;
        let file = Draft::blank(slug.as_str(), title).text();
        self.put_draft(caller, &slug, title, &file).await?;
        Ok(slug)
    }

    /// Takes a file in as a draft: of the mission it names, which is made when there is none. What is published stays.
    pub async fn import_mission(&self, caller: &Caller, file: &str) -> Result<Slug, Error> {
        caller.needs(&COMPOSERS, "compose missions")?;
        let draft = readable(file)?;
        let word = |name: &str| {
            draft
                .get(None, &[name.into()])
                .and_then(|value| value.as_str())
        };
        let slug: Slug = word("slug")
            .ok_or_else(|| {
                Error::Invalid(
                    "the file does not say `slug`: the mission's name in addresses".into(),
                )
            })?
            .parse()
            .map_err(Error::Invalid)?;
        if slug.as_str() == PUBLISHING {
            return Err(Error::Invalid(format!(
                "`{PUBLISHING}` is Countersign's own mission"
            )));
        }
        let title = word("title")
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(slug.as_str());
        self.put_draft(caller, &slug, title, file).await?;
        Ok(slug)
    }

    /// What somebody is composing: the draft, or what is published when there is none yet.
    pub async fn draft(&self, caller: &Caller, slug: &Slug) -> Result<DraftView, Error> {
        caller.needs(&READERS, "see drafts")?;
        let listed = self.composed(caller, slug).await?;
        let live = self.taken_by_new_runs(caller, &listed).await?;
        let here = self.0.store.within(&caller.workspace);
        let draft = store::drafts::get(here, &listed.id).await?;
        let (file, revision, saved) = match draft {
            Some(draft) => (
                draft.file,
                draft.revision,
                Some((draft.saved_by, draft.saved_at)),
            ),
            None => (
                live.as_ref()
                    .map(|(_, file)| file.clone())
                    .unwrap_or_default(),
                0,
                None,
            ),
        };
        let saved = match saved {
            Some((by, at)) => Some((self.name_of(caller, &by).await, at)),
            None => None,
        };
        Ok(DraftView {
            slug: slug.clone(),
            title: listed.title,
            file,
            revision,
            saved_by: saved.as_ref().map(|(by, _)| by.clone()),
            saved_at: saved.map(|(_, at)| at),
            live: live.map(|(live, _)| live),
        })
    }

    /// Saves a draft over the revision it was made from. Whoever is late is told whose it is over now.
    pub async fn save_draft(
        &self,
        caller: &Caller,
        slug: &Slug,
        file: &str,
        over: u64,
    ) -> Result<u64, Error> {
        caller.needs(&COMPOSERS, "compose missions")?;
        let listed = self.composed(caller, slug).await?;
        let draft = readable(file)?;
        let named = draft
            .get(None, &["slug".into()])
            .and_then(|value| value.as_str());
        if named != Some(slug.as_str()) {
            return Err(Error::Invalid(format!(
                "`slug` has to stay “{slug}”: it is the mission's name in addresses"
            )));
        }
        let saved = self.store_draft(caller, &listed.id, file, over).await;
        match saved {
            Err(Error::Conflict(_)) => {
                let here = self.0.store.within(&caller.workspace);
                let theirs = store::drafts::get(here, &listed.id).await?;
                let by = match theirs {
                    Some(theirs) => self.name_of(caller, &theirs.saved_by).await,
                    None => "somebody".to_owned(),
                };
                Err(Error::Conflict(format!(
                    "{by} has saved this draft meanwhile; look at theirs before you save over it"
                )))
            }
            other => other,
        }
    }

    /// Throws the draft away. What is published stays.
    pub async fn discard_draft(&self, caller: &Caller, slug: &Slug) -> Result<(), Error> {
        caller.needs(&COMPOSERS, "compose missions")?;
        let listed = self.composed(caller, slug).await?;
        let workspace = caller.workspace.clone();
        let at = self.0.clock.now();
        self.0
            .store
            .write(move |tx| {
                Box::pin(async move {
                    store::drafts::discard(tx, &workspace, &listed.id).await?;
                    // One that was never published is nothing without its draft.
                    if listed.current.is_none() {
                        store::missions::archive(tx, &workspace, &listed.id, at).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(())
    }

    /// Everything that is being composed, the last saved first.
    pub async fn drafts(&self, caller: &Caller) -> Result<Vec<DraftListed>, Error> {
        caller.needs(&READERS, "see drafts")?;
        let here = || self.0.store.within(&caller.workspace);
        let mut listed = vec![];
        for draft in store::drafts::list(here()).await? {
            let mission = store::missions::get(here(), &draft.mission).await?;
            listed.push(DraftListed {
                slug: of_slug(&mission.slug)?,
                title: mission.title,
                published: mission.current.is_some(),
                saved_by: self.name_of(caller, &draft.saved_by).await,
                saved_at: draft.saved_at,
            });
        }
        Ok(listed)
    }

    /// The versions of a mission, newest first.
    pub async fn versions(&self, caller: &Caller, slug: &Slug) -> Result<Vec<VersionView>, Error> {
        let listed = self.current(&caller.workspace, slug).await?.0.clone();
        let here = || self.0.store.within(&caller.workspace);
        let versions = store::missions::versions(here(), &listed.id).await?;
        let mut views = vec![];
        for (at, version) in versions.iter().enumerate() {
            let mission = crate::cache::published(&version.file)?;
            let earlier = versions
                .get(at + 1)
                .map(|earlier| crate::cache::published(&earlier.file))
                .transpose()?;
            views.push(VersionView {
                number: version.number,
                version: version.hash,
                is_live: listed.current == Some(version.hash),
                published_by: self.name_of(caller, &version.published_by).await,
                published_at: version.published_at,
                difference: mission.difference(earlier.as_ref()),
            });
        }
        Ok(views)
    }

    async fn put_draft(
        &self,
        caller: &Caller,
        slug: &Slug,
        title: &str,
        file: &str,
    ) -> Result<(), Error> {
        let here = self.0.store.within(&caller.workspace);
        let id = match store::missions::by_slug(here, slug.as_str()).await {
            Ok(listed) => listed.id,
            Err(store::Error::Gone) => self.make_mission(caller, slug, title).await?,
            Err(other) => return Err(other.into()),
        };
        let here = self.0.store.within(&caller.workspace);
        let over = store::drafts::get(here, &id)
            .await?
            .map_or(0, |draft| draft.revision);
        self.store_draft(caller, &id, file, over).await.map(|_| ())
    }

    async fn make_mission(
        &self,
        caller: &Caller,
        slug: &Slug,
        title: &str,
    ) -> Result<MissionId, Error> {
        let id = MissionId::new(self.0.clock.unique());
        let (workspace, key) = (caller.workspace.clone(), id.clone());
        let (slug, title) = (slug.clone(), title.to_owned());
        let at = self.0.clock.now();
        let made = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::missions::create(tx, &workspace, &key, slug.as_str(), &title, at).await
            })
        });
        made.await?;
        Ok(id)
    }

    async fn store_draft(
        &self,
        caller: &Caller,
        mission: &MissionId,
        file: &str,
        over: u64,
    ) -> Result<u64, Error> {
        let (workspace, mission, file) =
            (caller.workspace.clone(), mission.clone(), file.to_owned());
        let (by, at) = (caller.actor.id.clone(), self.0.clock.now());
        let saved = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::drafts::save(tx, &workspace, &mission, &file, over, &by, at).await
            })
        });
        Ok(saved.await?)
    }

    /// The mission of that name, published or not.
    async fn composed(&self, caller: &Caller, slug: &Slug) -> Result<Listed, Error> {
        let here = self.0.store.within(&caller.workspace);
        match store::missions::by_slug(here, slug.as_str()).await {
            Ok(listed) if slug.as_str() != PUBLISHING && listed.archived_at.is_none() => Ok(listed),
            Ok(_) | Err(store::Error::Gone) => {
                Err(Error::NoSuch(format!("there is no mission `{slug}`")))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// The version that new runs take, and its file.
    async fn taken_by_new_runs(
        &self,
        caller: &Caller,
        listed: &Listed,
    ) -> Result<Option<(LiveView, String)>, Error> {
        let Some(current) = listed.current else {
            return Ok(None);
        };
        let here = self.0.store.within(&caller.workspace);
        let version = store::missions::version(here, &listed.id, &current).await?;
        let live = LiveView {
            number: version.number,
            version: version.hash,
        };
        Ok(Some((live, version.file)))
    }

    pub(crate) async fn name_of(&self, caller: &Caller, actor: &ActorId) -> String {
        let known = self
            .0
            .standing
            .person(&self.0.store, &caller.workspace, actor)
            .await;
        known.map_or_else(|_| actor.to_string(), |actor| actor.name.clone())
    }

    /// A name in addresses that nobody has yet: `flag-late-deals`, `flag-late-deals-2`.
    async fn free_slug(&self, caller: &Caller, title: &str) -> Result<Slug, Error> {
        let mut slug = String::new();
        for letter in title.to_lowercase().chars() {
            match letter {
                'a'..='z' | '0'..='9' => slug.push(letter),
                _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                _ => {}
            }
        }
        let slug: String = slug.chars().take(50).collect();
        let slug = match slug.trim_matches('-') {
            "" | PUBLISHING => "mission",
            sound => sound,
        };
        for number in 1..1000 {
            let tried = if number == 1 {
                slug.to_owned()
            } else {
                format!("{slug}-{number}")
            };
            let here = self.0.store.within(&caller.workspace);
            match store::missions::by_slug(here, &tried).await {
                Err(store::Error::Gone) => return tried.parse().map_err(Error::Invalid),
                Ok(_) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(Error::Conflict(format!(
            "there are too many missions called “{title}”"
        )))
    }
}

/// A file that can be worked on, sound or not.
fn readable(file: &str) -> Result<Draft, Error> {
    if file.len() > LONGEST {
        return Err(Error::Invalid(format!(
            "a mission file has at most {} kB",
            LONGEST / 1024
        )));
    }
    Draft::read(file).map_err(|problem| Error::Invalid(problem.to_string()))
}

/// A file that is a sound mission of that name, or all that is wrong with it.
fn sound(file: &str, slug: &Slug) -> Result<Mission, Error> {
    let mission = crate::cache::parse(file)?;
    if mission.slug == *slug {
        Ok(mission)
    } else {
        Err(Error::Invalid(format!(
            "this file is of the mission “{}”",
            mission.slug
        )))
    }
}
