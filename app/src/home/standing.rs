use leptos::prelude::*;

use super::api::Notice;
use crate::connections::{CallMeter, ConnectionRow, StateMark};
use crate::ui::Moment;

/// What wants an eye, each with the way there. Nothing when all is well.
#[component]
pub fn Notices(rows: Vec<Notice>) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let note = |row: Notice| {
        view! {
            <li class="note" data-tone=row.tone.as_str()><span class="icon" data-icon=row.icon aria-hidden="true"></span>
                <span><bdi>{row.text}</bdi>" "<a href=row.href>{row.act}</a></span></li>
        }
    };
    view! {
        <section class="stack" aria-labelledby="notices"><h2 id="notices">"Needs your eye"</h2>
            <ul class="stack home__notices">{rows.into_iter().map(note).collect_view()}</ul></section>
    }
    .into_any()
}

/// Each connection: whether it works, as whom, and how much of the day's calls is left.
#[component]
pub fn Health(rows: Vec<ConnectionRow>) -> impl IntoView {
    let one = |row: ConnectionRow| {
        let heading = format!("health-{}", row.id);
        let named_by = heading.clone();
        let last = match row.last_ok_at {
            Some(at) => view! { <Moment at/> }.into_any(),
            None => "none yet".into_any(),
        };
        view! {
            <section class="stack health" aria-labelledby=named_by>
                <h2 id=heading><a class="home__org" href="/connections"><bdi>{row.name}</bdi></a><span class="push"><StateMark state=row.state/></span></h2>
                <dl class="facts">
                    <dt>"Connected as"</dt><dd><bdi>{row.connected_as.unwrap_or_else(|| "nobody yet".to_owned())}</bdi></dd>
                    <dt>"Last good call"</dt><dd>{last}</dd>
                </dl>
                {row.budget.map(|(used, max)| view! { <CallMeter used max/> })}
            </section>
        }
        .into_any()
    };
    rows.into_iter().map(one).collect_view().into_any()
}
