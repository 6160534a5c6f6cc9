//! What the engine knows of files, as a page shows it.

mod preview; // what is in a file

use domain::actor::Role;
use domain::file::{Folder, Media, Template};
use domain::id::{FileId, RunId};
use domain::mission::Slug;
use domain::record::RecordRef;
use domain::text::plain;
use engine::{Caller, CitedRecord, FileFilter, FileSummary, KeptFile};

use super::api::{Cited, FileRow, FileScreen, Listing, Made, Preview, Tab, UploadView, Version};
use super::asked::Part;
use crate::Problem;
use crate::context::{caller, engine};
use crate::records::{address, size};

/// Rows of a page of the list, and of a list beside something else.
const ROWS: u32 = 50;
const FEW: u32 = 10;

pub async fn list(part: Part) -> Result<Listing, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let filter = filter(&part)?;
    let after = part.after.as_deref().map(str::parse::<engine::Cursor>);
    let after = after.transpose().map_err(Problem::Refused)?;
    let about = filter.record.clone();
    let found = Box::pin(engine.files(&caller, filter, after, ROWS)).await?;
    let of = Box::pin(of(&caller, &part, about.as_ref())).await?;
    let next = found.next.map(|next| {
        let further = Part {
            after: Some(next.to_string()),
            ..part.clone()
        };
        further.href()
    });
    Ok(Listing {
        tabs: tabs(&caller, &part),
        rows: found.items.iter().map(file_row).collect(),
        next,
        first: part.first().href(),
        upload: UploadView {
            folders: folders(&caller, part.folder),
            about: about.map(|record| {
                let name = of.as_ref().map(|(name, _)| name.clone());
                let (object, id) = (record.object.to_string(), record.id.to_string());
                (object, id.clone(), name.unwrap_or(id))
            }),
        },
        of,
    })
}

/// What an address that names nothing known asks for is not there.
fn filter(part: &Part) -> Result<FileFilter, Problem> {
    let gone = |_| Problem::Gone;
    let record = match (&part.object, &part.record) {
        (Some(object), Some(id)) => Some(named(object, id)?),
        _ => None,
    };
    Ok(FileFilter {
        folder: part.folder,
        run: part
            .run
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| Problem::Gone)?,
        mission: part
            .mission
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(gone)?,
        by: part
            .by
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| Problem::Gone)?,
        record,
        words: part.find.clone(),
    })
}

fn named(object: &str, id: &str) -> Result<RecordRef, Problem> {
    let object = object.parse().map_err(|_| Problem::Gone)?;
    let id = id.parse().map_err(|_| Problem::Gone)?;
    Ok(RecordRef::new(object, id))
}

/// What only the files of something are shown of, and where that is.
async fn of(
    caller: &Caller,
    part: &Part,
    record: Option<&RecordRef>,
) -> Result<Option<(String, String)>, Problem> {
    let engine = engine();
    if let Some(record) = record {
        let found = engine.record(caller, record).await?;
        let href = format!("/records/{}/{}", record.object, record.id);
        return Ok(Some((plain(&found.gist.name).into_owned(), href)));
    }
    if let Some(run) = &part.run {
        let run: RunId = run.parse().map_err(|_| Problem::Gone)?;
        let view = engine.run(caller, &run).await?;
        let name = format!("{}: {}", view.summary.mission, view.summary.about);
        return Ok(Some((plain(&name).into_owned(), format!("/runs/{run}"))));
    }
    if let Some(slug) = &part.mission {
        let slug = slug.parse().map_err(|_| Problem::Gone)?;
        let mission = engine.mission(caller, &slug).await?;
        let href = format!("/missions/{slug}");
        return Ok(Some((plain(&mission.title).into_owned(), href)));
    }
    if let Some(by) = &part.by {
        let by = by.parse().map_err(|_| Problem::Gone)?;
        let person = engine.person(&caller.workspace, &by).await;
        let person = person.map_err(|_| Problem::Gone)?;
        return Ok(Some((plain(&person.name).into_owned(), String::new())));
    }
    Ok(None)
}

/// All, one for each folder, and one's own.
fn tabs(caller: &Caller, part: &Part) -> Vec<Tab> {
    let mine = mine_of(caller);
    let to = |folder: Option<Folder>| Part {
        folder,
        ..part.first()
    };
    let tab = |title: &str, there: Part, here: bool| Tab {
        title: title.to_owned(),
        href: there.href(),
        here,
    };
    let is_mine = part.by.as_deref() == Some(caller.actor.id.as_str());
    let all = tab("All", to(None), part.folder.is_none() && !is_mine);
    let folders = Folder::ALL.into_iter().map(|folder| {
        tab(
            folder.title(),
            to(Some(folder)),
            part.folder == Some(folder),
        )
    });
    let own = Tab {
        title: "Mine".to_owned(),
        href: mine,
        here: is_mine && part.folder.is_none(),
    };
    std::iter::once(all).chain(folders).chain([own]).collect()
}

/// Where somebody finds what they uploaded, and what their runs made.
pub fn mine_of(caller: &Caller) -> String {
    let mine = Part {
        by: Some(caller.actor.id.to_string()),
        ..Part::default()
    };
    mine.href()
}

/// Where this person may upload; the folder that is looked at first.
fn folders(caller: &Caller, looked_at: Option<Folder>) -> Vec<(String, String, bool)> {
    let is = |roles: &[Role]| roles.iter().any(|role| caller.actor.is(*role));
    let keeps = is(&[Role::Member, Role::Approver, Role::Builder, Role::Admin]);
    let composes = is(&[Role::Builder, Role::Admin]);
    let chosen = looked_at
        .filter(|folder| *folder != Folder::Templates || composes)
        .unwrap_or(Folder::Uploads);
    Folder::ALL
        .into_iter()
        .filter(|folder| keeps && (*folder != Folder::Templates || composes))
        .map(|folder| {
            let (word, title) = (folder.word().to_owned(), folder.title().to_owned());
            (word, title, folder == chosen)
        })
        .collect()
}

/// The latest files of a record, beside it; nothing where somebody may see none.
pub async fn of_record(caller: &Caller, record: &RecordRef) -> Result<Vec<FileRow>, Problem> {
    let filter = FileFilter {
        record: Some(record.clone()),
        ..FileFilter::default()
    };
    few(caller, filter).await
}

/// The latest files that runs of a mission made.
pub async fn of_mission(caller: &Caller, slug: &Slug) -> Result<Vec<FileRow>, Problem> {
    let filter = FileFilter {
        mission: Some(slug.clone()),
        ..FileFilter::default()
    };
    few(caller, filter).await
}

/// The latest files that a run made.
pub async fn of_run(caller: &Caller, run: &RunId) -> Result<Vec<FileRow>, Problem> {
    let filter = FileFilter {
        run: Some(run.clone()),
        ..FileFilter::default()
    };
    few(caller, filter).await
}

async fn few(caller: &Caller, filter: FileFilter) -> Result<Vec<FileRow>, Problem> {
    let found = Box::pin(engine().files(caller, filter, None, FEW)).await?;
    Ok(found.items.iter().map(file_row).collect())
}

/// A file as lists show it.
pub fn file_row(file: &FileSummary) -> FileRow {
    let by = plain(&file.made_by);
    FileRow {
        name: plain(file.name.as_str()).into_owned(),
        href: format!("/files/{}", file.id),
        folder: file.folder.to_string(),
        kind: kind(file.media, file.bytes),
        made: match &file.mission {
            Some(mission) => format!("{}, started by {by}", plain(mission)),
            None => format!("Uploaded by {by}"),
        },
        changed_at: file.changed_at,
    }
}

fn kind(media: Media, bytes: u64) -> String {
    let media = crate::ui::sentence_case(&media.to_string());
    format!("{media}, {}", size(bytes))
}

pub async fn file(id: &str, version: Option<u32>) -> Result<FileScreen, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let id: FileId = id.parse().map_err(|_| Problem::Gone)?;
    let kept = Box::pin(engine.file(&caller, &id)).await?;
    let shown = version.unwrap_or(kept.summary.version);
    let media = kept.summary.media;
    let preview = match media {
        Media::Pdf => Preview::None,
        Media::Png | Media::Jpeg => Preview::Picture(download(&id, shown)),
        Media::Text | Media::Markdown | Media::Csv => {
            let content = Box::pin(engine.file_content(&caller, &id, Some(shown))).await?;
            preview::of(media, &content.bytes)
        }
    };
    if !kept.versions.iter().any(|version| version.number == shown) {
        return Err(Problem::Gone);
    }
    Ok(screen(kept, shown, preview))
}

fn screen(kept: KeptFile, shown: u32, preview: Preview) -> FileScreen {
    let KeptFile {
        summary,
        made,
        template,
        records,
        versions,
        archived_at,
        may_change,
        may_archive,
    } = kept;
    let folder = Part {
        folder: Some(summary.folder),
        ..Part::default()
    };
    let by = Part {
        by: Some(summary.author.to_string()),
        ..Part::default()
    };
    let id = summary.id.clone();
    let bytes = versions.iter().find(|version| version.number == shown);
    let version = |version: engine::FileVersion| Version {
        number: version.number,
        size: size(version.bytes),
        by: plain(&version.by).into_owned(),
        at: version.at,
        shows: format!("/files/{id}?version={}", version.number),
        download: download(&id, version.number),
        here: version.number == shown,
    };
    let mission = summary.mission.clone().unwrap_or_default();
    FileScreen {
        id: id.to_string(),
        name: plain(summary.name.as_str()).into_owned(),
        folder: (summary.folder.to_string(), folder.href()),
        kind: kind(
            summary.media,
            bytes.map_or(summary.bytes, |version| version.bytes),
        ),
        preview,
        shown,
        current: summary.version,
        by: (plain(&summary.made_by).into_owned(), by.href()),
        created_at: summary.created_at,
        made: made.map(|made| {
            let run = format!("/runs/{}", made.run);
            let told = made.observation.map_or_else(
                || run.clone(),
                |number| format!("{run}?observation={number}"),
            );
            Made {
                mission: (
                    plain(&mission).into_owned(),
                    made.version,
                    format!("/missions/{}", made.mission),
                ),
                step: (plain(&made.step).into_owned(), told),
                run,
            }
        }),
        template: template.map(|template| (template.sentence(), page_of(&template))),
        records: records.iter().map(cited).collect(),
        versions: versions.into_iter().map(version).collect(),
        archived_at,
        may_change,
        may_archive,
        accept: accepts(summary.media).to_owned(),
    }
}

fn download(id: &FileId, version: u32) -> String {
    format!("/files/{id}/versions/{version}")
}

fn page_of(template: &Template) -> String {
    match template {
        Template::File { id, version, .. } => format!("/files/{id}?version={version}"),
        Template::Document { id, version, .. } => format!("/knowledge/{id}?version={version}"),
    }
}

fn cited(cited: &CitedRecord) -> Cited {
    let (object, id) = (cited.record.object.as_str(), cited.record.id.as_str());
    Cited {
        href: address(object, id),
        object: object.to_owned(),
        name: plain(&cited.name).into_owned(),
        about: cited.about,
    }
}

/// A version is of the same kind as the one before.
fn accepts(media: Media) -> &'static str {
    match media {
        Media::Text => ".txt",
        Media::Markdown => ".md",
        Media::Csv => ".csv",
        Media::Pdf => ".pdf",
        Media::Png => ".png",
        Media::Jpeg => ".jpg,.jpeg",
    }
}
