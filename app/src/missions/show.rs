use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{MissionView, VersionRow, mission};
use super::launch::LaunchForm;
use super::scope::{Reads, Writes};
use crate::Problem;
use crate::files::FileList;
use crate::runs::RunList;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/missions/{slug}`: what will it do, what could it change, who signs?
#[component]
pub fn MissionPage() -> impl IntoView {
    let slug = super::named_here();
    let found = Resource::new(
        move || slug.get(),
        |slug| async move { mission(slug.ok_or(Problem::Gone)?).await },
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="the mission" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: MissionView) -> impl IntoView {
    let MissionView {
        row,
        version,
        published_at,
        published_by,
        reads,
        writes,
        limits,
        runs,
        files,
        launch,
        composes,
        versions,
    } = found;
    let all_files = format!("/files?mission={}", row.slug);
    let files = (!files.is_empty()).then(|| {
        view! { <section aria-labelledby="files"><h2 id="files">"Latest files "<a href=all_files>"All of them"</a></h2><FileList rows=files folders=true/></section> }
    });
    let compose = format!("/missions/{}/compose", row.slug);
    let slug = row.slug.to_string();
    let all_runs = format!("/runs?mission={}", row.slug);
    let queue = format!("/decisions?show=all&mission={}", row.slug);
    let waits = (row.waiting > 0).then(|| {
        let word = if row.waiting == 1 {
            "1 decision waits".to_owned()
        } else {
            format!("{} decisions wait", row.waiting)
        };
        view! { <a class="btn" href=queue><Icon name="inbox"/>{word}</a> }
    });
    let trigger = row.trigger.map_or_else(
        || "by hand".to_owned(),
        |trigger| format!("{}, or by hand", lower_first(&trigger)),
    );
    view! {
        <Title text=row.title.clone()/>
        <div class="page mission">
            <header class="page__head">
                <div>
                    <p class="quiet"><small><a href="/missions">"Missions"</a>" / version "{version}", published "<Moment at=published_at/>" by "<bdi>{published_by}</bdi></small></p>
                    <h1><bdi>{row.title}</bdi></h1>
                    <p class="page__lead"><bdi>{row.purpose}</bdi></p>
                </div>
                <div class="row">{waits}{composes.then(|| view! { <a class="btn" href=compose rel="external"><Icon name="pen"/>"Compose"</a> })}</div>
            </header>
            <SaidHere/>
            <div class="mission__body">
                <div class="stack mission__main">
                    <section aria-labelledby="writes"><h2 id="writes">"What it could change"</h2><Writes rows=writes/></section>
                    <section aria-labelledby="runs"><h2 id="runs">"Latest runs "<a href=all_runs>"All of them"</a></h2><RunList rows=runs of_one=true/></section>
                    {files}
                    <section aria-labelledby="versions"><h2 id="versions">"Versions"</h2><Versions slug rows=versions composes/></section>
                </div>
                <aside class="stack mission__aside">
                    <section class="panel" id="start" aria-labelledby="start-title">
                        <div class="panel__head"><h2 id="start-title">"Start it now"</h2></div>
                        <div class="panel__body stack"><LaunchForm launch/></div>
                    </section>
                    <section aria-labelledby="begins"><h2 id="begins">"When it begins"</h2>
                        <p class="soft">"It starts "{trigger}"."</p>
                        {limits.into_iter().map(|line| view! { <p class="soft">{line}</p> }).collect_view()}
                    </section>
                    <section aria-labelledby="reads"><h2 id="reads">"What it reads"</h2><Reads rows=reads/></section>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// What was published when, what was other than before, and the way back.
#[component]
fn Versions(slug: String, rows: Vec<VersionRow>, composes: bool) -> impl IntoView {
    let row = move |row: VersionRow| {
        let back = format!("/missions/{slug}/versions/{}/return", row.number);
        let state = if row.is_live {
            view! { <span class="badge" data-tone="good">"Live"</span> }.into_any()
        } else if composes {
            view! { <form method="post" action=back><button class="btn" data-size="small" type="submit">"Go back to it"</button></form> }.into_any()
        } else {
            ().into_any()
        };
        view! {
            <li class="versions__row">
                <span><b>"Version "{row.number}</b><br/><small class="quiet"><Moment at=row.published_at/>" by "<bdi>{row.published_by}</bdi></small></span>
                <ul>{row.difference.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                {state}
            </li>
        }
    };
    view! { <ol class="versions">{rows.into_iter().map(row).collect_view()}</ol> }
}

/// `with each new Lead` for `Each new Lead`
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    format!("with {}{}", first.unwrap_or_default(), letters.as_str())
}
