use domain::id::DocumentId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{DocumentView, PassageView, TableView, document};
use crate::Problem;
use crate::ui::{Frame, Icon, Loaded};

/// `/knowledge/{document}`: the words that were there, with a place for every citation to lead to.
#[component]
pub fn DocumentPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| {
        let id = params.read().get("id");
        id.and_then(|id| id.parse::<DocumentId>().ok())
    });
    let version = Memo::new(move |_| {
        query
            .read()
            .get("version")
            .and_then(|text| text.parse().ok())
    });
    let found = Resource::new(
        move || (id.get(), version.get()),
        |(id, version)| async move { document(id.ok_or(Problem::Gone)?, version).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the document" let:document><DocumentScreen document/></Loaded> }
}

#[component]
fn DocumentScreen(document: DocumentView) -> impl IntoView {
    let DocumentView {
        id,
        title,
        kind,
        version,
        current,
        passages,
    } = document;
    let state = if version == current {
        view! { <span class="badge" data-tone="good"><Icon name="check"/>"Version "{version}", holds today"</span> }.into_any()
    } else {
        let href = format!("/knowledge/{id}?version={current}");
        view! {
            <span class="badge" data-tone="care"><Icon name="history"/>"Version "{version}", as it was cited"</span>
            " "<a href=href>"See version "{current}", which holds today"</a>
        }
        .into_any()
    };
    view! {
        <Title text=title.clone()/>
        <article class="page document">
            <header class="page__head"><div>
                <h1><bdi>{title}</bdi></h1>
                <p class="page__lead row"><bdi>{kind.replace('-', " ")}</bdi>{state}</p>
            </div></header>
            {passages.into_iter().map(|passage| view! { <Passage passage/> }).collect_view()}
        </article>
    }
    .into_any()
}

#[component]
fn Passage(passage: PassageView) -> impl IntoView {
    let PassageView {
        section,
        heading,
        paragraphs,
        tables,
    } = passage;
    let nested = section.contains('.');
    // What stands before the first section has the document's own title.
    let opens = section == "0";
    let heading = view! { <span class="quiet">{section.clone()}" "</span><bdi>{heading}</bdi> };
    view! {
        <section class="clause" id=format!("section-{section}")>
            {if opens { ().into_any() } else if nested { view! { <h3>{heading}</h3> }.into_any() } else { view! { <h2>{heading}</h2> }.into_any() }}
            {paragraphs.into_iter().map(|text| view! { <p><bdi>{text}</bdi></p> }).collect_view()}
            {tables.into_iter().map(|table| view! { <Rules table/> }).collect_view()}
        </section>
    }
    .into_any()
}

#[component]
fn Rules(table: TableView) -> impl IntoView {
    let head = |column: String| view! { <th scope="col">{column}</th> };
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let id = cells.next().unwrap_or_default();
        let anchor = format!("row-{id}");
        view! {
            <tr id=anchor>
                <th scope="row">{id}</th>
                {cells.map(|cell| view! { <td><bdi>{cell}</bdi></td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="rules" tabindex="0" role="region" aria-label=format!("Rules: {}", table.name)>
            <table class="table">
                <thead><tr>{table.columns.into_iter().map(head).collect_view()}</tr></thead>
                <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
