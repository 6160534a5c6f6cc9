//! One observation, opened: what it rests on, and the record exactly as stored.

use leptos::prelude::*;

use super::api::{Changed, Cited, Detail, Evidence, PartSeen, Seen};
use super::words::icon_of;
use crate::records::address;
use crate::ui::{Icon, Moment, Waterfall};

#[component]
pub fn ObservationDetail(linked: String, detail: Detail, last: u64) -> impl IntoView {
    let Detail {
        entry,
        says,
        evidence,
        decision,
        stored,
    } = detail;
    let place = format!(
        "{} · observation {} of {last}",
        entry.kind.word(),
        entry.number
    );
    let to = decision.map(|id| {
        let href = format!("/decisions/{id}");
        view! { <a class="chip" href=href><Icon name="doc"/>"The decision, with its full diff"</a> }
    });
    view! {
        <div>
            <p class="quiet row"><Icon name=icon_of(entry.kind)/><small>{place}</small></p>
            <h2 id="detail-title" class="detail__title">{entry.headline}</h2>
        </div>
        <p class="soft">{says}</p>
        <dl class="facts">
            <dt>"When"</dt><dd><Moment at=entry.at/></dd>
            {entry.step.map(|step| view! { <dt>"Step"</dt><dd>{step}</dd> })}
        </dl>
        {evidence.into_iter().map(|one| view! { <Block one/> }).collect_view()}
        <p class="row">{to}<a class="chip" href=linked><Icon name="link"/>"Link to this observation"</a></p>
        <details class="stored">
            <summary class="row quiet"><Icon name="next"/><small>"Raw record, exactly as stored"</small></summary>
            <pre class="mono passage">{stored}</pre>
        </details>
    }
    .into_any()
}

#[component]
fn Block(one: Evidence) -> impl IntoView {
    match one {
        Evidence::Facts { title, rows } => {
            view! { <section class="evidence"><h3>{title}</h3><Facts rows/></section> }.into_any()
        }
        Evidence::Records {
            title,
            records,
            more,
        } => view! { <Records title records more/> }.into_any(),
        Evidence::Cited(cited) => view! { <Passage cited/> }.into_any(),
        Evidence::Match(found) => {
            view! { <section class="evidence"><Waterfall found=*found/></section> }.into_any()
        }
        Evidence::Part(part) => view! { <Part part/> }.into_any(),
        Evidence::Changes { title, rows } => {
            view! { <section class="evidence"><h3>{title}</h3><Changes rows/></section> }.into_any()
        }
        Evidence::Notes(notes) => view! {
            <section class="evidence"><h3>"Besides"</h3>
                <ul class="reasons">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Facts(rows: Vec<(String, String)>) -> impl IntoView {
    let row = |(name, value): (String, String)| view! { <dt>{name}</dt><dd>{value}</dd> };
    view! { <dl class="facts">{rows.into_iter().map(row).collect_view()}</dl> }.into_any()
}

/// The first is open; the others say their names.
#[component]
fn Records(title: String, records: Vec<Seen>, more: usize) -> impl IntoView {
    let record = |(at, record): (usize, Seen)| {
        let Seen {
            object,
            id,
            title,
            fields,
        } = record;
        let page = address(&object, &id).map(
            |href| view! { <p class="seen__page"><a class="chip" href=href><Icon name="doc"/>"The record"</a></p> },
        );
        view! {
            <details class="seen" open=at == 0>
                <summary><Icon name="next"/><span><b>{title}</b>" "<span class="quiet">{object}" "<span class="mono">{id}</span></span></span></summary>
                <Facts rows=fields/>
                {page}
            </details>
        }
    };
    view! {
        <section class="evidence"><h3>{title}</h3>
            {records.into_iter().enumerate().map(record).collect_view()}
            {(more > 0).then(|| view! { <p class="quiet"><small>"And "{more}" more; all of them are in the raw record."</small></p> })}
        </section>
    }
    .into_any()
}

#[component]
fn Passage(cited: Cited) -> impl IntoView {
    let Cited {
        document,
        version,
        section,
        heading,
        prose,
        row,
    } = cited;
    let place = format!("{document}, version {version}, section {section}");
    view! {
        <section class="evidence"><h3>"The passage: "{heading}</h3>
            {(!prose.is_empty()).then(|| view! { <blockquote class="passage">{prose}</blockquote> })}
            {row.map(|(id, cells)| view! {
                <div class="cited"><p><mark>"Row "{id}" decided"</mark></p><Facts rows=cells/></div>
            })}
            <p><span class="chip"><Icon name="book"/>{place}</span></p>
        </section>
    }
    .into_any()
}

#[component]
fn Part(part: PartSeen) -> impl IntoView {
    let PartSeen {
        number,
        title,
        undo,
        changes,
        because,
    } = part;
    view! {
        <section class="evidence">
            <h3>"Part "{number}": "{title}</h3>
            {(!changes.is_empty()).then(|| view! { <Changes rows=changes/> })}
            {(!because.is_empty()).then(|| view! { <ul class="reasons">{because.into_iter().map(|because| view! { <li>{because}</li> }).collect_view()}</ul> })}
            <p class="quiet"><small>{undo}</small></p>
        </section>
    }
    .into_any()
}

/// Field, before → after.
#[component]
fn Changes(rows: Vec<Changed>) -> impl IntoView {
    let shown = |value: String| {
        if value.is_empty() {
            view! { <span class="quiet">"empty"</span> }.into_any()
        } else {
            value.into_any()
        }
    };
    let row = move |row: Changed| {
        view! { <dt>{row.field}</dt><dd><del>{shown(row.before)}</del>" → "<ins>{shown(row.after)}</ins></dd> }
    };
    view! { <dl class="facts" data-kind="changes">{rows.into_iter().map(row).collect_view()}</dl> }
        .into_any()
}
