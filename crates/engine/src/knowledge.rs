//! Knowledge: documents that missions reason by, published as versions.

mod changes; // what a version says otherwise than the one before
mod manuscript; // what somebody typed or uploaded: a document, or what is wrong with it
mod pdf; // the words of a PDF
mod publish; // putting versions in, taking documents out of service
mod search; // passages by words
mod show; // lists, one document, what goes by it

pub use manuscript::{Field, LARGEST_FILE, LARGEST_TEXT, Manuscript, NotSaved, Uploaded, Wrong};

use domain::id::DocumentId;
use domain::knowledge::Place;

/// What a new workspace starts with.
pub(crate) const SHIPPED: [&str; 2] = [
    include_str!("../shipped/knowledge/account-merge-policy.md"),
    include_str!("../shipped/knowledge/territory-rules.md"),
];

/// The page that opens a version at a place.
fn href(document: &DocumentId, version: u32, section: &str) -> String {
    let place = Place { section, row: None };
    format!("/knowledge/{document}?version={version}#{}", place.anchor())
}
