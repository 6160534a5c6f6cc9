//! What the engine knows of documents, as a page shows it.

mod library; // lists and search
mod passages; // one version, passage by passage
mod writing; // what stands in the form

pub use library::library;
pub use passages::{paragraphs, place};
pub use writing::form;

use domain::actor::Role;
use domain::id::DocumentId;
use domain::text::plain;
use domain::time::{Date, Timestamp};
use engine::{Caller, CitedBy, EditionView, Reworded};

use super::api::{ChangesView, DocumentView, LineView, State, VersionRow};
use crate::Problem;
use crate::context::{caller, engine};
use crate::runs::run_row;
use crate::ui::Tone;

pub async fn document(id: DocumentId, version: Option<u32>) -> Result<DocumentView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let today = engine.clock().now().date();
    let view = engine.document_view(&caller, &id).await?;
    let shown = version.unwrap_or(view.version);
    let published = engine.document(&caller, &id, Some(shown)).await?;
    let newest = if shown == view.version {
        None
    } else {
        let newest = engine.document(&caller, &id, Some(view.version)).await?;
        Some((newest.version, newest.document))
    };
    let versions = engine.document_versions(&caller, &id).await?;
    let CitedBy { missions, runs } = engine.document_cited_by(&caller, &id).await?;
    let document = published.document;
    let newest = newest.as_ref().map(|(number, newest)| (*number, newest));
    let objects: Vec<_> = document.objects.iter().map(ToString::to_string).collect();
    Ok(DocumentView {
        passages: passages::passages(&id, &document, newest),
        title: text(&document.title),
        kind: document.kind.name().to_owned(),
        kind_href: format!("/knowledge?kind={}", document.kind),
        format: document.format.name().to_owned(),
        printed: document.format == domain::knowledge::Format::Pdf,
        objects: objects.join(", "),
        holds: holds(document.valid_from, document.valid_until),
        version: shown,
        current: view.version,
        state: state(&versions, shown, view.archived_at, today),
        archived_at: view.archived_at,
        versions: versions
            .into_iter()
            .map(|version| version_row(&id, shown, version))
            .collect(),
        missions: missions
            .into_iter()
            .map(|(slug, title)| (text(&title), format!("/missions/{slug}")))
            .collect(),
        runs: runs
            .into_iter()
            .map(|(run, version)| (run_row(run), version))
            .collect(),
        writes: writes(&caller),
        id,
    })
}

pub async fn changes(id: DocumentId, version: Option<u32>) -> Result<ChangesView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let view = engine.document_view(&caller, &id).await?;
    let number = version.unwrap_or(view.version);
    let versions = engine.document_versions(&caller, &id).await?;
    let known = versions
        .into_iter()
        .find(|version| version.number == number);
    let known = known.ok_or(Problem::Gone)?;
    let said = engine.document_changes(&caller, &id, number).await?;
    let line = |line: Reworded| LineView {
        before: line.before,
        after: line.after,
        text: text(&line.text),
    };
    Ok(ChangesView {
        href: format!("/knowledge/{id}?version={number}"),
        title: text(&view.title),
        number,
        before: said.before,
        published_at: known.published_at,
        published_by: text(&known.published_by),
        stretches: said
            .stretches
            .into_iter()
            .map(|stretch| stretch.into_iter().map(line).collect())
            .collect(),
        more: said.more,
    })
}

fn version_row(id: &DocumentId, shown: u32, version: EditionView) -> VersionRow {
    let EditionView {
        number,
        published_at,
        published_by,
        valid_from,
        valid_until,
        applies,
        ..
    } = version;
    VersionRow {
        href: format!("/knowledge/{id}?version={number}"),
        changes: (number > 1).then(|| format!("/knowledge/{id}/changes?version={number}")),
        number,
        published_at,
        published_by: text(&published_by),
        holds: holds(valid_from, valid_until),
        applies,
        here: number == shown,
    }
}

/// Whether a version holds today; when not, why.
fn state(
    versions: &[EditionView],
    shown: u32,
    archived_at: Option<Timestamp>,
    today: Date,
) -> State {
    let badge = |tone, icon: &str, words: String| State {
        tone,
        icon: icon.to_owned(),
        words,
    };
    let newest = versions.first().map_or(shown, |newest| newest.number);
    let Some(version) = versions.iter().find(|version| version.number == shown) else {
        return badge(Tone::Calm, "history", format!("Version {shown}"));
    };
    if version.applies {
        return badge(Tone::Good, "check", format!("Version {shown}, holds today"));
    }
    if archived_at.is_some() {
        return badge(Tone::Calm, "history", format!("Version {shown}, archived"));
    }
    if let Some(from) = version.valid_from.filter(|from| *from > today) {
        let words = format!("Version {shown}, holds from {}", day(from));
        return badge(Tone::Care, "clock", words);
    }
    if let Some(until) = version
        .valid_until
        .filter(|until| *until < today && shown == newest)
    {
        let words = format!("Version {shown}, held until {}", day(until));
        return badge(Tone::Care, "clock", words);
    }
    badge(
        Tone::Care,
        "history",
        format!("Version {shown}, as it was cited"),
    )
}

/// `from 1 Apr 2026 until 31 Dec 2026`; empty when there is no end to it on either side.
fn holds(from: Option<Date>, until: Option<Date>) -> String {
    match (from.map(day), until.map(day)) {
        (Some(from), Some(until)) => format!("from {from} until {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => String::new(),
    }
}

/// `1 Apr 2026`
fn day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

fn writes(caller: &Caller) -> bool {
    [Role::Builder, Role::Admin]
        .into_iter()
        .any(|role| caller.actor.is(role))
}

fn text(text: &str) -> String {
    plain(text).into_owned()
}
