use domain::file::Media;
use domain::text::plain;

use crate::files::api::{Block, Preview, Span};

/// Letters of a text that a page shows, and rows of a table. The rest is in the download.
const LETTERS: usize = 60_000;
const ROWS: usize = 200;
const COLUMNS: usize = 30;

/// What is in a text, as far as a page shows it. Whatever acts without being seen is named, and nothing is made of it that
/// a browser would run.
pub fn of(media: Media, bytes: &[u8]) -> Preview {
    let text = String::from_utf8_lossy(bytes);
    let shown: String = text.chars().take(LETTERS).collect();
    let cut = shown.len() < text.len();
    let shown = plain(&shown);
    match media {
        Media::Csv => {
            let mut rows = rows(&shown);
            let cut = cut || rows.len() > ROWS;
            rows.truncate(ROWS);
            Preview::Table { rows, cut }
        }
        Media::Markdown => Preview::Markdown {
            blocks: blocks(&shown),
            cut,
        },
        _ => Preview::Text {
            text: shown.into_owned(),
            cut,
        },
    }
}

/// Rows of a CSV, parted by what parts most of its first line. A cell in quotes may hold what parts cells and lines.
fn rows(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let parts = [';', '\t'].into_iter().fold(',', |best, mark| {
        if count(mark) > count(best) {
            mark
        } else {
            best
        }
    });
    let (mut rows, mut row, mut cell) = (vec![], vec![], String::new());
    let mut quoted = false;
    let mut letters = text.trim_end().chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            letter if letter == parts && !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
    for row in &mut rows {
        row.resize(widest.min(COLUMNS), String::new());
    }
    rows
}

/// Headings, lists, tables, fenced lines and paragraphs: what people write. Everything else is words.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = vec![];
    let mut depth = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            continue;
        }
        if trimmed.starts_with("```") {
            let inside = lines
                .by_ref()
                .take_while(|line| !line.trim().starts_with("```"));
            blocks.push(Block::Code(inside.collect::<Vec<_>>().join("\n")));
        } else if let Some((level, words)) = heading(trimmed) {
            depth = level.min(depth + 1);
            blocks.push(Block::Heading(depth, spans(words)));
        } else if let Some((numbered, words)) = item(trimmed) {
            let mut items = vec![spans(words)];
            while let Some((_, words)) = lines
                .peek()
                .and_then(|line| item(line.trim()))
                .filter(|(same, _)| *same == numbered)
            {
                items.push(spans(words));
                lines.next();
            }
            blocks.push(Block::Items { numbered, items });
        } else if let Some(cells) = cells(trimmed) {
            let mut rows = vec![cells];
            while let Some(cells) = lines.peek().and_then(|line| cells_of(line)) {
                rows.push(cells);
                lines.next();
            }
            rows.retain(|row| !row.iter().all(|cell| is_rule(cell)));
            blocks.push(Block::Rows(rows));
        } else {
            let mut words = trimmed.to_owned();
            while let Some(more) = lines
                .peek()
                .map(|line| line.trim())
                .filter(|line| goes_on(line))
            {
                words.push('\n');
                words += more;
                lines.next();
            }
            blocks.push(Block::Words(spans(&words)));
        }
    }
    blocks
}

fn cells_of(line: &str) -> Option<Vec<String>> {
    cells(line.trim())
}

/// Whether a line belongs to the paragraph before it.
fn goes_on(line: &str) -> bool {
    !line.is_empty()
        && !line.starts_with("```")
        && heading(line).is_none()
        && item(line).is_none()
        && cells(line).is_none()
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let words = words.strip_prefix(' ')?;
    let level = u8::try_from(level)
        .ok()
        .filter(|level| (1..=5).contains(level))?;
    Some((level, words.trim()))
}

fn item(line: &str) -> Option<(bool, &str)> {
    for mark in ["- ", "* ", "+ "] {
        if let Some(words) = line.strip_prefix(mark) {
            return Some((false, words.trim()));
        }
    }
    let (number, words) = line.split_once(". ")?;
    let counts =
        !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit());
    counts.then(|| (true, words.trim()))
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inside = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(
        inside
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect(),
    )
}

fn is_rule(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|letter| matches!(letter, '-' | ':'))
}

/// Words between two pairs of stars stand out.
fn spans(words: &str) -> Vec<Span> {
    if words.matches("**").count() % 2 == 1 {
        return vec![(false, words.to_owned())];
    }
    let pieces = words.split("**").enumerate();
    pieces
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(at, piece)| (at % 2 == 1, piece.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_what_its_quotes_hold() {
        let told = rows("Name;Note\r\n\"Acme; West\";\"says \"\"no\"\"\nand yes\"\nKestrel\n");
        assert_eq!(
            told,
            [
                ["Name", "Note"],
                ["Acme; West", "says \"no\"\nand yes"],
                ["Kestrel", ""]
            ]
        );
        assert!(rows("").is_empty());
    }

    #[test]
    fn markdown_is_words_in_an_order_and_never_html() {
        let told = blocks(
            "# Renewal\n\n### Deep\nOne **bold**\nline\n\n- a\n- b\n1. c\n```\n<b>x</b>\n```\n| A | B |\n|---|---|\n| 1 | 2 |\n<script>",
        );
        let words = |text: &str| vec![(false, text.to_owned())];
        let expected = vec![
            Block::Heading(1, words("Renewal")),
            Block::Heading(2, words("Deep")),
            Block::Words(vec![
                (false, "One ".into()),
                (true, "bold".into()),
                (false, "\nline".into()),
            ]),
            Block::Items {
                numbered: false,
                items: vec![words("a"), words("b")],
            },
            Block::Items {
                numbered: true,
                items: vec![words("c")],
            },
            Block::Code("<b>x</b>".into()),
            Block::Rows(vec![
                vec!["A".into(), "B".into()],
                vec!["1".into(), "2".into()],
            ]),
            Block::Words(words("<script>")),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let long = "ä".repeat(LETTERS + 1);
        let Preview::Text { text, cut } = of(Media::Text, long.as_bytes()) else {
            panic!("it is text")
        };
        assert!(cut && text.chars().count() == LETTERS);
        let short = of(Media::Text, "a\u{202e}b".as_bytes());
        assert_eq!(
            short,
            Preview::Text {
                text: "a⟨U+202E⟩b".into(),
                cut: false
            }
        );
    }
}
