use leptos::prelude::*;

use super::api::Change;
use crate::runs::VerdictMark;

/// What was written lately, and who answered for it.
#[component]
pub fn Changes(rows: Vec<Change>) -> impl IntoView {
    let list = if rows.is_empty() {
        view! { <p class="soft home__none">"Nothing was written yet. Whatever is approved stands here, with who signed it."</p> }.into_any()
    } else {
        view! { <ol class="lines">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ol> }.into_any()
    };
    view! { <section aria-labelledby="changes"><h2 id="changes">"Changed in Salesforce "<a class="home__more" href="/decisions?show=decided">"All that was decided"</a></h2>{list}</section> }.into_any()
}

#[component]
fn Row(row: Change) -> impl IntoView {
    let href = format!("/decisions/{}", row.decision);
    view! {
        <li class="lines__item" data-kind="changed">
            <span class="lines__at">{row.at}</span>
            <div class="lines__what"><a class="lines__title" href=href><bdi>{row.title}</bdi></a><small>"Approved by "<bdi>{row.signers}</bdi></small></div>
            <VerdictMark verdict=row.verdict/>
        </li>
    }
    .into_any()
}
