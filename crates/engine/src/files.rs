//! What people do with files, and who may. Missions make theirs by a step (`step::save_file`).

use crate::show::Look;
use crate::view::{FileSummary, KeptFile};
use crate::{Caller, Engine, Error};
use domain::actor::{ActorKind, Role};
use domain::file::{Cited, FileName, Folder};
use domain::id::FileId;
use domain::mission::Text;
use domain::record::RecordRef;
use std::collections::BTreeSet;
use store::files::{File, NewFile};

/// A file to keep.
pub struct Upload {
    pub folder: Folder,
    pub name: String,
    pub bytes: Vec<u8>,
    /// The record it is about.
    pub about: Option<RecordRef>,
}

/// What somebody wants with a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    See,
    Change,
    Archive,
}

impl Engine {
    /// Decides, for every reading and every change of a file. Whoever may not see it is told that it is not there.
    pub(crate) async fn may(
        &self,
        look: &mut Look<'_>,
        file: &File,
        wish: Wish,
    ) -> Result<(), Error> {
        let caller = look.caller();
        for_people(caller)?;
        if !look.sees(&file.cited).await? {
            return Err(Error::Gone);
        }
        let keeps = [Role::Builder, Role::Admin];
        let own = file.made_by == caller.actor.id && file.folder != Folder::Templates;
        match wish {
            Wish::See => Ok(()),
            _ if file.archived_at.is_some() => Err(Error::Conflict(
                "this file is archived; nothing about it changes any more".into(),
            )),
            Wish::Change => may_keep(caller, file.folder),
            Wish::Archive if own => may_keep(caller, file.folder),
            Wish::Archive => caller.needs(&keeps, "archive a file that somebody else made"),
        }
    }

    /// A file, for somebody who may have that wish.
    pub(crate) async fn file_for(
        &self,
        look: &mut Look<'_>,
        id: &FileId,
        wish: Wish,
    ) -> Result<File, Error> {
        let here = self.0.store.within(&look.caller().workspace);
        let file = store::files::get(here, id).await?;
        self.may(look, &file, wish).await?;
        Ok(file)
    }

    /// Keeps a new file.
    pub async fn upload(&self, caller: &Caller, upload: Upload) -> Result<FileSummary, Error> {
        for_people(caller)?;
        may_keep(caller, upload.folder)?;
        let name: FileName = upload
            .name
            .parse()
            .map_err(|why: domain::file::NotAFileName| Error::Invalid(why.to_string()))?;
        fits(upload.folder, &name, &upload.bytes)?;
        if upload.folder == Folder::Templates {
            let here = self.0.store.within(&caller.workspace);
            if store::files::template(here, name.as_str()).await?.is_some() {
                return Err(Error::Conflict(format!(
                    "Templates already has “{name}”; open it and add a new version there"
                )));
            }
        }
        let cited = match &upload.about {
            Some(record) => vec![Box::pin(self.about(caller, record)).await?],
            None => vec![],
        };
        let new = NewFile {
            id: FileId::new(self.0.clock.unique()),
            folder: upload.folder,
            name,
            body: upload.bytes,
            made_by: caller.actor.id.clone(),
            made: None,
            template: None,
            cited,
            at: self.0.clock.now(),
        };
        let (id, workspace) = (new.id.clone(), caller.workspace.clone());
        let kept = self.0.store.write(move |tx| {
            Box::pin(async move { store::files::create(tx, &workspace, &new).await })
        });
        kept.await?;
        Ok(Box::pin(self.file(caller, &id)).await?.summary)
    }

    /// Adds a version after the one that was seen. Its name, its folder and what it cites stay.
    pub async fn new_version(
        &self,
        caller: &Caller,
        id: &FileId,
        seen: u32,
        bytes: Vec<u8>,
    ) -> Result<KeptFile, Error> {
        let mut look = self.looking(caller);
        let file = Box::pin(self.file_for(&mut look, id, Wish::Change)).await?;
        fits(file.folder, &file.name, &bytes)?;
        let (file, workspace, by, at) = (
            id.clone(),
            caller.workspace.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let added = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::files::add_version(tx, &workspace, &file, seen, &bytes, &by, at).await
            })
        });
        added.await.map_err(|error| match error {
            store::Error::Stale => Error::Conflict(
                "somebody has added a version since you opened this file; look at it first".into(),
            ),
            other => other.into(),
        })?;
        Box::pin(self.file(caller, id)).await
    }

    /// Puts a file away: lists leave it out. Links to it still open, for the record.
    pub async fn archive(&self, caller: &Caller, id: &FileId) -> Result<KeptFile, Error> {
        let mut look = self.looking(caller);
        Box::pin(self.file_for(&mut look, id, Wish::Archive)).await?;
        let (file, workspace, by, at) = (
            id.clone(),
            caller.workspace.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let archived = self.0.store.write(move |tx| {
            Box::pin(async move { store::files::archive(tx, &workspace, &file, &by, at).await })
        });
        archived.await?;
        Box::pin(self.file(caller, id)).await
    }

    /// A record that somebody says a file is about: one that they can open.
    async fn about(&self, caller: &Caller, record: &RecordRef) -> Result<Cited, Error> {
        let found = self
            .record(caller, record)
            .await
            .map_err(|error| match error {
                Error::Gone => {
                    Error::Invalid(format!("there is no {} {}", record.object, record.id))
                }
                other => other,
            })?;
        Ok(Cited {
            record: found.gist.record,
            name: Some(found.gist.name),
            fields: BTreeSet::new(),
            about: true,
        })
    }
}

/// Programs do not look around; what a mission made for them they learn of through its run.
pub(crate) fn for_people(caller: &Caller) -> Result<(), Error> {
    if caller.actor.kind == ActorKind::Person && caller.actor.active {
        return Ok(());
    }
    Err(Error::Forbidden(
        "files are for people to look at; a program learns of them through the runs of its missions"
            .into(),
    ))
}

/// Who keeps files. Templates steer missions, so whoever composes missions keeps them.
fn may_keep(caller: &Caller, folder: Folder) -> Result<(), Error> {
    match folder {
        Folder::Templates => caller.needs(
            &[Role::Builder, Role::Admin],
            "change Templates: missions take their texts from there",
        ),
        _ => caller.needs(
            &[Role::Member, Role::Approver, Role::Builder, Role::Admin],
            "keep files",
        ),
    }
}

/// Refuses bytes that are not what the name says, and a template whose slots cannot be read.
fn fits(folder: Folder, name: &FileName, bytes: &[u8]) -> Result<(), Error> {
    let media = name.media();
    media
        .check(bytes)
        .map_err(|why| Error::Invalid(format!("“{name}” cannot be kept: {why}")))?;
    if folder != Folder::Templates || !media.is_text() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    Text::try_from(text)
        .map(|_| ())
        .map_err(|why| Error::Invalid(format!("“{name}” cannot be a template: {why}")))
}
