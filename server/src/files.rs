//! The forms of the Files pages, and downloads. Whatever a file holds, a browser never runs it: it is handed out as an
//! attachment, with the type that its name says and no other.

use axum::Router;
use axum::body::Body;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequestParts as _, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::id::FileId;
use domain::record::RecordRef;
use engine::{FileContent, Upload};
use futures_util::StreamExt as _;

use crate::api::{Answer, LARGEST_UPLOAD, Problem};
use crate::forms::Sender;
use crate::plain::{Look, Plain};
use crate::portal::Portal;

const PAGE: &str = "/files";
/// The largest request: the largest file, and room to tell somebody how much too large theirs is.
pub const LARGEST_BODY: usize = 8 << 20;
/// Of one that is larger still, so much is taken in before it is refused.
const FORGOTTEN: usize = 64 << 20;

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(PAGE, post(upload))
        .route("/files/{id}/versions", post(new_version))
        .route("/files/{id}/archive", post(archive))
        .route("/files/{id}/versions/{number}", get(version))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// What a form with a file sends. Fields come in any order.
#[derive(Default)]
struct Form {
    folder: String,
    object: String,
    record: String,
    seen: String,
    name: String,
    bytes: Vec<u8>,
}

type Sent = Result<Multipart, MultipartRejection>;

impl Form {
    async fn read(sent: Sent) -> Answer<Self> {
        let mut sent = sent.map_err(|wrong| Problem::unreadable(wrong.body_text()))?;
        let mut form = Self::default();
        while let Some(field) = sent.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                field
                    .file_name()
                    .unwrap_or_default()
                    .clone_into(&mut form.name);
                form.bytes = field.bytes().await.map_err(broken)?.into();
                continue;
            }
            let text = field.text().await.map_err(broken)?;
            match name.as_str() {
                "folder" => form.folder = text,
                "object" => form.object = text,
                "record" => form.record = text,
                "seen" => form.seen = text,
                _ => {}
            }
        }
        if form.name.is_empty() {
            return Err(Problem::invalid(
                "choose a file first; nothing was uploaded",
            ));
        }
        Ok(form)
    }

    fn about(&self) -> Answer<Option<RecordRef>> {
        if self.record.is_empty() {
            return Ok(None);
        }
        match (self.object.parse(), self.record.parse()) {
            (Ok(object), Ok(id)) => Ok(Some(RecordRef::new(object, id))),
            _ => Err(Problem::invalid("that is no record")),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn broken(wrong: axum::extract::multipart::MultipartError) -> Problem {
    if wrong.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::unreadable(wrong.body_text())
}

/// It was not even read to its end.
pub fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "that is too large: at most 5 MB are kept of a file; nothing was uploaded",
    )
}

/// How much a request may hold, by where it is sent, and what somebody is told whose is larger.
fn most(path: &str) -> (usize, &'static str, &'static str) {
    if path.trim_start_matches("/api/v1").starts_with("/knowledge") {
        (
            LARGEST_UPLOAD,
            "At most 10 MB are read of a PDF.",
            "/knowledge",
        )
    } else {
        (LARGEST_BODY, "At most 5 MB are kept of a file.", PAGE)
    }
}

/// What says of itself that it is too large is told so in words, before the limit of all bodies cuts it off without any.
/// Nobody listens who is still sending, so some of it is taken in and forgotten.
pub async fn not_too_large(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let (most, says, back) = most(request.uri().path());
    if length.is_none_or(|length| length <= most) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut left = FORGOTTEN;
    let mut body = body.into_data_stream();
    while let Some(Ok(piece)) = body.next().await {
        match left.checked_sub(piece.len()) {
            Some(rest) => left = rest,
            None => break,
        }
    }
    let problem = too_large();
    let Ok(look) = Look::from_request_parts(&mut parts, &portal).await;
    if parts.uri.path().starts_with("/api/") {
        return problem.into_response();
    }
    let body =
        format!(r#"<p>{says} Nothing was uploaded.</p><a class="btn" href="{back}">Back</a>"#);
    let page = Plain {
        title: "That is too large",
        body: &body,
        status: problem.status,
        onward: None,
    };
    page.page(&look)
}

async fn upload(State(portal): State<Portal>, sender: Sender, sent: Sent) -> Redirect {
    let mut back = PAGE.to_owned();
    let done = async {
        let form = Form::read(sent).await?;
        let about = form.about()?;
        let upload = Upload {
            folder: form.folder.parse().map_err(Problem::invalid)?,
            name: form.name,
            bytes: form.bytes,
            about,
        };
        let kept = portal.engine.upload(&sender.caller, upload).await?;
        Ok((
            format!("{PAGE}/{}", kept.id),
            format!("“{}” is kept in {}.", kept.name, kept.folder),
        ))
    };
    let outcome = Box::pin(done).await.map(|(page, words)| {
        back = page;
        words
    });
    sender.told(&back, outcome).await
}

async fn new_version(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
    sent: Sent,
) -> Redirect {
    let done = async {
        let file = known(&id)?;
        let form = Form::read(sent).await?;
        let seen = form.seen.parse();
        let seen = seen.map_err(|_| Problem::unreadable("which version was seen is missing"))?;
        let kept = portal
            .engine
            .new_version(&sender.caller, &file, seen, form.bytes)
            .await?;
        Ok(format!("Version {} is kept.", kept.summary.version))
    };
    let outcome = Box::pin(done).await;
    sender.told(&page_of(&id), outcome).await
}

async fn archive(State(portal): State<Portal>, sender: Sender, Path(id): Path<String>) -> Redirect {
    let done = async {
        let kept = portal.engine.archive(&sender.caller, &known(&id)?).await?;
        Ok(format!(
            "“{}” is archived: lists leave it out, and links to it still open.",
            kept.summary.name
        ))
    };
    let outcome = Box::pin(done).await;
    sender.told(&page_of(&id), outcome).await
}

async fn version(
    State(portal): State<Portal>,
    sender: Sender,
    look: Look,
    Path((id, number)): Path<(String, String)>,
) -> Response {
    let found = async {
        let number = number.parse().map_err(|_| Problem::gone())?;
        let id = known(&id)?;
        let content = portal
            .engine
            .file_content(&sender.caller, &id, Some(number));
        Answer::Ok(content.await?)
    };
    match Box::pin(found).await {
        Ok(content) => download(content),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            let page = Plain {
                title: "There is nothing here",
                body: r#"<p>This address leads nowhere, or what was here is gone.</p><a class="btn" href="/files">Files</a>"#,
                status: StatusCode::NOT_FOUND,
                onward: None,
            };
            page.page(&look)
        }
        Err(problem) => problem.into_response(),
    }
}

fn known(id: &str) -> Answer<FileId> {
    id.parse().map_err(|_| Problem::gone())
}

/// Where a form about a file leads back to; an id that is none leads to the list.
fn page_of(id: &str) -> String {
    match known(id) {
        Ok(id) => format!("{PAGE}/{id}"),
        Err(_) => PAGE.to_owned(),
    }
}

/// The bytes, to be saved and never to be run.
pub fn download(content: FileContent) -> Response {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::CONTENT_TYPE, content.name.media().content_type()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        // Who may see it can change: no cache keeps it.
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let attachment = attachment(content.name.as_str());
    headers.insert(header::CONTENT_DISPOSITION, attachment);
    (headers, Body::from(content.bytes)).into_response()
}

/// `attachment` with the name in two spellings: letters that every program reads, and all of it.
fn attachment(name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let is_plain =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '.' | '-');
    let plain: String = name
        .chars()
        .map(|letter| if is_plain(letter) { letter } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') {
            whole.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    let value = format!(r#"attachment; filename="{plain}"; filename*=UTF-8''{whole}"#);
    HeaderValue::from_str(&value).expect("letters, digits and percent signs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_whole_and_cannot_leave_its_quotes() {
        assert_eq!(
            attachment("Grüße, \"Müller\".md"),
            r#"attachment; filename="Gr__e_ _M_ller_.md"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%2C%20%22M%C3%BCller%22.md"#
        );
    }
}
