use leptos::prelude::*;

use super::api::{DocumentView, VersionRow};
use crate::runs::PhaseBadge;
use crate::runs::api::RunRow;
use crate::ui::{Icon, Moment};

/// What it is, its versions, and what goes by it.
#[component]
pub fn Aside(document: DocumentView) -> impl IntoView {
    let DocumentView {
        id,
        format,
        printed,
        objects,
        holds,
        version,
        versions,
        missions,
        runs,
        ..
    } = document;
    let file = format!("/knowledge/{id}/file?version={version}");
    let about = if objects.is_empty() {
        "all objects".to_owned()
    } else {
        objects
    };
    let holds = if holds.is_empty() {
        "until there is another version".to_owned()
    } else {
        holds
    };
    let download = if printed {
        "Download the original"
    } else {
        "Download"
    };
    view! {
        <aside class="stack document__aside">
            <section aria-labelledby="about"><h2 id="about">"This version"</h2>
                <dl class="facts">
                    <dt>"Holds"</dt><dd>{holds}</dd>
                    <dt>"Speaks about"</dt><dd>{about}</dd>
                    <dt>"Written as"</dt><dd>{format}</dd>
                </dl>
                <a class="btn" data-size="small" href=file download="" rel="external">{download}</a>
            </section>
            <section aria-labelledby="versions"><h2 id="versions">"Versions"</h2>
                <ol class="versions">{versions.into_iter().map(|row| view! { <Version row/> }).collect_view()}</ol>
            </section>
            <section aria-labelledby="cited"><h2 id="cited">"What goes by it"</h2><Cited missions runs/></section>
        </aside>
    }
    .into_any()
}

#[component]
fn Version(row: VersionRow) -> impl IntoView {
    let VersionRow {
        number,
        href,
        changes,
        published_at,
        published_by,
        holds,
        applies,
        here,
    } = row;
    let changes = changes.map(|href| {
        view! { <a class="push" href=href>"Changes"<span class="sr">" in version "{number}</span></a> }
    });
    let holds = (!holds.is_empty()).then(|| view! { <small class="quiet">"Holds "{holds}</small> });
    view! {
        <li>
            <p class="row"><a href=href aria-current=here.then_some("true")>"Version "{number}</a>
                {applies.then(|| view! { <span class="badge" data-tone="good"><Icon name="check"/>"Holds today"</span> })}{changes}</p>
            <small class="quiet"><Moment at=published_at/>", "<bdi>{published_by}</bdi></small>
            {holds}
        </li>
    }
    .into_any()
}

#[component]
fn Cited(missions: Vec<(String, String)>, runs: Vec<(RunRow, u32)>) -> impl IntoView {
    let looked_up = if missions.is_empty() {
        view! { <p class="soft">"No mission looks it up. People find it here."</p> }.into_any()
    } else {
        let mission = |(title, href): (String, String)| view! { <li><Icon name="flow"/><a href=href><bdi>{title}</bdi></a></li> };
        view! { <ul class="goes-by">{missions.into_iter().map(mission).collect_view()}</ul> }
            .into_any()
    };
    let last = (!runs.is_empty()).then(|| {
        let run = |(run, version): (RunRow, u32)| {
            let href = format!("/runs/{}", run.id);
            view! {
                <li>
                    <a href=href><bdi>{run.about}</bdi></a>
                    <small class="quiet">"version "{version}", "<Moment at=run.started_at/></small>
                    <PhaseBadge phase=run.phase verdict=run.verdict/>
                </li>
            }
        };
        view! { <h3>"Last runs"</h3><ul class="goes-by goes-by__runs">{runs.into_iter().map(run).collect_view()}</ul> }
    });
    view! { {looked_up}{last} }
}
