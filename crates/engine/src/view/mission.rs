use domain::canonical::Digest;
use domain::id::{ConnectionId, DocumentId};
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

/// A connection's health, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionView {
    pub id: ConnectionId,
    pub name: String,
    pub url: String,
    pub last_ok_at: Option<Timestamp>,
    pub last_error: Option<String>,
    /// Daily calls used and allowed, as the org last told.
    pub budget: Option<(u64, u64)>,
}
