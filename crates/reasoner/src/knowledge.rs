//! Finding the document that applies, and citing it.

use domain::knowledge::{Citation, Kind, Passage, Published};
use domain::record::ObjectName;
use domain::time::Date;

/// Why no single document applies. Either way a person has to look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("no {kind} for {object} holds on {on}")]
    NotFound {
        kind: Kind,
        object: String,
        on: Date,
    },
    #[error("two documents of the kind {kind} hold on {on} for {object}: {}; end one of them", titles.join(" and "))]
    Conflict {
        kind: Kind,
        object: String,
        on: Date,
        titles: Vec<String>,
    },
}

/// The quote does not stand in the passage, to the letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{quote}` does not stand in {title} {section}")]
pub struct NotAQuote {
    pub quote: String,
    pub title: String,
    pub section: String,
}

/// The one document of a kind that holds on a day for an object. A document that names the object goes before one that
/// speaks about all of them.
pub fn find<'a>(
    documents: &'a [Published],
    kind: Kind,
    object: Option<&ObjectName>,
    on: Date,
) -> Result<&'a Published, Error> {
    let holding: Vec<&Published> = documents
        .iter()
        .filter(|published| published.document.kind == kind && published.document.holds_on(on))
        .collect();
    let named = |published: &&&Published| {
        object.is_some_and(|object| {
            !published.document.objects.is_empty() && published.document.speaks_about(object)
        })
    };
    let general =
        |published: &&&Published| object.is_none() || published.document.objects.is_empty();
    let specific: Vec<&Published> = holding.iter().filter(named).copied().collect();
    let fitting = if specific.is_empty() {
        holding.iter().filter(general).copied().collect()
    } else {
        specific
    };
    let object = object.map_or_else(|| "any object".to_owned(), ToString::to_string);
    match newest_versions(fitting).as_slice() {
        [] => Err(Error::NotFound { kind, object, on }),
        [only] => Ok(only),
        several => Err(Error::Conflict {
            kind,
            object,
            on,
            titles: several
                .iter()
                .map(|published| {
                    format!(
                        "{} (version {})",
                        published.document.title, published.version
                    )
                })
                .collect(),
        }),
    }
}

/// Of one document only its latest version counts.
fn newest_versions(mut fitting: Vec<&Published>) -> Vec<&Published> {
    fitting.sort_by(|a, b| a.id.cmp(&b.id).then(b.version.cmp(&a.version)));
    fitting.dedup_by(|later, first| later.id == first.id);
    fitting
}

/// Cites words of a passage; without a quote its first sentence.
pub fn cite(
    published: &Published,
    passage: &Passage,
    quote: Option<&str>,
) -> Result<Citation, NotAQuote> {
    let quote = match quote {
        Some(quote) => quote.to_owned(),
        None => first_sentence(passage),
    };
    if quote.trim().is_empty() && !passage.text.is_empty() || !passage.text.contains(&quote) {
        return Err(NotAQuote {
            quote,
            title: published.document.title.clone(),
            section: passage.section.clone(),
        });
    }
    Ok(Citation {
        document: published.id.clone(),
        title: published.document.title.clone(),
        version: published.version,
        section: passage.section.clone(),
        heading: passage.heading.clone(),
        quote,
        sha256: passage.sha256,
    })
}

/// Cites the passage that a table stands in.
pub fn cite_section(published: &Published, section: &str) -> Option<Citation> {
    let passage = published.document.passage(section)?;
    cite(published, passage, None).ok()
}

/// The first sentence as it stands there, line breaks and all; a table when there is nothing else.
fn first_sentence(passage: &Passage) -> String {
    let prose = passage.prose();
    let paragraph = prose.split("\n\n").next().unwrap_or_default();
    let end = paragraph
        .match_indices(['.', '!', '?'])
        .find(|(at, mark)| {
            let rest = &paragraph[at + mark.len()..];
            rest.is_empty() || rest.starts_with(char::is_whitespace)
        })
        .map_or(paragraph.len(), |(at, mark)| at + mark.len());
    let sentence = paragraph[..end].trim();
    let fallback = passage.text.lines().next().unwrap_or_default();
    let shown = if sentence.is_empty() {
        fallback
    } else {
        sentence
    };
    shown.to_owned()
}

#[cfg(test)]
mod tests;
