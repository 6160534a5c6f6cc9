use super::pdf;
use crate::Error;
use domain::knowledge::{Document, Format, Head, Kind, PAGE_BREAK, parse, slug_of};
use domain::record::ObjectName;
use domain::time::Date;
use std::sync::Arc;
use store::documents::File;
use tokio::sync::Semaphore;

/// Markdown and CSV.
pub const LARGEST_TEXT: usize = 512 << 10;
/// A PDF.
pub const LARGEST_FILE: usize = 10 << 20;

/// One PDF at a time is read: it takes a whole core, and memory by the size of what is in it.
static READING: Semaphore = Semaphore::const_new(1);

/// What somebody typed or uploaded, field by field as it came.
#[derive(Clone, Debug, Default)]
pub struct Manuscript {
    pub kind: String,
    pub title: String,
    /// The objects it speaks about, parted by commas; blank for all.
    pub objects: String,
    pub valid_from: String,
    pub valid_until: String,
    /// The text without its head; a head in it counts more than the fields.
    pub text: String,
    /// Goes before the text.
    pub file: Option<Uploaded>,
    /// The newest version when it was written; a newer one is not written over.
    pub seen: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Uploaded {
    pub name: String,
    pub body: Vec<u8>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Kind,
    Title,
    Objects,
    ValidFrom,
    ValidUntil,
    Text,
    File,
}

/// What is wrong, and in which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub field: Field,
    pub message: String,
}

/// Why a manuscript was not saved.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotSaved {
    /// The fields have to be mended.
    #[error("{}", listed(.0))]
    Fields(Vec<Wrong>),
    #[error(transparent)]
    Other(#[from] Error),
}

impl Field {
    /// As forms send it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Objects => "objects",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::Text => "text",
            Self::File => "file",
        }
    }
}

impl Wrong {
    pub(super) fn new(field: Field, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

impl From<NotSaved> for Error {
    fn from(why: NotSaved) -> Self {
        match why {
            NotSaved::Fields(wrong) => Self::Invalid(listed(&wrong)),
            NotSaved::Other(error) => error,
        }
    }
}

/// `title: is blank`, a line for each.
fn listed(wrong: &[Wrong]) -> String {
    let line = |wrong: &Wrong| format!("{}: {}", wrong.field.word(), wrong.message);
    wrong.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What the text was taken from.
struct Source {
    field: Field,
    format: Format,
    text: String,
    /// Kept when it is more than the text.
    file: Option<File>,
}

/// Makes a document of it. `before` is the version it follows: what it is for stays.
pub(super) async fn read(
    manuscript: Manuscript,
    before: Option<Arc<Document>>,
) -> Result<(Document, Option<File>), NotSaved> {
    let mut wrong = vec![];
    let source = source(&manuscript, before.as_deref()).await;
    let source = source.map_err(|one| wrong.push(one)).ok();
    if let Some(own) = source.as_ref().filter(|source| has_head(source)) {
        let document = parsed(&own.text, own.field, 0).map_err(NotSaved::Fields)?;
        if let Some(before) = before.filter(|before| before.kind != document.kind) {
            let says = format!(
                "its head says {}, and the document is of the kind {}",
                document.kind, before.kind
            );
            return Err(NotSaved::Fields(vec![Wrong::new(own.field, says)]));
        }
        return Ok((document, source.and_then(|source| source.file)));
    }
    let head = head(&manuscript, before.as_deref(), source.as_ref(), &mut wrong);
    let (Some(head), Some(source)) = (head, source) else {
        return Err(NotSaved::Fields(wrong));
    };
    let head = head.to_string();
    let lines = head.lines().count();
    let text = head + &source.text;
    match parsed(&text, source.field, lines) {
        Ok(document) if wrong.is_empty() => Ok((document, source.file)),
        Ok(_) => Err(NotSaved::Fields(wrong)),
        Err(more) => {
            wrong.extend(more);
            Err(NotSaved::Fields(wrong))
        }
    }
}

/// Text that brings its own head, such as a file that was downloaded here.
fn has_head(source: &Source) -> bool {
    source.format == Format::Markdown && source.text.starts_with("+++\n")
}

/// The document, or what is wrong with lines as they are in the field.
fn parsed(text: &str, field: Field, lines_before: usize) -> Result<Document, Vec<Wrong>> {
    parse(text).map_err(|problems| {
        let told = |problem: domain::knowledge::Problem| {
            if problem.line <= lines_before {
                return Wrong::new(field, problem.message);
            }
            let line = problem.line - lines_before;
            Wrong::new(field, format!("line {line}: {}", problem.message))
        };
        problems.into_iter().map(told).collect()
    })
}

/// The head that the fields make; what is wrong with them is added.
fn head(
    manuscript: &Manuscript,
    before: Option<&Document>,
    source: Option<&Source>,
    wrong: &mut Vec<Wrong>,
) -> Option<Head> {
    let already = wrong.len();
    let mut say = |field, message: String| wrong.push(Wrong::new(field, message));
    let kind = match before {
        Some(before) => Some(before.kind),
        None => match manuscript.kind.trim() {
            "" => {
                say(Field::Kind, "choose what it is for".to_owned());
                None
            }
            word => word
                .parse::<Kind>()
                .map_err(|why| say(Field::Kind, why.to_string()))
                .ok(),
        },
    };
    let title = manuscript
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if title.is_empty() {
        say(Field::Title, "give it a title".to_owned());
    } else if title.chars().count() > 120 {
        say(Field::Title, "is longer than 120 letters".to_owned());
    }
    let mut objects = vec![];
    for name in manuscript
        .objects
        .split([',', ' ', '\n'])
        .filter(|name| !name.trim().is_empty())
    {
        match name.trim().parse::<ObjectName>() {
            Ok(name) => objects.push(name),
            Err(why) => say(Field::Objects, why.to_string()),
        }
    }
    let mut day = |field, text: &str| match text.trim() {
        "" => None,
        text => {
            let day = text.parse::<Date>().ok();
            if day.is_none() {
                let says = format!("`{text}` is not a day; write it as 2026-04-01");
                say(field, says);
            }
            day
        }
    };
    let from = day(Field::ValidFrom, &manuscript.valid_from);
    let until = day(Field::ValidUntil, &manuscript.valid_until);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let says = format!("it would hold until {until}, before it begins on {from}");
        say(Field::ValidUntil, says);
    }
    let (kind, format) = (kind?, source?.format);
    if !kind.takes(format) {
        let says = if format == Format::Csv {
            format!(
                "rows of CSV are for pricing and product data, and this is {}",
                kind.name()
            )
        } else {
            format!(
                "{} is carried out by its rules, so it is written as Markdown; keep this file as a playbook",
                kind.name()
            )
        };
        say(source?.field, says);
    }
    (wrong.len() == already).then(|| Head {
        kind,
        slug: before.map_or_else(|| slug_of(&title), |before| before.slug.clone()),
        title,
        format,
        objects,
        valid_from: from,
        valid_until: until,
    })
}

async fn source(manuscript: &Manuscript, before: Option<&Document>) -> Result<Source, Wrong> {
    if let Some(file) = &manuscript.file {
        return uploaded(file).await;
    }
    let format = before.map_or(Format::Markdown, |before| before.format);
    if format == Format::Pdf && manuscript.text.trim().is_empty() {
        // The days change and the file stays.
        let pages = before.into_iter().flat_map(|before| &before.passages);
        let pages: Vec<&str> = pages.map(|page| page.text.as_str()).collect();
        return Ok(Source {
            field: Field::File,
            format,
            text: pages.join(PAGE_BREAK.encode_utf8(&mut [0; 4])),
            file: None,
        });
    }
    if manuscript.text.trim().is_empty() {
        let says = "write the text, or choose a file";
        return Err(Wrong::new(Field::Text, says));
    }
    Ok(Source {
        field: Field::Text,
        format: match format {
            Format::Csv => Format::Csv,
            Format::Markdown | Format::Pdf => Format::Markdown,
        },
        text: small(&manuscript.text).map_err(|says| Wrong::new(Field::Text, says))?,
        file: None,
    })
}

/// What a file is, is told by its bytes first and by its name second.
async fn uploaded(file: &Uploaded) -> Result<Source, Wrong> {
    let says = |message: String| Wrong::new(Field::File, message);
    let name = file.name.to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if file.body.is_empty() {
        return Err(says(format!("{} is empty", file.name)));
    }
    if file.body.len() > LARGEST_FILE {
        return Err(says(format!(
            "{} is larger than {} MB",
            file.name,
            LARGEST_FILE >> 20
        )));
    }
    if file.body.starts_with(b"%PDF-") {
        return printed(file)
            .await
            .map_err(|why| says(format!("{}: {why}", file.name)));
    }
    let format = match ending {
        "csv" | "tsv" => Format::Csv,
        "md" | "markdown" | "txt" => Format::Markdown,
        "pdf" => return Err(says(format!("{} is called a PDF and is none", file.name))),
        _ => {
            return Err(says(format!(
                "{} is neither Markdown (.md), nor CSV (.csv), nor a PDF",
                file.name
            )));
        }
    };
    let bytes = file
        .body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&file.body);
    let text = std::str::from_utf8(bytes).map_err(|why| {
        let before = String::from_utf8_lossy(&bytes[..why.valid_up_to()]);
        let line = before.matches('\n').count() + 1;
        says(format!(
            "{}, line {line}: a letter is not written in UTF-8; save the file as UTF-8",
            file.name
        ))
    })?;
    Ok(Source {
        field: Field::File,
        format,
        text: small(text).map_err(|why| says(format!("{}: {why}", file.name)))?,
        file: None,
    })
}

async fn printed(file: &Uploaded) -> Result<Source, String> {
    let body = file.body.clone();
    let turn = READING.acquire().await.map_err(|why| why.to_string())?;
    let pages = tokio::task::spawn_blocking(move || pdf::pages(&body))
        .await
        .map_err(|why| why.to_string())??;
    drop(turn);
    Ok(Source {
        field: Field::File,
        format: Format::Pdf,
        text: pages.join(PAGE_BREAK.encode_utf8(&mut [0; 4])),
        file: Some(File {
            name: file.name.clone(),
            body: file.body.clone(),
        }),
    })
}

/// Text with one kind of line break, when it is not too much.
fn small(text: &str) -> Result<String, String> {
    if text.len() > LARGEST_TEXT {
        return Err(format!(
            "it is {} KB of text; at most {} KB fit into one document",
            text.len() >> 10,
            LARGEST_TEXT >> 10
        ));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests;
