use domain::knowledge::{Kind, Place};
use domain::time::Date;
use engine::{DocumentView, FoundPassage};

use super::super::api::{DocumentRow, FoundRow, Library, State, Tab};
use super::{day, text, writes};
use crate::Problem;
use crate::context::{caller, engine};
use crate::ui::Tone;

pub async fn library(kind: &str, find: String, archived: bool) -> Result<Library, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let today = engine.clock().now().date();
    // A kind that is none shows all: the address was typed by hand.
    let kind: Option<Kind> = kind.parse().ok();
    let documents = engine.documents(&caller, archived).await?;
    let find = find.trim().to_owned();
    let found = match find.as_str() {
        "" => None,
        words => {
            let found = engine.search_documents(&caller, words, kind).await?;
            Some(found.into_iter().map(found_row).collect())
        }
    };
    let tabs = tabs(&documents, kind, archived);
    let of_kind = documents
        .into_iter()
        .filter(|document| kind.is_none_or(|kind| document.kind == kind));
    let mut rows: Vec<DocumentView> = of_kind.collect();
    // By kind, as tabs stand; within one, by title.
    rows.sort_by(|a, b| (a.kind, &a.title).cmp(&(b.kind, &b.title)));
    Ok(Library {
        tabs,
        find,
        kind: kind.map_or("", Kind::word).to_owned(),
        archived,
        rows: rows
            .into_iter()
            .map(|view| document_row(&view, today))
            .collect(),
        found,
        writes: writes(&caller),
    })
}

/// All, and each kind there is a document of.
fn tabs(documents: &[DocumentView], kind: Option<Kind>, archived: bool) -> Vec<Tab> {
    let also = if archived { "archived=true" } else { "" };
    let all = Tab {
        title: "All".to_owned(),
        href: if archived {
            format!("/knowledge?{also}")
        } else {
            "/knowledge".to_owned()
        },
        count: documents.len(),
        here: kind.is_none(),
    };
    let of = |one: Kind| {
        let count = documents
            .iter()
            .filter(|document| document.kind == one)
            .count();
        let between = if archived { "&" } else { "" };
        (count > 0 || kind == Some(one)).then(|| Tab {
            title: one.name().to_owned(),
            href: format!("/knowledge?kind={one}{between}{also}"),
            count,
            here: kind == Some(one),
        })
    };
    std::iter::once(all)
        .chain(Kind::ALL.into_iter().filter_map(of))
        .collect()
}

fn document_row(view: &DocumentView, today: Date) -> DocumentRow {
    DocumentRow {
        href: format!("/knowledge/{}", view.id),
        state: state(view, today),
        title: text(&view.title),
        kind: view.kind.name().to_owned(),
        format: view.format.name().to_owned(),
        version: view.version,
        published_at: view.published_at,
        published_by: text(&view.published_by),
    }
}

fn state(view: &DocumentView, today: Date) -> State {
    let badge = |tone, icon: &str, words: String| State {
        tone,
        icon: icon.to_owned(),
        words,
    };
    match (view.archived_at, view.applies) {
        (Some(_), _) => badge(Tone::Calm, "x", "Archived".to_owned()),
        (None, Some(applies)) if applies == view.version => badge(
            Tone::Good,
            "check",
            format!("Version {applies} holds today"),
        ),
        (None, Some(applies)) => {
            let next = view.valid_from.filter(|from| *from > today);
            let next = next.map(|from| format!(", {} from {}", view.version, day(from)));
            let words = format!("Version {applies} holds today{}", next.unwrap_or_default());
            badge(Tone::Good, "clock", words)
        }
        (None, None) => match view.valid_from.filter(|from| *from > today) {
            Some(from) => badge(Tone::Care, "clock", format!("Holds from {}", day(from))),
            None => badge(Tone::Care, "clock", "Holds no longer".to_owned()),
        },
    }
}

fn found_row(found: FoundPassage) -> FoundRow {
    let place = Place {
        section: &found.section,
        row: None,
    };
    let heading =
        if place.to_string().eq_ignore_ascii_case(&found.heading) || found.heading == found.title {
            String::new()
        } else {
            format!(": {}", found.heading)
        };
    let place = if found.section == "0" {
        String::new()
    } else {
        format!(", {place}{heading}")
    };
    let mut excerpt = found.excerpt;
    for piece in &mut excerpt {
        piece.text = text(&piece.text);
    }
    FoundRow {
        title: text(&format!("{}{place}", found.title)),
        of: format!("{}, version {}", found.kind.name(), found.version),
        href: found.href,
        excerpt,
    }
}
