use crate::files::{Wish, for_people};
use crate::step::label;
use crate::view::{
    CitedRecord, FileContent, FileFilter, FileSummary, FileVersion, KeptFile, MadeBy,
};
use crate::{Caller, Engine, Error};
use domain::file::Made;
use domain::id::{ActorId, FileId};
use domain::observation::Kind;
use store::files::{File, Filter};
use store::{Cursor, Page, Paged};

/// Pages of the store that one list looks through for files that may be seen; it says where to go on.
const LOOKS: usize = 5;
const MOST: u32 = 200;

impl Engine {
    /// Files that may be seen, newest first.
    pub async fn files(
        &self,
        caller: &Caller,
        filter: FileFilter,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Paged<FileSummary>, Error> {
        for_people(caller)?;
        let mission = match &filter.mission {
            Some(slug) => Some(self.current(&caller.workspace, slug).await?.0.id.clone()),
            None => None,
        };
        let filter = Filter {
            folder: filter.folder,
            run: filter.run,
            mission,
            by: filter.by,
            record: filter.record.map(|record| record.id),
            words: filter.words.split_whitespace().map(str::to_owned).collect(),
        };
        let mut look = self.looking(caller);
        let limit = limit.clamp(1, MOST);
        let fits = limit as usize;
        let (mut seen, mut next) = (vec![], after);
        for _ in 0..LOOKS {
            let here = self.0.store.within(&caller.workspace);
            let page = Page::first(limit).after(next);
            let found = store::files::list(here, &filter, &page).await?;
            next = found.next;
            for file in found.items {
                match Box::pin(self.may(&mut look, &file, Wish::See)).await {
                    Ok(()) if seen.len() < fits => seen.push(file),
                    // More may be seen than fits: the next page begins after the last one shown.
                    Ok(()) => {
                        next = seen.last().map(place);
                        break;
                    }
                    Err(Error::Gone) => {}
                    Err(error) => return Err(error),
                }
            }
            if seen.len() >= fits || next.is_none() {
                break;
            }
        }
        let mut items = vec![];
        for file in &seen {
            items.push(self.file_summary(caller, file).await?);
        }
        Ok(Paged { items, next })
    }

    /// One file with what it is linked to.
    pub async fn file(&self, caller: &Caller, id: &FileId) -> Result<KeptFile, Error> {
        let mut look = self.looking(caller);
        let file = Box::pin(self.file_for(&mut look, id, Wish::See)).await?;
        let mut records = vec![];
        for cited in &file.cited {
            records.push(CitedRecord {
                record: cited.record.clone(),
                name: look.name(cited).await?,
                about: cited.about,
            });
        }
        records.sort_by_key(|record| !record.about);
        let may_change = Box::pin(self.may(&mut look, &file, Wish::Change)).await;
        let may_archive = Box::pin(self.may(&mut look, &file, Wish::Archive)).await;
        let here = self.0.store.within(&caller.workspace);
        let mut versions = vec![];
        for version in store::files::versions(here, id).await? {
            versions.push(FileVersion {
                number: version.number,
                bytes: version.bytes,
                by: self.called(caller, &version.made_by).await,
                at: version.made_at,
            });
        }
        Ok(KeptFile {
            summary: self.file_summary(caller, &file).await?,
            made: match &file.made {
                Some(made) => Some(self.made_by(caller, made).await?),
                None => None,
            },
            template: file.template,
            records,
            versions,
            archived_at: file.archived_at,
            may_change: may_change.is_ok(),
            may_archive: may_archive.is_ok(),
        })
    }

    /// The bytes of a version, or of the current one.
    pub async fn file_content(
        &self,
        caller: &Caller,
        id: &FileId,
        version: Option<u32>,
    ) -> Result<FileContent, Error> {
        let mut look = self.looking(caller);
        let file = Box::pin(self.file_for(&mut look, id, Wish::See)).await?;
        let version = version.unwrap_or(file.current);
        let here = self.0.store.within(&caller.workspace);
        Ok(FileContent {
            bytes: store::files::bytes(here, id, version).await?,
            name: file.name,
            version,
        })
    }

    async fn file_summary(&self, caller: &Caller, file: &File) -> Result<FileSummary, Error> {
        let mission = match &file.made {
            Some(made) => Some(self.made_from(caller, made).await?.title.clone()),
            None => None,
        };
        Ok(FileSummary {
            id: file.id.clone(),
            folder: file.folder,
            media: file.name.media(),
            name: file.name.clone(),
            version: file.current,
            bytes: file.bytes,
            made_by: self.called(caller, &file.made_by).await,
            author: file.made_by.clone(),
            mission,
            created_at: file.created_at,
            changed_at: file.changed_at,
        })
    }

    /// The mission in the version that made a file.
    async fn made_from(
        &self,
        caller: &Caller,
        made: &Made,
    ) -> Result<std::sync::Arc<domain::mission::Mission>, Error> {
        let cache = &self.0.cache;
        cache
            .mission(
                &self.0.store,
                &caller.workspace,
                &made.mission,
                &made.version,
            )
            .await
    }

    async fn made_by(&self, caller: &Caller, made: &Made) -> Result<MadeBy, Error> {
        let mission = self.made_from(caller, made).await?;
        let here = || self.0.store.within(&caller.workspace);
        let number = store::missions::version(here(), &made.mission, &made.version)
            .await?
            .number;
        let journal = self.journal(caller, &made.run).await?;
        let observation = journal
            .iter()
            .find(|entry| entry.kind == Kind::File && entry.path.as_ref() == Some(&made.path));
        Ok(MadeBy {
            run: made.run.clone(),
            step: mission
                .step(made.path.key())
                .map_or_else(|| made.path.key().to_owned(), label),
            path: made.path.clone(),
            observation: observation.map(|entry| entry.number),
            mission: mission.slug.to_string(),
            version: number,
        })
    }

    async fn called(&self, caller: &Caller, actor: &ActorId) -> String {
        match self.person(&caller.workspace, actor).await {
            Ok(actor) => actor.name.clone(),
            Err(_) => actor.to_string(),
        }
    }
}

fn place(file: &File) -> Cursor {
    Cursor::new(file.created_at, file.id.to_string())
}
