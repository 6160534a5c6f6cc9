//! Knowledge: documents that missions reason by, published as versions.

use crate::cache::read;
use crate::view::DocumentView;
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::id::{ActorId, DocumentId, WorkspaceId};
use domain::knowledge::Published;
use store::Page;
use store::documents::Version;

/// What a new workspace starts with.
pub(crate) const SHIPPED: [&str; 2] = [
    include_str!("../shipped/knowledge/account-merge-policy.md"),
    include_str!("../shipped/knowledge/territory-rules.md"),
];

impl Engine {
    pub async fn documents(&self, caller: &Caller) -> Result<Vec<DocumentView>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let mut views = vec![];
        for listed in store::documents::list(here(), &Page::first(200))
            .await?
            .items
        {
            views.push(view(&store::documents::current(here(), &listed.id).await?));
        }
        Ok(views)
    }

    /// A document in one version, or in its current one. Old versions stay, so that old citations open.
    pub async fn document(
        &self,
        caller: &Caller,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<Published, Error> {
        let version = match version {
            Some(version) => version,
            None => {
                store::documents::current(self.0.store.within(&caller.workspace), id)
                    .await?
                    .number
            }
        };
        Ok((*self
            .0
            .cache
            .document(&self.0.store, &caller.workspace, id, version)
            .await?)
            .clone())
    }

    /// Publishes a document; one with the same title gets a new version.
    pub async fn publish_document(
        &self,
        caller: &Caller,
        text: &str,
    ) -> Result<DocumentView, Error> {
        caller.needs(&[Role::Builder, Role::Admin], "publish a document")?;
        self.put_document(&caller.workspace, &caller.actor.id, text)
            .await
    }

    pub(crate) async fn put_document(
        &self,
        workspace: &WorkspaceId,
        by: &ActorId,
        text: &str,
    ) -> Result<DocumentView, Error> {
        let document = read(text)?;
        let here = || self.0.store.within(workspace);
        let known = store::documents::current_of_kind(here(), &document.kind)
            .await?
            .into_iter()
            .find(|known| known.title == document.title);
        let fresh = known.is_none();
        let id = known.map_or_else(
            || DocumentId::new(self.0.clock.unique()),
            |known| known.document,
        );
        let (workspace, key, by, at, text) = (
            workspace.clone(),
            id.clone(),
            by.clone(),
            self.0.clock.now(),
            text.to_owned(),
        );
        let version = self.0.store.write(move |tx| {
            Box::pin(async move {
                if fresh {
                    store::documents::create(
                        tx,
                        &workspace,
                        &key,
                        &document.kind,
                        &document.title,
                        &text,
                        &by,
                        at,
                    )
                    .await
                    .map(|()| 1)
                } else {
                    store::documents::publish(tx, &workspace, &key, &text, &by, at).await
                }
            })
        });
        let number = version.await?;
        Ok(view(&store::documents::version(here(), &id, number).await?))
    }
}

fn view(version: &Version) -> DocumentView {
    DocumentView {
        id: version.document.clone(),
        kind: version.kind.clone(),
        title: version.title.clone(),
        version: version.number,
        published_at: version.published_at,
    }
}
