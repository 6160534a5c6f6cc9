use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use engine::{LARGEST_FILE, LARGEST_TEXT, Manuscript, Uploaded};
use std::convert::Infallible;

use crate::api::{Answer, Problem};
use crate::portal::Portal;

/// What a form with a file in it says. One that cannot be read is told where it is answered.
pub struct Written {
    pub manuscript: Answer<Manuscript>,
}

impl FromRequest<Portal> for Written {
    type Rejection = Infallible;
    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Infallible> {
        let manuscript = match Multipart::from_request(request, portal).await {
            Ok(form) => read(form).await,
            Err(wrong) => Err(Problem::new(
                wrong.status(),
                "unreadable",
                wrong.body_text(),
            )),
        };
        Ok(Self { manuscript })
    }
}

async fn read(mut form: Multipart) -> Answer<Manuscript> {
    let mut manuscript = Manuscript::default();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or_default().to_owned();
            let body = bytes(field, LARGEST_FILE).await?;
            // A field of a form in which no file was chosen is there all the same.
            if !(file.is_empty() && body.is_empty()) {
                manuscript.file = Some(Uploaded {
                    name: last_part(&file),
                    body,
                });
            }
            continue;
        }
        let text = String::from_utf8(bytes(field, LARGEST_TEXT).await?)
            .map_err(|_| Problem::invalid(format!("{name}: is not written in UTF-8")))?;
        match name.as_str() {
            "kind" => manuscript.kind = text,
            "title" => manuscript.title = text,
            "objects" => manuscript.objects = text,
            "valid_from" => manuscript.valid_from = text,
            "valid_until" => manuscript.valid_until = text,
            "text" => manuscript.text = text,
            "seen" => {
                let seen = (!text.is_empty()).then(|| text.parse());
                manuscript.seen = seen
                    .transpose()
                    .map_err(|_| Problem::invalid("seen: is not the number of a version"))?;
            }
            _ => {}
        }
    }
    Ok(manuscript)
}

/// No more than one byte over what is allowed is kept: enough to say that it is too much, once all of it has come.
async fn bytes(mut field: Field<'_>, most: usize) -> Answer<Vec<u8>> {
    let mut kept = vec![];
    while let Some(chunk) = field.chunk().await? {
        let room = (most + 1).saturating_sub(kept.len());
        kept.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(kept)
}

/// Some browsers send the whole path.
fn last_part(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect()
}

impl From<MultipartError> for Problem {
    fn from(wrong: MultipartError) -> Self {
        Self::new(wrong.status(), "unreadable", wrong.body_text())
    }
}
