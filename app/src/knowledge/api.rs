//! What the browser may ask about knowledge.

use domain::id::DocumentId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub id: DocumentId,
    pub title: String,
    pub kind: String,
    pub version: u32,
    /// The version that holds today.
    pub current: u32,
    pub passages: Vec<PassageView>,
}

/// A heading and what stands under it: words, then rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageView {
    /// `2.3`; citations lead to it.
    pub section: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub tables: Vec<TableView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    pub name: String,
    pub columns: Vec<String>,
    /// Each begins with its id: citations lead to it.
    pub rows: Vec<Vec<String>>,
}

/// A document in one version, or in the one that holds today.
#[server]
pub async fn document(id: DocumentId, version: Option<u32>) -> Result<DocumentView, Problem> {
    crate::context::told(super::answers::document(id, version).await)
}
