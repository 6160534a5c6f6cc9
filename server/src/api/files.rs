use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::file::Folder;
use domain::id::{ActorId, FileId, RunId};
use domain::mission::Slug;
use domain::record::{ObjectName, RecordId, RecordRef};
use engine::{FileFilter, FileSummary, KeptFile, Upload};
use serde::Deserialize;

use super::{Answer, Asked, Named, Paged, Problem};
use crate::auth::SignedIn;
use crate::files::download;
use crate::portal::Portal;

#[derive(Deserialize)]
pub struct Which {
    folder: Option<Folder>,
    run: Option<RunId>,
    mission: Option<Slug>,
    by: Option<ActorId>,
    /// A record, and its object.
    object: Option<ObjectName>,
    record: Option<RecordId>,
    /// Words of the name.
    #[serde(default)]
    find: String,
    after: Option<store::Cursor>,
    limit: Option<u32>,
}

pub async fn list(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(which): Asked<Which>,
) -> Answer<Json<Paged<FileSummary>>> {
    let filter = FileFilter {
        folder: which.folder,
        run: which.run,
        mission: which.mission,
        by: which.by,
        record: about(which.object, which.record)?,
        words: which.find,
    };
    let limit = which.limit.unwrap_or(50);
    let found = Box::pin(portal.engine.files(&caller, filter, which.after, limit)).await?;
    Ok(Json(found.into()))
}

/// One file with its versions and what it is linked to; not its content.
pub async fn get(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<FileId>,
) -> Answer<Json<KeptFile>> {
    Ok(Json(Box::pin(portal.engine.file(&caller, &id)).await?))
}

#[derive(Deserialize)]
pub struct WhichVersion {
    version: Option<u32>,
}

pub async fn content(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<FileId>,
    Asked(which): Asked<WhichVersion>,
) -> Answer<Response> {
    let content = Box::pin(portal.engine.file_content(&caller, &id, which.version)).await?;
    Ok(download(content))
}

#[derive(Deserialize)]
pub struct New {
    folder: Folder,
    name: String,
    object: Option<ObjectName>,
    record: Option<RecordId>,
}

/// The body is the file's content, whatever its media type says: the name tells what it is.
pub async fn upload(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Asked(new): Asked<New>,
    Content(bytes): Content,
) -> Answer<(StatusCode, Json<FileSummary>)> {
    let upload = Upload {
        folder: new.folder,
        name: new.name,
        bytes,
        about: about(new.object, new.record)?,
    };
    let kept = Box::pin(portal.engine.upload(&caller, upload)).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

#[derive(Deserialize)]
pub struct Seen {
    seen: u32,
}

pub async fn new_version(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<FileId>,
    Asked(Seen { seen }): Asked<Seen>,
    Content(bytes): Content,
) -> Answer<(StatusCode, Json<KeptFile>)> {
    let kept = Box::pin(portal.engine.new_version(&caller, &id, seen, bytes)).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

pub async fn archive(
    State(portal): State<Portal>,
    SignedIn(caller): SignedIn,
    Named(id): Named<FileId>,
) -> Answer<Json<KeptFile>> {
    Ok(Json(Box::pin(portal.engine.archive(&caller, &id)).await?))
}

fn about(object: Option<ObjectName>, record: Option<RecordId>) -> Answer<Option<RecordRef>> {
    match (object, record) {
        (Some(object), Some(id)) => Ok(Some(RecordRef::new(object, id))),
        (None, None) => Ok(None),
        _ => Err(Problem::unreadable(
            "a record is named by both `object` and `record`",
        )),
    }
}

/// A body that is a file's content.
pub struct Content(Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Content {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes.into())),
            Err(wrong) if wrong.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(crate::files::too_large())
            }
            Err(wrong) => Err(Problem::new(
                wrong.status(),
                "unreadable",
                wrong.body_text(),
            )),
        }
    }
}
