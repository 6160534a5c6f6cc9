use leptos::prelude::*;

use super::api::{Block, PassageView, Since, TableView};
use crate::ui::Icon;

/// A passage with a place for every citation to lead to.
#[component]
pub fn Passage(passage: PassageView, current: u32) -> impl IntoView {
    let PassageView {
        anchor,
        number,
        heading,
        nested,
        blocks,
        tables,
        since,
    } = passage;
    let plain = heading.is_empty();
    let heading = view! { {(!number.is_empty()).then(|| view! { <span class="quiet">{number}" "</span> })}<bdi>{heading}</bdi> };
    let heading = match (plain, nested) {
        (true, _) => ().into_any(),
        (false, true) => view! { <h3>{heading}</h3> }.into_any(),
        (false, false) => view! { <h2>{heading}</h2> }.into_any(),
    };
    view! {
        <section class="clause" id=anchor>
            {heading}
            {since.map(|since| view! { <SinceThen since current/> })}
            {blocks.into_iter().map(|block| view! { <Words block/> }).collect_view()}
            {tables.into_iter().map(|table| view! { <Rows table/> }).collect_view()}
        </section>
    }
    .into_any()
}

/// What became of an older passage, and the way to what stands there today.
#[component]
fn SinceThen(since: Since, current: u32) -> impl IntoView {
    let told = match since {
        Since::Reworded { href } => {
            view! { "Changed since. "<a href=href>"What stands here in version "{current}</a> }
                .into_any()
        }
        Since::Gone => view! { "Not in version "{current}" any more." }.into_any(),
    };
    view! { <p class="clause__since" data-tone="care"><Icon name="history"/>{told}</p> }
}

#[component]
fn Words(block: Block) -> impl IntoView {
    match block {
        Block::Words(text) => view! { <p><bdi>{text}</bdi></p> }.into_any(),
        Block::Items(items) => {
            let item = |text: String| view! { <li><bdi>{text}</bdi></li> };
            view! { <ul class="clause__items">{items.into_iter().map(item).collect_view()}</ul> }
                .into_any()
        }
        Block::Kept(text) => {
            view! { <pre class="clause__kept" tabindex="0" role="region" aria-label="As it is written">{text}</pre> }.into_any()
        }
    }
}

#[component]
fn Rows(table: TableView) -> impl IntoView {
    let numbers: Vec<bool> = table.columns.iter().map(|column| column.number).collect();
    let heads = table.columns.into_iter().map(|column| {
        view! { <th scope="col" class:num=column.number>{column.name}</th> }
    });
    let row = |row: super::api::RowView| {
        let mut cells = row.cells.into_iter();
        let id = cells.next().unwrap_or_default();
        let cells = cells.zip(numbers.iter().skip(1));
        view! {
            <tr id=row.anchor>
                <th scope="row">{id}</th>
                {cells.map(|(cell, number)| view! { <td class:num=*number><bdi>{cell}</bdi></td> }).collect_view()}
            </tr>
        }
    };
    let rows = table.rows.into_iter().map(row).collect_view();
    view! {
        <div class="rules" tabindex="0" role="region" aria-label=table.name>
            <table class="table">
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
