use super::manuscript::{self, Field, Manuscript, NotSaved, Wrong};
use crate::cache::read;
use crate::view::DocumentView;
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::id::{ActorId, DocumentId, WorkspaceId};
use domain::knowledge::Document;
use std::sync::Arc;
use store::documents::{File, Listed, NewPassage, NewVersion};

const WRITERS: [Role; 2] = [Role::Builder, Role::Admin];

impl Engine {
    /// Publishes the text of a document with its head; one with the same title gets a new version.
    pub async fn publish_document(
        &self,
        caller: &Caller,
        text: &str,
    ) -> Result<DocumentView, Error> {
        caller.needs(&WRITERS, "publish a document")?;
        let id = self.put_document(&caller.workspace, &caller.actor.id, text);
        self.document_view(caller, &id.await?).await
    }

    /// Saves what was typed or uploaded as the next version of a document, or as a new one.
    pub async fn save_document(
        &self,
        caller: &Caller,
        id: Option<&DocumentId>,
        manuscript: Manuscript,
    ) -> Result<DocumentView, NotSaved> {
        caller.needs(&WRITERS, "write documents")?;
        let before = match id {
            Some(id) => Some(self.written_over(caller, id).await?),
            None => None,
        };
        let seen = manuscript.seen;
        let known = before.as_ref().map(|(_, document)| document.clone());
        let (document, file) = manuscript::read(manuscript, known).await?;
        let new = self.to_be_stored(&document, file, &caller.actor.id);
        let saved = self.store_version(&caller.workspace, id, document, seen, new);
        match saved.await {
            Ok(id) => Ok(self.document_view(caller, &id).await?),
            Err(store::Error::Taken(_)) => Err(NotSaved::Fields(vec![Wrong::new(
                Field::Title,
                "another document has this title; give this one its own",
            )])),
            Err(store::Error::Stale) => Err(Error::Conflict(
                "somebody else saved a version meanwhile. Nothing of yours was saved: look at theirs, then save yours over it"
                    .into(),
            )
            .into()),
            Err(other) => Err(Error::from(other).into()),
        }
    }

    /// Takes a document out of service: no run looks it up from now on. What cites it still opens.
    pub async fn archive_document(
        &self,
        caller: &Caller,
        id: &DocumentId,
        archived: bool,
    ) -> Result<DocumentView, Error> {
        caller.needs(&WRITERS, "archive documents")?;
        let at = archived.then(|| self.0.clock.now());
        let (workspace, key) = (caller.workspace.clone(), id.clone());
        let done = self.0.store.write(move |tx| {
            Box::pin(async move { store::documents::archive(tx, &workspace, &key, at).await })
        });
        done.await?;
        self.document_view(caller, id).await
    }

    pub(crate) async fn put_document(
        &self,
        workspace: &WorkspaceId,
        by: &ActorId,
        text: &str,
    ) -> Result<DocumentId, Error> {
        let document = read(text)?;
        let known = store::documents::titled(self.0.store.within(workspace), &document.title);
        let known = known.await?;
        if let Some(known) = &known {
            fits(known, &document)?;
        }
        let new = self.to_be_stored(&document, None, by);
        let id = known.map(|known| known.id);
        let put = self.store_version(workspace, id.as_ref(), document, None, new);
        Ok(put.await?)
    }

    /// Passages of versions that were published before passages were stored.
    pub(crate) async fn store_missing_passages(&self) -> Result<(), Error> {
        for version in store::documents::unread(&self.0.store).await? {
            let Ok(document) = read(&version.text) else {
                tracing::warn!(document = %version.document, number = version.number, "cannot be read any more; search leaves it out");
                continue;
            };
            let passages = passages(&document);
            let stored = self.0.store.write(move |tx| {
                Box::pin(async move { store::documents::fill(tx, &version, &passages).await })
            });
            stored.await?;
        }
        Ok(())
    }

    /// The newest version of a document that is to be written over.
    async fn written_over(
        &self,
        caller: &Caller,
        id: &DocumentId,
    ) -> Result<(Listed, Arc<Document>), Error> {
        let listed = store::documents::get(self.0.store.within(&caller.workspace), id).await?;
        if listed.archived_at.is_some() {
            return Err(archived(&listed));
        }
        let published = self.document(caller, id, Some(listed.current)).await?;
        Ok((listed, Arc::new(published.document)))
    }

    fn to_be_stored(&self, document: &Document, file: Option<File>, by: &ActorId) -> NewVersion {
        NewVersion {
            title: document.title.clone(),
            text: document.text.clone(),
            format: document.format,
            valid_from: document.valid_from,
            valid_until: document.valid_until,
            passages: passages(document),
            file,
            by: by.clone(),
            at: self.0.clock.now(),
        }
    }

    async fn store_version(
        &self,
        workspace: &WorkspaceId,
        id: Option<&DocumentId>,
        document: Document,
        seen: Option<u32>,
        new: NewVersion,
    ) -> store::Result<DocumentId> {
        let fresh = id.is_none();
        let id = id.cloned();
        let id = id.unwrap_or_else(|| DocumentId::new(self.0.clock.unique()));
        let (workspace, key) = (workspace.clone(), id.clone());
        let stored = self.0.store.write(move |tx| {
            Box::pin(async move {
                if fresh {
                    store::documents::create(tx, &workspace, &key, document.kind, &new).await
                } else {
                    let put = store::documents::publish(tx, &workspace, &key, seen, &new);
                    put.await.map(|_| ())
                }
            })
        });
        stored.await?;
        Ok(id)
    }
}

fn fits(known: &Listed, document: &Document) -> Result<(), Error> {
    if known.archived_at.is_some() {
        return Err(archived(known));
    }
    if known.kind != document.kind {
        return Err(Error::Conflict(format!(
            "“{}” is already there and is of the kind {}; give this one another title",
            known.title, known.kind
        )));
    }
    Ok(())
}

fn archived(known: &Listed) -> Error {
    Error::Conflict(format!(
        "“{}” is archived; take it back before you write a new version",
        known.title
    ))
}

/// What search looks through: a page without words has nothing to find.
fn passages(document: &Document) -> Vec<NewPassage> {
    document
        .passages
        .iter()
        .filter(|passage| !passage.text.is_empty() || !passage.section.starts_with("page-"))
        .map(|passage| NewPassage {
            section: passage.section.clone(),
            heading: passage.heading.clone(),
            text: passage.text.clone(),
        })
        .collect()
}
