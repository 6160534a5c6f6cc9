use super::{Format, Kind, Rules, Sheet, Table};
use crate::canonical::Digest;
use crate::change::Source;
use crate::id::DocumentId;
use crate::record::ObjectName;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// One version of a document, as parsed. Its text is kept whole: a citation opens on the words that were there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub kind: Kind,
    pub title: String,
    pub slug: String,
    #[serde(default)]
    pub format: Format,
    /// The objects it speaks about; none means all of them.
    #[serde(default)]
    pub objects: Vec<ObjectName>,
    /// First and last day on which it holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// The whole source, head included.
    pub text: String,
    pub passages: Vec<Passage>,
    pub tables: Vec<Table>,
    /// What a document in CSV holds.
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

/// A heading and the text under it, up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// `2.3`: the number written in the heading, or counted. `0` is the text before the first section. A page is `page-3`,
    /// a row `line-12`.
    pub section: String,
    pub heading: String,
    pub text: String,
    /// Where the text stands in the document, in characters; the end is exclusive.
    pub start: usize,
    pub end: usize,
    pub sha256: Digest,
}

/// A version that missions may use, with the identity it was stored under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub id: DocumentId,
    pub version: u32,
    pub document: Document,
}

/// Words of a document that a conclusion rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    pub document: DocumentId,
    pub title: String,
    pub version: u32,
    pub section: String,
    pub heading: String,
    pub quote: String,
    /// The passage as it was when cited.
    pub sha256: Digest,
}

impl Document {
    pub fn passage(&self, section: &str) -> Option<&Passage> {
        self.passages
            .iter()
            .find(|passage| passage.section == section)
    }
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
    /// The only table of a shape, or the one with this name when there are several.
    pub fn table_like(&self, name: Option<&str>, shape: impl Fn(&Rules) -> bool) -> Option<&Table> {
        let mut fitting = self
            .tables
            .iter()
            .filter(|table| shape(&table.rules) && name.is_none_or(|name| table.name == name));
        fitting.next().filter(|_| fitting.next().is_none())
    }
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day)
            && self.valid_until.is_none_or(|until| day <= until)
    }
    pub fn speaks_about(&self, object: &ObjectName) -> bool {
        self.objects.is_empty() || self.objects.iter().any(|named| named.is(object.as_str()))
    }
}

impl Passage {
    /// The words without rule blocks, which are shown as tables.
    pub fn prose(&self) -> String {
        let mut fenced = false;
        let lines: Vec<&str> = self
            .text
            .lines()
            .filter(|line| {
                let fence = line.trim_start().starts_with("```");
                let shown = !fence && !fenced;
                fenced ^= fence;
                shown
            })
            .collect();
        lines.join("\n").trim().to_owned()
    }

    /// A row of a rule block in this passage, as it is written there: the heads of the columns, and what stands under them.
    pub fn row(&self, id: &str) -> Option<Vec<(String, String)>> {
        let cells = |line: &str| -> Option<Vec<String>> {
            let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
            Some(
                inside
                    .split('|')
                    .map(|cell| cell.trim().to_owned())
                    .collect(),
            )
        };
        let rows: Vec<Vec<String>> = self.text.lines().filter_map(cells).collect();
        let at = rows
            .iter()
            .position(|cells| cells.first().is_some_and(|first| first == id))?;
        let heads = rows[..at]
            .iter()
            .rfind(|cells| cells.first().is_some_and(|first| first == "row"))?;
        let named = heads.iter().zip(&rows[at]).skip(1);
        Some(
            named
                .map(|(head, cell)| (head.trim_start_matches("→ ").to_owned(), cell.clone()))
                .collect(),
        )
    }
}

impl Citation {
    /// The citation as the source of a reason; `row` names the rule that fired.
    pub fn source(&self, row: Option<String>) -> Source {
        Source::Knowledge {
            document: self.document.clone(),
            title: self.title.clone(),
            version: self.version,
            section: self.section.clone(),
            row,
        }
    }
}

/// `Account merge policy 2.3`
impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.title, self.section)
    }
}
