use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{DocumentRow, Library, Tab, documents};
use super::found::Found;
use super::show::StateBadge;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/knowledge`: what is written down, by kind, or found by words.
#[component]
pub fn KnowledgePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let word = |name: &str| query.get(name).unwrap_or_default();
        (word("kind"), word("find"), query.get("archived").is_some())
    });
    let found = Resource::new(
        move || asked.get(),
        |(kind, find, archived)| documents(kind, find, archived),
    );
    view! {
        <Title text="Knowledge"/>
        <Loaded what=found frame=Frame::Page("Knowledge") waits_for="the documents" let:found><Page found/></Loaded>
    }
}

#[component]
fn Page(found: Library) -> impl IntoView {
    let Library {
        tabs,
        find,
        kind,
        archived,
        rows,
        found,
        writes,
    } = found;
    let count = tabs.first().map_or(0, |all| all.count);
    let title = match (archived, count) {
        (true, 0) => "Nothing is archived".to_owned(),
        (true, 1) => "One document is archived".to_owned(),
        (true, many) => format!("{many} documents are archived"),
        (false, 0) => "Nothing is written down yet".to_owned(),
        (false, 1) => "One document is in service".to_owned(),
        (false, many) => format!("{many} documents are in service"),
    };
    let new = if kind.is_empty() {
        "/knowledge/new".to_owned()
    } else {
        format!("/knowledge/new?kind={kind}")
    };
    let (other, word) = if archived {
        ("/knowledge", "Documents in service")
    } else {
        ("/knowledge?archived=true", "Archived documents")
    };
    let add = view! { <a class="btn" data-variant="primary" href=new.clone()><Icon name="plus"/>"New document"</a> };
    let body = match found {
        Some(found) => {
            let all = "/knowledge".to_owned();
            view! { <Found found find=find.clone() all/> }.into_any()
        }
        None if rows.is_empty() => {
            view! { <Nothing archived new=writes.then_some(new)/> }.into_any()
        }
        None => view! { <Documents rows/> }.into_any(),
    };
    view! {
        <section class="page knowledge">
            <header class="page__head">
                <div>
                    <h1>{title}</h1>
                    <p class="page__lead">"Policies, rules and prices that missions go by, and whatever else the team has written down."</p>
                </div>
                {(writes && !archived).then_some(add)}
            </header>
            <SaidHere/>
            <div class="records__choice">
                <Tabs tabs/>
                {(!archived).then(|| view! { <Find find kind/> })}
            </div>
            {body}
            <p class="knowledge__other"><a href=other>{word}</a></p>
        </section>
    }
    .into_any()
}

#[component]
fn Tabs(tabs: Vec<Tab>) -> impl IntoView {
    let tab = |tab: Tab| {
        view! { <a href=tab.href aria-current=tab.here.then_some("page")>{tab.title}" "<span class="quiet">{tab.count}</span></a> }
    };
    view! { <nav class="tabs" aria-label="Kinds of documents">{tabs.into_iter().map(tab).collect_view()}</nav> }
}

/// A form, so that it works without script.
#[component]
fn Find(find: String, kind: String) -> impl IntoView {
    let kind = (!kind.is_empty()).then(|| view! { <input type="hidden" name="kind" value=kind/> });
    view! {
        <form class="find row" method="get" action="/knowledge" role="search">
            {kind}
            <Icon name="search"/>
            <input class="input" type="search" name="find" value=find maxlength="200" aria-label="Search the documents" placeholder="Search the documents"/>
            <button class="btn" type="submit">"Search"</button>
        </form>
    }
}

#[component]
fn Nothing(archived: bool, new: Option<String>) -> impl IntoView {
    let says = if archived {
        "Documents that are taken out of service are kept here, with all their versions."
    } else {
        "Write one down or upload it: Markdown, CSV or PDF. Missions find it by its kind, people by its words."
    };
    let add = new.filter(|_| !archived).map(|href| {
        view! { <a class="btn" data-variant="primary" href=href><Icon name="plus"/>"New document"</a> }
    });
    view! { <div class="empty"><h2>"There is no document here"</h2><p>{says}</p>{add}</div> }
        .into_any()
}

#[component]
fn Documents(rows: Vec<DocumentRow>) -> impl IntoView {
    view! {
        <table class="table list" role="table">
            <thead><tr><th scope="col">"Document"</th><th scope="col">"Kind"</th><th scope="col">"State"</th><th scope="col">"Last published"</th></tr></thead>
            <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: DocumentRow) -> impl IntoView {
    view! {
        <tr role="row">
            <td role="cell"><a href=row.href><bdi>{row.title}</bdi></a></td>
            <td role="cell">{row.kind}<small class="table__sub">{row.format}</small></td>
            <td role="cell"><StateBadge state=row.state/></td>
            <td role="cell">"Version "{row.version}", "<Moment at=row.published_at/><small class="table__sub"><bdi>{row.published_by}</bdi></small></td>
        </tr>
    }
    .into_any()
}
