//! Passages as a page shows them: words, lists, rules, rows and pages.

use domain::id::DocumentId;
use domain::knowledge::{Document, Format, Holds, Passage, Place, Rules, Sheet, Table};
use domain::text::plain;

use super::super::api::{Block, ColumnView, PassageView, RowView, Since, TableView};

/// What of a version is cited, and the page that opens there: `row S1`, or `section 2` when it is no row.
pub fn place(
    document: &DocumentId,
    version: u32,
    section: &str,
    row: Option<&str>,
) -> (String, String) {
    let place = Place { section, row };
    let href = format!("/knowledge/{document}?version={version}#{}", place.anchor());
    (place.to_string(), href)
}

/// All passages of a version. `newest` is the version that followed it, with its number, when there is one.
pub fn passages(
    id: &DocumentId,
    document: &Document,
    newest: Option<(u32, &Document)>,
) -> Vec<PassageView> {
    if let Some(sheet) = &document.sheet {
        return vec![sheet_view(sheet)];
    }
    let view = |passage: &Passage| {
        let mut view = passage_view(document, passage);
        view.since = newest.and_then(|(number, newest)| since(id, number, newest, passage));
        view
    };
    document.passages.iter().map(view).collect()
}

/// What became of a passage in the newest version.
fn since(id: &DocumentId, number: u32, newest: &Document, passage: &Passage) -> Option<Since> {
    match newest.passage(&passage.section) {
        Some(today) if today.sha256 == passage.sha256 => None,
        Some(today) => Some(Since::Reworded {
            href: place(id, number, &today.section, None).1,
        }),
        None => Some(Since::Gone),
    }
}

fn passage_view(document: &Document, passage: &Passage) -> PassageView {
    let section = passage.section.as_str();
    let numbered = section.starts_with(|first: char| first.is_ascii_digit());
    let printed = document.format == Format::Pdf;
    PassageView {
        anchor: Place { section, row: None }.anchor(),
        number: if numbered && section != "0" {
            section.to_owned()
        } else {
            String::new()
        },
        // What stands before the first section has the document's own title.
        heading: if section == "0" {
            String::new()
        } else {
            text(&passage.heading)
        },
        nested: section.contains('.'),
        blocks: if printed {
            printed_blocks(&passage.text)
        } else {
            blocks(&passage.text)
        },
        tables: document
            .tables
            .iter()
            .filter(|table| table.section == passage.section)
            .map(rules)
            .collect(),
        since: None,
    }
}

/// A table of all rows; each is cited by its line.
fn sheet_view(sheet: &Sheet) -> PassageView {
    let line = ColumnView {
        name: "Line".to_owned(),
        number: false,
    };
    let columns = sheet.columns.iter().map(|column| ColumnView {
        name: text(&column.name),
        number: column.holds == Holds::Number,
    });
    let rows = sheet.rows.iter().map(|row| {
        let section = format!("line-{}", row.line);
        let cells = row.cells.iter().map(|cell| text(cell));
        RowView {
            anchor: section,
            cells: std::iter::once(row.line.to_string()).chain(cells).collect(),
        }
    });
    PassageView {
        anchor: "rows".to_owned(),
        number: String::new(),
        heading: String::new(),
        nested: false,
        blocks: vec![],
        tables: vec![TableView {
            name: "Rows".to_owned(),
            columns: std::iter::once(line).chain(columns).collect(),
            rows: rows.collect(),
        }],
        since: None,
    }
}

/// Paragraphs, lists, and fenced blocks that hold no rules: those are shown as tables.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = vec![];
    let mut open: Vec<&str> = vec![];
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            blocks.extend(block(&open));
            open.clear();
            let inside: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .collect();
            if info.split_whitespace().next() != Some("table") {
                blocks.push(Block::Kept(text(&inside.join("\n"))));
            }
        } else if line.trim().is_empty() {
            blocks.extend(block(&open));
            open.clear();
        } else {
            open.push(line);
        }
    }
    blocks.extend(block(&open));
    blocks
}

fn block(lines: &[&str]) -> Option<Block> {
    let first = lines.first()?;
    if item(first).is_none() {
        // A heading of level one repeats the title.
        let words = lines.iter().filter(|line| !line.starts_with('#'));
        let words: Vec<&str> = words.map(|line| line.trim()).collect();
        return (!words.is_empty()).then(|| Block::Words(text(&words.join(" "))));
    }
    let mut items: Vec<String> = vec![];
    for line in lines {
        match (item(line), items.last_mut()) {
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            (found, _) => items.push(found.unwrap_or_else(|| line.trim()).to_owned()),
        }
    }
    Some(Block::Items(items.iter().map(|item| text(item)).collect()))
}

/// `- so`, `* so` or `1. so`
fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(rest.trim());
    }
    let (number, rest) = line.split_once(". ")?;
    let counts = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    counts.then(|| rest.trim())
}

/// Lines of a page as it was printed belong together until a blank one.
fn printed_blocks(page: &str) -> Vec<Block> {
    page.split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| Block::Words(text(&paragraph)))
        .collect()
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
    let column = |name: String| ColumnView {
        name: text(&name),
        number: false,
    };
    let row = |cells: Vec<String>| RowView {
        anchor: format!("row-{}", cells.first().map_or("", String::as_str)),
        cells: cells.iter().map(|cell| text(cell)).collect(),
    };
    TableView {
        name: format!("Rules: {}", text(&table.name)),
        columns: ends(columns).map(column).collect(),
        rows: rows.into_iter().map(row).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lists_and_templates_are_told_apart() {
        let found = blocks(
            "# Title\n\nOne\ntwo.\n\n- first\n  goes on\n- second\n\n1. a\n2. b\n\n```table x first\n| row |\n```\n\n```mail\nDear {name},\n  yours\n```\nafter",
        );
        let words = |text: &str| Block::Words(text.to_owned());
        let items =
            |texts: &[&str]| Block::Items(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(
            found,
            [
                words("One two."),
                items(&["first goes on", "second"]),
                items(&["a", "b"]),
                Block::Kept("Dear {name},\n  yours".to_owned()),
                words("after"),
            ]
        );
    }
}
