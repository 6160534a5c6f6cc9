use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{Listing, RecordRow, Tab, browse};
use super::asked::Part;
use super::cell::Shown;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/records` and `/records/{object}`: what the org holds, changed last first, or found by words.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let part = Memo::new(move |_| Part::of(&params.read(), &query.read()));
    let found = Resource::new(move || part.get(), browse);
    view! { <Loaded what=found frame=Frame::Screen waits_for="the records" let:found><Page found part=part.get_untracked()/></Loaded> }
}

#[component]
fn Page(found: Listing, part: Part) -> impl IntoView {
    let Listing {
        tabs,
        title,
        columns,
        rows,
        next,
        sight,
        trouble,
    } = found;
    let page = format!("/records/{}", part.object);
    let body = match trouble {
        Some(said) => view! {
            <div class="empty"><h2><Icon name="alert"/>" Nothing can be shown"</h2><p><bdi>{said}</bdi></p><a class="btn" href=page.clone()>"Try again"</a></div>
        }
        .into_any(),
        None if rows.is_empty() => view! { <Nothing find=part.find.clone() page=page.clone()/> }.into_any(),
        None => view! { <RecordTable columns rows/> }.into_any(),
    };
    let further = next.map(|next| format!("{page}?after={next}"));
    view! {
        <Title text=title.clone()/>
        <section class="page records">
            <header class="page__head"><div>
                <h1>{title}</h1>
                <p class="page__lead">{lead(&part)}</p>
            </div></header>
            <div class="records__choice"><Tabs tabs/><Find part=part.clone() page=page.clone()/></div>
            {body}
            <nav class="row records__more" aria-label="Further records">
                {part.after.map(|_| view! { <a class="btn" href=page.clone()><Icon name="left"/>"Changed last"</a> })}
                {further.map(|further| view! { <a class="btn" href=further>"Changed earlier"<Icon name="right"/></a> })}
            </nav>
            <Sight sight/>
        </section>
    }
    .into_any()
}

fn lead(part: &Part) -> String {
    if part.find.is_empty() {
        "As Salesforce has them now. Changed last first.".to_owned()
    } else {
        format!(
            "Found by “{}”, the best first. More words find fewer.",
            part.find
        )
    }
}

/// Whose eyes these are.
#[component]
pub fn Sight(sight: String) -> impl IntoView {
    (!sight.is_empty()).then(
        || view! { <p class="records__sight quiet"><Icon name="eye"/>" "<bdi>{sight}</bdi></p> },
    )
}

#[component]
fn Tabs(tabs: Vec<Tab>) -> impl IntoView {
    let tab = |tab: Tab| view! { <a href=tab.href aria-current=tab.here.then_some("page")>{tab.title}</a> };
    view! { <nav class="tabs" aria-label="Which records">{tabs.into_iter().map(tab).collect_view()}</nav> }
}

/// A form, so that it works without script.
#[component]
fn Find(part: Part, page: String) -> impl IntoView {
    view! {
        <form class="find row" method="get" action=page role="search">
            <Icon name="search"/>
            <input class="input" type="search" name="find" value=part.find aria-label="Find by name" placeholder="Find by name"/>
            <button class="btn" type="submit">"Find"</button>
        </form>
    }
}

#[component]
fn Nothing(find: String, page: String) -> impl IntoView {
    if find.is_empty() {
        return view! {
            <div class="empty"><h2>"There are none"</h2><p>"Once there is one in Salesforce that may be seen, it is listed here."</p></div>
        }
        .into_any();
    }
    view! {
        <div class="empty"><h2>"No name holds these words"</h2><p>"Fewer words, or a part of one, find more."</p><a class="btn" href=page>"Show all"</a></div>
    }
    .into_any()
}

/// Records in lines. On a narrow screen the first values stay.
#[component]
pub fn RecordTable(columns: Vec<String>, rows: Vec<RecordRow>) -> impl IntoView {
    let head = |column: String| view! { <th role="columnheader" scope="col">{column}</th> };
    view! {
        <table class="table list" role="table">
            <thead role="rowgroup"><tr role="row">
                <th role="columnheader" scope="col">"Name"</th>{columns.into_iter().map(head).collect_view()}<th role="columnheader" scope="col">"Changed"</th>
            </tr></thead>
            <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(row: RecordRow) -> impl IntoView {
    let RecordRow {
        href,
        name,
        cells,
        changed_at,
    } = row;
    let cell = |(at, cell): (usize, super::api::Cell)| {
        let none = cell.text.is_empty();
        view! { <td role="cell" data-wide=(at > 1 || none).then_some("")>{(!none).then(|| view! { <Shown cell/> })}</td> }
    };
    view! {
        <tr role="row">
            <td role="cell"><a href=href><bdi>{name}</bdi></a></td>
            {cells.into_iter().enumerate().map(cell).collect_view()}
            <td role="cell" class="nowrap">{changed_at.map(|at| view! { <Moment at/> })}</td>
        </tr>
    }
    .into_any()
}
