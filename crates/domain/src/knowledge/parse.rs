mod sections;

use super::{Document, Format, Passage, Sheet, head, sheet};
use crate::canonical::Digest;
use serde::{Deserialize, Serialize};

/// Parts the pages of a PDF in its text.
pub const PAGE_BREAK: char = '\u{c}';

/// Something in a document that its author has to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl Problem {
    pub(super) fn new(line: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// The text after the head; all of it when there is none.
pub fn body(text: &str) -> &str {
    let close = lines(text)
        .filter(|line| line.text.trim_end() == "+++")
        .nth(1);
    match close.filter(|_| text.starts_with("+++")) {
        Some(close) => &text[close.after..],
        None => text,
    }
}

/// Reads a document. Everything that is wrong is told at once.
pub fn parse(text: &str) -> Result<Document, Vec<Problem>> {
    let (head, body_from) = head::read(text)?;
    let begins = lines(text)
        .find(|line| line.number == body_from)
        .map_or(text.len(), |line| line.from);
    let body = &text[begins..];
    let (passages, tables, sheet) = match head.format {
        Format::Markdown => {
            let mut reader = sections::Reader::new(&head.title);
            for line in lines(text).filter(|line| line.number >= body_from) {
                reader.take(&line);
            }
            let (passages, tables) = reader.finish(text)?;
            (passages, tables, None)
        }
        Format::Csv => {
            let (passages, sheet) = rows(text, body, body_from - 1)?;
            (passages, vec![], Some(sheet))
        }
        Format::Pdf => (pages(text, body), vec![], None),
    };
    Ok(Document {
        kind: head.kind,
        title: head.title,
        slug: head.slug,
        format: head.format,
        objects: head.objects,
        valid_from: head.valid_from,
        valid_until: head.valid_until,
        text: text.to_owned(),
        passages,
        tables,
        sheet,
    })
}

/// A row is cited by its line in the sheet itself, and told by its line in the whole text when it is wrong.
fn rows(
    text: &str,
    body: &str,
    lines_before: usize,
) -> Result<(Vec<Passage>, Sheet), Vec<Problem>> {
    let (sheet, records) = sheet::read(body).map_err(|problems| {
        let moved = problems.into_iter().map(|problem| Problem {
            line: problem.line + lines_before,
            ..problem
        });
        moved.collect::<Vec<_>>()
    })?;
    let begins = text.len() - body.len();
    let mut counted = Counted::default();
    let passages = records.iter().map(|record| {
        let (section, heading) = (
            format!("line-{}", record.line),
            format!("Line {}", record.line),
        );
        counted.passage(
            section,
            heading,
            text,
            begins + record.from..begins + record.until,
        )
    });
    Ok((passages.collect(), sheet))
}

fn pages(text: &str, body: &str) -> Vec<Passage> {
    let mut at = text.len() - body.len();
    let mut counted = Counted::default();
    let page = |(number, page): (usize, &str)| {
        let span = at..at + page.len();
        at = span.end + PAGE_BREAK.len_utf8();
        let (section, heading) = (
            format!("page-{}", number + 1),
            format!("Page {}", number + 1),
        );
        counted.passage(section, heading, text, span)
    };
    body.split(PAGE_BREAK).enumerate().map(page).collect()
}

/// Characters up to a byte, counted on: counting from the start for each of many passages would take their square.
#[derive(Default)]
struct Counted {
    byte: usize,
    characters: usize,
}

impl Counted {
    /// The text between two places, without the white space around it. Each begins after the one before.
    fn passage(
        &mut self,
        section: String,
        heading: String,
        text: &str,
        span: std::ops::Range<usize>,
    ) -> Passage {
        let whole = &text[span.clone()];
        let body = whole.trim();
        let from = span.start + (whole.len() - whole.trim_start().len());
        self.characters += text[self.byte..from].chars().count();
        self.byte = from;
        Passage {
            section,
            heading,
            start: self.characters,
            end: self.characters + body.chars().count(),
            sha256: Digest::of_bytes(body.as_bytes()),
            text: body.to_owned(),
        }
    }
}

pub(super) struct SourceLine<'a> {
    pub number: usize,
    pub text: &'a str,
    /// Where it begins, and where the next line begins, in bytes.
    pub from: usize,
    pub after: usize,
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = SourceLine<'_>> {
    let mut from = 0;
    text.split_inclusive('\n')
        .enumerate()
        .map(move |(at, line)| {
            let start = from;
            from += line.len();
            SourceLine {
                number: at + 1,
                text: line.trim_end_matches(['\n', '\r']),
                from: start,
                after: from,
            }
        })
}

#[cfg(test)]
mod tests;
