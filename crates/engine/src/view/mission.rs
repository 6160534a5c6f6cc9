use domain::canonical::Digest;
use domain::change::Operation;
use domain::gate::Demand;
use domain::mission::{Input, Slug};
use domain::record::{FieldName, ObjectName};
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
    /// All it could ever propose, and who would have to sign it under today's gate.
    pub writes: Vec<WriteView>,
    /// `Each new Lead`; none for missions that are only started by hand.
    pub trigger: Option<String>,
    /// Hours a decision of it waits before it expires and nothing is changed.
    pub expires_after_hours: u32,
    /// Records one run may read, and calls it may make.
    pub budget: (u32, u32),
    pub published_at: Timestamp,
    pub published_by: String,
}

/// Something a mission could do to an object, and whose signature that needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WriteView {
    pub object: ObjectName,
    pub operation: Operation,
    /// None for what is done to a record as a whole.
    pub fields: Vec<FieldName>,
    pub demand: Demand,
}

/// A mission while it is composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftView {
    pub slug: Slug,
    pub title: String,
    /// The file, finished or not.
    pub file: String,
    /// To be named when it is saved; 0 while there is no draft.
    pub revision: u64,
    pub saved_by: Option<String>,
    pub saved_at: Option<Timestamp>,
    /// None before the first version is published.
    pub live: Option<LiveView>,
}

/// The version that new runs take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LiveView {
    pub number: u32,
    pub version: Digest,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftListed {
    pub slug: Slug,
    pub title: String,
    pub published: bool,
    pub saved_by: String,
    pub saved_at: Timestamp,
}

/// One published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionView {
    pub number: u32,
    pub version: Digest,
    /// New runs take it.
    pub is_live: bool,
    pub published_by: String,
    pub published_at: Timestamp,
    /// What is other than in the version before, in the words of business.
    pub difference: Vec<String>,
}
