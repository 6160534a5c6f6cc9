use leptos::prelude::*;

use super::api::Cell;

/// A value: a link when it leads to a record, and a word when there is none.
#[component]
pub fn Shown(cell: Cell) -> impl IntoView {
    match cell {
        Cell { text, .. } if text.is_empty() => {
            view! { <span class="diff__none">"empty"</span> }.into_any()
        }
        Cell {
            text,
            href: Some(href),
        } => view! { <a href=href><bdi>{text}</bdi></a> }.into_any(),
        Cell { text, href: None } => view! { <bdi>{text}</bdi> }.into_any(),
    }
}
