//! What the engine knows of documents, as a page shows it.

use domain::id::DocumentId;
use domain::knowledge::{Passage, Published, Rules, Table};
use domain::text::plain;

use super::api::{DocumentView, PassageView, TableView};
use crate::Problem;
use crate::context::{caller, engine};

pub async fn document(id: DocumentId, version: Option<u32>) -> Result<DocumentView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let current = engine.document(&caller, &id, None).await?;
    let shown = match version.filter(|version| *version != current.version) {
        None => current.clone(),
        version => engine.document(&caller, &id, version).await?,
    };
    Ok(view(shown, current.version))
}

fn view(shown: Published, current: u32) -> DocumentView {
    let document = shown.document;
    let tables = document.tables;
    let passage = |passage: &Passage| PassageView {
        section: passage.section.clone(),
        heading: text(&passage.heading),
        paragraphs: paragraphs(&passage.prose()),
        tables: tables
            .iter()
            .filter(|table| table.section == passage.section)
            .map(rules)
            .collect(),
    };
    DocumentView {
        passages: document.passages.iter().map(passage).collect(),
        id: shown.id,
        title: text(&document.title),
        kind: text(&document.kind),
        version: shown.version,
        current,
    }
}

/// Paragraphs of a passage, without its heading: what a blank line parts.
pub fn paragraphs(prose: &str) -> Vec<String> {
    prose
        .split("\n\n")
        .map(|paragraph| {
            let lines = paragraph.lines().filter(|line| !line.starts_with('#'));
            lines.map(str::trim).collect::<Vec<_>>().join(" ")
        })
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| text(&paragraph))
        .collect()
}

fn rules(table: &Table) -> TableView {
    let (columns, rows): (Vec<String>, Vec<Vec<String>>) = match &table.rules {
        Rules::First(table) => {
            let ins = table.inputs.iter().map(|input| words_of(input));
            let outs = table
                .outputs
                .iter()
                .map(|output| format!("→ {}", words_of(output)));
            let row = |row: &domain::knowledge::Row| {
                let tests = row.tests.iter().map(ToString::to_string);
                let gives = row.gives.iter().map(ToString::to_string);
                let cells = tests.chain(gives).chain([because(row.because.as_ref())]);
                std::iter::once(row.id.clone()).chain(cells).collect()
            };
            (
                ins.chain(outs).collect(),
                table.rows.iter().map(row).collect(),
            )
        }
        Rules::Rank(preferences) => (
            vec!["fact".into(), "prefer".into()],
            preferences
                .iter()
                .map(|one| {
                    vec![
                        one.id.clone(),
                        words_of(&one.fact),
                        one.prefer.to_string(),
                        because(one.because.as_ref()),
                    ]
                })
                .collect(),
        ),
        Rules::Fields(fields) => (
            vec!["field".into(), "rule".into(), "lead field".into()],
            fields
                .iter()
                .map(|one| {
                    vec![
                        one.id.clone(),
                        one.field.to_string(),
                        one.rule.to_string(),
                        one.extra
                            .as_ref()
                            .map(ToString::to_string)
                            .unwrap_or_default(),
                        because(one.because.as_ref()),
                    ]
                })
                .collect(),
        ),
    };
    let ends = |columns: Vec<String>| {
        std::iter::once("row".to_owned())
            .chain(columns)
            .chain(["because".to_owned()])
    };
    TableView {
        name: text(&table.name),
        columns: ends(columns).map(|column| text(&column)).collect(),
        rows: rows
            .into_iter()
            .map(|row| row.iter().map(|cell| text(cell)).collect())
            .collect(),
    }
}

fn because(why: Option<&String>) -> String {
    why.cloned().unwrap_or_default()
}

/// `open_pipeline` as a person reads it.
fn words_of(name: &str) -> String {
    name.replace('_', " ")
}

fn text(text: &str) -> String {
    plain(text).into_owned()
}

/// What of a version is cited, and the page that opens there: `row S1`, or `section 2` when it is no row.
pub fn place(
    document: &DocumentId,
    version: u32,
    section: &str,
    row: Option<&str>,
) -> (String, String) {
    let (what, anchor) = match row {
        Some(row) => (format!("row {row}"), format!("row-{row}")),
        None => (format!("section {section}"), format!("section-{section}")),
    };
    let href = format!("/knowledge/{document}?version={version}#{anchor}");
    (what, href)
}
