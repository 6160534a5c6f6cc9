use domain::change::{Because, Part, Source};
use domain::data::DocumentRef;
use domain::knowledge::Passage;
use engine::{Caller, Engine};

use super::super::super::api::{Cited, Evidence};
use crate::knowledge::paragraphs;

pub fn all_reasons(parts: &[Part]) -> Vec<Because> {
    parts.iter().flat_map(|part| part.because.clone()).collect()
}

/// The passages that these reasons name, each once.
pub async fn cite(
    engine: &Engine,
    caller: &Caller,
    reasons: Vec<Because>,
    told: &mut Vec<Evidence>,
) {
    let mut cited: Vec<Cited> = vec![];
    for because in reasons {
        let Source::Knowledge {
            document,
            version,
            section,
            row,
            ..
        } = because.source
        else {
            continue;
        };
        // A document that cannot be read any more leaves the reason without its words; the raw record still names it.
        let Ok(published) = engine.document(caller, &document, Some(version)).await else {
            continue;
        };
        let Some(passage) = published.document.passage(&section) else {
            continue;
        };
        let row = row.and_then(|id| Some((id.clone(), passage.row(&id)?)));
        let one = Cited {
            document: published.document.title.clone(),
            version,
            section,
            heading: passage.heading.clone(),
            prose: prose(passage),
            row,
        };
        if !cited.contains(&one) {
            cited.push(one);
        }
    }
    told.extend(cited.into_iter().map(Evidence::Cited));
}

/// The sections of a document that hold rules: what the steps after this one go by.
pub async fn sections(engine: &Engine, caller: &Caller, found: &DocumentRef) -> Vec<Evidence> {
    let Ok(published) = engine
        .document(caller, &found.id, Some(found.version))
        .await
    else {
        return vec![];
    };
    let document = &published.document;
    let mut sections: Vec<&str> = document
        .tables
        .iter()
        .map(|table| table.section.as_str())
        .collect();
    sections.dedup();
    sections
        .into_iter()
        .filter_map(|section| document.passage(section))
        .map(|passage| {
            Evidence::Cited(Cited {
                document: document.title.clone(),
                version: found.version,
                section: passage.section.clone(),
                heading: passage.heading.clone(),
                prose: prose(passage),
                row: None,
            })
        })
        .collect()
}

/// Paragraph by paragraph; where a line was broken in the file says nothing.
fn prose(passage: &Passage) -> String {
    paragraphs(&passage.prose()).join("\n\n")
}
