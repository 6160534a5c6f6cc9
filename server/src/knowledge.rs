//! The forms of the knowledge pages, and the files that documents came from. Builders and admins write: the engine checks.

mod written; // a form with a file in it

pub use written::Written;

use app::Returned;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::id::DocumentId;
use domain::knowledge::{Format, body};
use engine::{Caller, Manuscript, NotSaved};
use serde::Deserialize;

use crate::api::{Answer, LARGEST_UPLOAD, Problem};
use crate::forms::Sender;
use crate::portal::Portal;

const PAGE: &str = "/knowledge";

pub fn routes() -> Router<Portal> {
    let larger = DefaultBodyLimit::max(LARGEST_UPLOAD);
    Router::new()
        .route(PAGE, post(create).layer(larger))
        .route("/knowledge/{id}", post(save).layer(larger))
        .route("/knowledge/{id}/archive", post(archive))
        .route("/knowledge/{id}/return", post(come_back))
        .route("/knowledge/{id}/file", get(file))
}

async fn create(State(portal): State<Portal>, sender: Sender, written: Written) -> Redirect {
    saved(&portal, &sender, None, "/knowledge/new", written).await
}

async fn save(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
    written: Written,
) -> Redirect {
    match known(&id) {
        Ok(id) => {
            saved(
                &portal,
                &sender,
                Some(&id),
                &format!("{PAGE}/{id}/edit"),
                written,
            )
            .await
        }
        Err(problem) => sender.told(PAGE, Err(problem)).await,
    }
}

/// Leads to what was saved; what was not goes back into its form, with what is wrong beside each field.
async fn saved(
    portal: &Portal,
    sender: &Sender,
    id: Option<&DocumentId>,
    form: &str,
    written: Written,
) -> Redirect {
    let manuscript = match written.manuscript {
        Ok(manuscript) => manuscript,
        Err(problem) => return sender.told(form, Err(problem)).await,
    };
    let fields = fields(&manuscript);
    let wrong = match portal
        .engine
        .save_document(&sender.caller, id, manuscript)
        .await
    {
        Ok(view) => {
            let page = format!("{PAGE}/{}", view.id);
            let words = format!("Version {} of “{}” is published.", view.version, view.title);
            return sender.told(&page, Ok(words)).await;
        }
        Err(NotSaved::Fields(wrong)) => wrong
            .into_iter()
            .map(|wrong| (wrong.field.word().to_owned(), wrong.message))
            .collect(),
        Err(NotSaved::Other(error)) => {
            vec![(String::new(), Problem::from(error).message)]
        }
    };
    sender.given_back(form, Returned { fields, wrong }).await
}

/// What was typed. A file cannot be put back into a form: browsers let nobody do that.
fn fields(manuscript: &Manuscript) -> Vec<(String, String)> {
    let seen = manuscript
        .seen
        .map(|seen| seen.to_string())
        .unwrap_or_default();
    [
        ("kind", &manuscript.kind),
        ("title", &manuscript.title),
        ("objects", &manuscript.objects),
        ("valid_from", &manuscript.valid_from),
        ("valid_until", &manuscript.valid_until),
        ("text", &manuscript.text),
        ("seen", &seen),
    ]
    .map(|(name, value)| (name.to_owned(), value.clone()))
    .to_vec()
}

async fn archive(State(portal): State<Portal>, sender: Sender, Path(id): Path<String>) -> Redirect {
    in_service(&portal, &sender, &id, false).await
}

async fn come_back(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
) -> Redirect {
    in_service(&portal, &sender, &id, true).await
}

async fn in_service(portal: &Portal, sender: &Sender, id: &str, serves: bool) -> Redirect {
    let done = async {
        let id = known(id)?;
        let view = portal
            .engine
            .archive_document(&sender.caller, &id, !serves)
            .await?;
        let words = if serves {
            "It is in service again: runs that start from now on may go by it."
        } else {
            "It is archived: no run that starts from now on goes by it. What cites it still opens."
        };
        Answer::Ok((view.id, words.to_owned()))
    };
    match done.await {
        Ok((id, words)) => sender.told(&format!("{PAGE}/{id}"), Ok(words)).await,
        Err(problem) => sender.told(PAGE, Err(problem)).await,
    }
}

#[derive(Deserialize)]
struct Version {
    version: Option<u32>,
}

async fn file(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
    Query(Version { version }): Query<Version>,
) -> Response {
    let found = async { download(&portal, &sender.caller, &known(&id)?, version).await };
    match found.await {
        Ok(file) => file,
        Err(problem) => sender.told(PAGE, Err(problem)).await.into_response(),
    }
}

/// A version as a file: the one it was taken from, else its text. It is never shown as a page of ours.
pub async fn download(
    portal: &Portal,
    caller: &Caller,
    id: &DocumentId,
    version: Option<u32>,
) -> Answer<Response> {
    let document = portal.engine.document(caller, id, version).await?.document;
    let slug = document.slug;
    let (name, kind, bytes) = match document.format {
        Format::Pdf => {
            let file = portal.engine.document_file(caller, id, version).await?;
            (format!("{slug}.pdf"), "application/pdf", file.body)
        }
        Format::Csv => {
            let rows = body(&document.text).as_bytes().to_vec();
            (format!("{slug}.csv"), "text/csv; charset=utf-8", rows)
        }
        Format::Markdown => {
            let text = document.text.into_bytes();
            (format!("{slug}.md"), "text/markdown; charset=utf-8", text)
        }
    };
    // A slug is small letters, digits and dashes.
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition)
        .map_err(|_| Problem::internal("a slug that is none"))?;
    let plain = HeaderValue::from_static;
    let headers = [
        (header::CONTENT_TYPE, plain(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, plain("nosniff")),
        (
            header::CONTENT_SECURITY_POLICY,
            plain("default-src 'none'; sandbox"),
        ),
        (header::CACHE_CONTROL, plain("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

fn known(id: &str) -> Answer<DocumentId> {
    id.parse().map_err(|_| Problem::gone())
}
