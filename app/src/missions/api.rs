//! What the browser may ask about missions, and the one thing it may do: start one.

use std::collections::BTreeMap;

use domain::mission::Slug;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::files::FileRow;
use crate::runs::api::RunRow;
use crate::ui::Tone;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionRow {
    pub slug: Slug,
    pub title: String,
    pub purpose: String,
    /// `Each new Lead`; none for what is only started by hand.
    pub trigger: Option<String>,
    /// Decisions of it that wait, whoever signs them.
    pub waiting: u64,
    pub last: Option<RunRow>,
}

/// One mission, in the version that new runs take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionView {
    pub row: MissionRow,
    pub version: u32,
    pub published_at: Timestamp,
    pub published_by: String,
    pub reads: Vec<ReadRow>,
    pub writes: Vec<WriteRow>,
    /// Its budgets, and what happens when nobody answers, sentence by sentence.
    pub limits: Vec<String>,
    pub runs: Vec<RunRow>,
    /// The latest files that it made and the reader may see.
    pub files: Vec<FileRow>,
    pub launch: StartView,
    /// Whether the reader composes.
    pub composes: bool,
    pub versions: Vec<VersionRow>,
}

/// A published version, and what is other than in the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub number: u32,
    pub is_live: bool,
    pub published_at: Timestamp,
    pub published_by: String,
    pub difference: Vec<String>,
}

/// What is needed to start it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartView {
    pub slug: Slug,
    pub inputs: Vec<InputView>,
    /// Where it would work; none while no org is connected.
    pub org: Option<String>,
    /// Why the reader cannot start it.
    pub hindrance: Option<String>,
    /// One form, one run: pressing twice does not start two.
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputView {
    pub key: String,
    pub label: String,
    /// The object whose record it takes; plain text without one.
    pub object: Option<String>,
}

/// An object it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRow {
    pub object: String,
    pub fields: Vec<String>,
}

/// Something it could do to an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteRow {
    pub object: String,
    /// `Change fields`
    pub act: String,
    pub fields: Vec<String>,
    /// `One approver`
    pub signer: String,
    pub icon: String,
    pub tone: Tone,
}

/// Records to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picks {
    pub rows: Vec<Pick>,
    /// Why there are none, when something is wrong.
    pub problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    pub id: String,
    pub name: String,
    pub hint: String,
}

/// All of them, and what is being composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionsView {
    pub rows: Vec<MissionRow>,
    /// Whether the reader composes; others see no drafts.
    pub composes: bool,
    pub drafts: Vec<DraftRow>,
}

/// A mission while it is composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    pub slug: Slug,
    pub title: String,
    pub published: bool,
    pub saved_by: String,
    pub saved_at: Timestamp,
}

/// The mission that is composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    pub slug: Slug,
    pub title: String,
}

/// What is composed under that name; whoever may not compose is told so.
#[server]
pub async fn to_compose(slug: Slug) -> Result<Composed, Problem> {
    crate::context::told(super::answers::composed(slug).await)
}

#[server]
pub async fn missions() -> Result<MissionsView, Problem> {
    crate::context::told(super::answers::missions().await)
}

#[server]
pub async fn mission(slug: Slug) -> Result<MissionView, Problem> {
    crate::context::told(super::answers::mission(slug).await)
}

/// Records of an object that fit some words; the newest without any.
#[server]
pub async fn candidates(object: String, words: String) -> Result<Picks, Problem> {
    crate::context::told(super::answers::picks(&object, &words).await)
}

/// Starts a run and leads to its page.
#[server]
pub async fn launch(
    slug: Slug,
    key: String,
    #[server(default)] inputs: BTreeMap<String, String>,
) -> Result<(), Problem> {
    crate::context::told(super::answers::launch(slug, key, inputs).await)
}
