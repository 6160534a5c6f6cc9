use domain::canonical::Digest;
use domain::id::DocumentId;
use domain::mission::{Input, Slug};
use domain::record::ObjectName;
use domain::scope::Grant;
use domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A mission as people choose it: what it is for, reads, and could write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissionView {
    pub slug: Slug,
    pub title: String,
    pub purpose: String,
    pub version: Digest,
    /// Counts from 1.
    pub number: u32,
    pub inputs: Vec<Input>,
    pub scope: BTreeMap<ObjectName, Grant>,
    /// `Each new Lead`; none for missions that are only started by hand.
    pub trigger: Option<String>,
    pub published_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    pub id: DocumentId,
    pub kind: String,
    pub title: String,
    pub version: u32,
    pub published_at: Timestamp,
}
