//! What the browser may ask about records.

use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::asked::{Part, Which};
use crate::Problem;
use crate::files::FileRow;
use crate::ui::Tone;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub tabs: Vec<Tab>,
    /// `Accounts`
    pub title: String,
    /// Heads of the columns beside the name.
    pub columns: Vec<String>,
    pub rows: Vec<RecordRow>,
    pub next: Option<String>,
    /// Whose eyes, and what would widen them; empty when nothing was to be seen.
    pub sight: String,
    /// Why there is no list.
    pub trouble: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    pub title: String,
    pub href: String,
    pub here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    pub href: String,
    pub name: String,
    pub cells: Vec<Cell>,
    pub changed_at: Option<Timestamp>,
}

/// A value in words; empty text is an empty value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    pub href: Option<String>,
}

/// Which record a page is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gist {
    /// What the org calls its object.
    pub label: String,
    pub id: String,
    pub name: String,
    /// The page of the record itself, and of its changes.
    pub href: String,
    pub why: String,
    /// Where it opens in Salesforce.
    pub url: Option<String>,
    /// The list it is in.
    pub list: (String, String),
    pub fate: Option<Fate>,
}

/// What became of a record that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// `This account is gone. It was merged into`
    pub said: String,
    pub into: Option<Cell>,
    pub at: Timestamp,
    pub decision: String,
    pub signed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordScreen {
    pub gist: Gist,
    /// Why the values are not those of now; none when they are.
    pub trouble: Option<String>,
    pub fields: Vec<FieldView>,
    /// Labels of what has no value.
    pub empty: Vec<String>,
    pub related: Vec<Related>,
    /// What is kept here of it, all of it, and where one is added.
    pub kept: Vec<FileRow>,
    pub all_kept: String,
    /// What hangs on it in the org.
    pub files: Option<Vec<File>>,
    pub sight: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    pub label: String,
    pub cell: Cell,
    /// A text of several lines.
    pub long: bool,
    /// The changes of it, when one of them is ours.
    pub why: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub title: String,
    pub count: String,
    pub rows: Vec<RecordRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    /// `PDF, 412 kB`
    pub kind: String,
    pub changed_at: Option<Timestamp>,
    pub url: String,
}

/// Why a record changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyScreen {
    pub gist: Gist,
    pub lead: String,
    pub filters: Vec<Filter>,
    /// Turns the list to our changes only, or back to all.
    pub ours: (bool, String),
    pub days: Vec<Day>,
    /// What is missing here, and why.
    pub note: Option<String>,
    pub sight: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub label: String,
    pub href: String,
    pub count: usize,
    pub here: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// `Today, Friday 27 November`
    pub title: String,
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub at: Timestamp,
    pub what: What,
    pub by: By,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Field {
        label: String,
        before: Cell,
        after: Cell,
    },
    /// A verb, what it was done with, and what else there is to say.
    Said {
        verb: String,
        records: Vec<Cell>,
        rest: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Ours {
        /// `Approved by`, `Allowed by`, or that the decision was told above.
        said: String,
        signers: Vec<String>,
        state: (Tone, String, String),
        /// Whom Salesforce names for it.
        in_org: Option<String>,
        chain: Box<Chain>,
        /// Whether the chain stands open.
        open: bool,
    },
    Other {
        badge: String,
        care: bool,
        icon: String,
        /// The org's own name for the user.
        name: String,
        said: String,
    },
}

/// Four links in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub seen: Link,
    pub because: Link,
    pub decided: Link,
    pub written_at: Timestamp,
    pub read_back_at: Option<Timestamp>,
}

/// Where a link leads, and a sentence below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub title: String,
    pub href: Option<String>,
    pub said: String,
}

/// One page of a list.
#[server(input = Json)]
pub async fn browse(part: Part) -> Result<Listing, Problem> {
    crate::context::told(super::answers::browse(part).await)
}

#[server]
pub async fn record(object: String, id: String) -> Result<RecordScreen, Problem> {
    crate::context::told(super::answers::record(&object, &id).await)
}

/// Why it changed: all of it, or as far as is asked for.
#[server(input = Json)]
pub async fn why(object: String, id: String, which: Which) -> Result<WhyScreen, Problem> {
    crate::context::told(super::answers::why(&object, &id, &which).await)
}
