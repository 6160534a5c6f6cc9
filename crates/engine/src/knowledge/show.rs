use super::href;
use crate::view::{CitedBy, DocumentView, EditionView, PassageView};
use crate::{Caller, Engine, Error};
use domain::id::DocumentId;
use domain::knowledge::{Document, Edition, Published, applied_on};
use domain::mission::{Mission, StepKind};
use store::Page;
use store::documents::{File, Header, Listed};

/// Runs that a document's page lists.
const RUNS: u32 = 10;

impl Engine {
    /// The documents in service, or those that are archived, oldest first.
    pub async fn documents(
        &self,
        caller: &Caller,
        archived: bool,
    ) -> Result<Vec<DocumentView>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let mut views = vec![];
        let mut page = Page::first(store::page::MOST);
        loop {
            let listed = store::documents::list(here(), archived, &page).await?;
            for one in listed.items {
                let versions = store::documents::versions(here(), &one.id).await?;
                views.push(self.listed_view(caller, one, &versions).await?);
            }
            let Some(next) = listed.next else {
                return Ok(views);
            };
            page = page.after(Some(next));
        }
    }

    /// One document as lists show it, archived or not.
    pub async fn document_view(
        &self,
        caller: &Caller,
        id: &DocumentId,
    ) -> Result<DocumentView, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let listed = store::documents::get(here(), id).await?;
        let versions = store::documents::versions(here(), id).await?;
        self.listed_view(caller, listed, &versions).await
    }

    /// A document in one version, or in its newest one. Old versions stay, so that old citations open.
    pub async fn document(
        &self,
        caller: &Caller,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<Published, Error> {
        let version = if let Some(version) = version {
            version
        } else {
            let here = self.0.store.within(&caller.workspace);
            store::documents::get(here, id).await?.current
        };
        let document = self
            .0
            .cache
            .document(&self.0.store, &caller.workspace, id, version);
        Ok((*document.await?).clone())
    }

    /// The text of one version as it was published, head included.
    pub async fn document_text(
        &self,
        caller: &Caller,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<String, Error> {
        let here = self.0.store.within(&caller.workspace);
        let version = match version {
            Some(number) => store::documents::version(here, id, number).await?,
            None => store::documents::current(here, id).await?,
        };
        Ok(version.text)
    }

    /// The versions of a document, newest first.
    pub async fn document_versions(
        &self,
        caller: &Caller,
        id: &DocumentId,
    ) -> Result<Vec<EditionView>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let listed = store::documents::get(here(), id).await?;
        let versions = store::documents::versions(here(), id).await?;
        let applies = self.applies_today(&listed, &versions);
        let mut views = vec![];
        for version in versions {
            views.push(EditionView {
                number: version.edition.number,
                format: version.format,
                published_at: version.edition.published_at,
                published_by: self.name_of(caller, &version.published_by).await,
                valid_from: version.edition.valid_from,
                valid_until: version.edition.valid_until,
                applies: applies == Some(version.edition.number),
            });
        }
        Ok(views)
    }

    /// The passages of one version, each with the address that opens there.
    pub async fn document_passages(
        &self,
        caller: &Caller,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<Vec<PassageView>, Error> {
        let Published {
            id,
            version,
            document,
        } = self.document(caller, id, version).await?;
        let view = |passage: domain::knowledge::Passage| PassageView {
            href: href(&id, version, &passage.section),
            section: passage.section,
            heading: passage.heading,
            text: passage.text,
        };
        Ok(document.passages.into_iter().map(view).collect())
    }

    /// The file that a version's text was taken from, byte for byte.
    pub async fn document_file(
        &self,
        caller: &Caller,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<File, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let version = match version {
            Some(version) => version,
            None => store::documents::get(here(), id).await?.current,
        };
        Ok(store::documents::file(here(), id, version).await?)
    }

    /// What goes by a document: missions as they are today, and the last runs.
    pub async fn document_cited_by(
        &self,
        caller: &Caller,
        id: &DocumentId,
    ) -> Result<CitedBy, Error> {
        let shared = &self.0;
        let here = || shared.store.within(&caller.workspace);
        let document = self.document(caller, id, None).await?.document;
        let mut missions = vec![];
        for listed in store::missions::list(here(), &Page::first(200))
            .await?
            .items
        {
            let Some(current) = listed.current else {
                continue;
            };
            let mission =
                shared
                    .cache
                    .mission(&shared.store, &caller.workspace, &listed.id, &current);
            // One that cannot be read any more looks nothing up.
            let Ok(mission) = mission.await else {
                continue;
            };
            if looks_up(&mission, &document) {
                missions.push((mission.slug.clone(), mission.title.clone()));
            }
        }
        let mut runs = vec![];
        for used in store::documents::used_by(here(), id, RUNS).await? {
            match self.run(caller, &used.run).await {
                Ok(run) => runs.push((run.summary, used.version)),
                Err(Error::Gone) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(CitedBy { missions, runs })
    }

    async fn listed_view(
        &self,
        caller: &Caller,
        listed: Listed,
        versions: &[Header],
    ) -> Result<DocumentView, Error> {
        let newest = versions.first().ok_or(Error::Gone)?;
        Ok(DocumentView {
            applies: self.applies_today(&listed, versions),
            published_by: self.name_of(caller, &newest.published_by).await,
            id: listed.id,
            kind: listed.kind,
            title: listed.title,
            format: newest.format,
            version: newest.edition.number,
            valid_from: newest.edition.valid_from,
            valid_until: newest.edition.valid_until,
            published_at: newest.edition.published_at,
            archived_at: listed.archived_at,
        })
    }

    fn applies_today(&self, listed: &Listed, versions: &[Header]) -> Option<u32> {
        let editions: Vec<Edition> = versions.iter().map(|one| one.edition.clone()).collect();
        let today = self.0.clock.now().date();
        applied_on(&editions, listed.archived_at, today).map(|edition| edition.number)
    }
}

/// Whether a step of it asks for a document like this one.
fn looks_up(mission: &Mission, document: &Document) -> bool {
    mission.steps.iter().any(|step| match &step.kind {
        StepKind::Knowledge(asks) => {
            let about = asks.object.as_ref();
            asks.document == document.kind
                && about.is_none_or(|object| document.speaks_about(object))
        }
        _ => false,
    })
}
