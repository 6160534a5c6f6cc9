use leptos::prelude::*;

use crate::decisions::api::DecisionRow;
use crate::decisions::{FreshMark, RiskMark};

/// What waits for the reader, what expires first coming first; what waits for others when nothing does.
#[component]
pub fn Waits(rows: Vec<DecisionRow>, mine: u64, all: u64) -> impl IntoView {
    let (title, href, count) = if mine == 0 && all > 0 {
        ("Waits for others", "/decisions?show=all", all)
    } else {
        ("Waits for you", "/decisions", mine)
    };
    let shown = rows.len() as u64;
    let more = (count > shown).then(|| view! { <a class="home__more" href=href>"All "{count}</a> });
    let list = if rows.is_empty() {
        view! {
            <div class="empty">
                <h3>"The queue is empty"</h3>
                <p>"When a mission wants to write something, it stands here until you sign or refuse."</p>
            </div>
        }
        .into_any()
    } else {
        view! { <ol class="lines">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ol> }.into_any()
    };
    view! { <section aria-labelledby="waits"><h2 id="waits">{title}" "{more}</h2>{list}</section> }
        .into_any()
}

#[component]
fn Row(row: DecisionRow) -> impl IntoView {
    let href = format!("/decisions/{}", row.id);
    view! {
        <li class="lines__item" data-kind="waits">
            <div class="lines__what"><a class="lines__title" href=href><bdi>{row.title}</bdi></a><small><bdi>{row.mission}</bdi>" · "{row.asked}</small></div>
            <RiskMark risk=row.risk/>
            <FreshMark freshness=row.freshness/>
            <span class="lines__end"><span class="sr">"Decide by "</span>{row.due.0}</span>
        </li>
    }
    .into_any()
}
