//! Lists come in pages: where to go on, and how many.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// At most this many rows in one answer.
pub const MOST: u32 = 200;

/// A place in a list that is sorted by time and id; in urls `1763762820000000~run_0198`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    at: Timestamp,
    id: String,
}

impl Cursor {
    pub fn new(at: Timestamp, id: impl Into<String>) -> Self {
        Self { at, id: id.into() }
    }
    pub fn at(&self) -> Timestamp {
        self.at
    }
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    after: Option<Cursor>,
    limit: u32,
}

/// One page of a list, and where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

impl Page {
    /// The first page, of at most [`MOST`] rows.
    pub fn first(limit: u32) -> Self {
        Self {
            after: None,
            limit: limit.clamp(1, MOST),
        }
    }
    #[must_use]
    pub fn after(mut self, cursor: Option<Cursor>) -> Self {
        self.after = cursor;
        self
    }
    /// One row more than was asked for: it tells whether there is a next page.
    pub(crate) fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }
    /// Where an ascending list goes on.
    pub(crate) fn above(&self) -> (i64, &str) {
        self.after
            .as_ref()
            .map_or((i64::MIN, ""), |cursor| (cursor.at.micros(), &cursor.id))
    }
    /// Where a descending list goes on.
    pub(crate) fn below(&self) -> (i64, &str) {
        self.after
            .as_ref()
            .map_or((i64::MAX, ""), |cursor| (cursor.at.micros(), &cursor.id))
    }
    /// Cuts the extra row off again and remembers where it stood.
    pub(crate) fn cut<T>(
        &self,
        mut items: Vec<T>,
        place: impl Fn(&T) -> (Timestamp, String),
    ) -> Paged<T> {
        let more = items.len() > self.limit as usize;
        items.truncate(self.limit as usize);
        let next = items.last().filter(|_| more).map(|item| {
            let (at, id) = place(item);
            Cursor { at, id }
        });
        Paged { items, next }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::first(50)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}~{}", self.at.micros(), self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text
            .split_once('~')
            .and_then(|(at, id)| Some((at.parse().ok()?, id)));
        match parsed {
            Some((at, id)) if id.len() <= 200 => Ok(Self {
                at: Timestamp::from_micros(at),
                id: id.to_owned(),
            }),
            _ => Err("that is not a place in a list".to_owned()),
        }
    }
}

impl TryFrom<String> for Cursor {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}
