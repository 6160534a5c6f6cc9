use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{DraftRow, MissionRow, MissionsView, missions};
use crate::runs::PhaseBadge;
use crate::said::SaidHere;
use crate::ui::{Frame, Icon, Loaded, Moment};

/// `/missions`: what can be started, and what starts by itself.
#[component]
pub fn MissionsPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| missions());
    view! {
        <Title text="Missions"/>
        <Loaded what=found frame=Frame::Page("Missions") waits_for="the missions" let:found><Page found/></Loaded>
    }
}

#[component]
fn Page(found: MissionsView) -> impl IntoView {
    let MissionsView {
        rows,
        composes,
        drafts,
    } = found;
    let title = match rows.len() {
        0 => "No mission is published yet".to_owned(),
        1 => "One mission is published".to_owned(),
        many => format!("{many} missions are published"),
    };
    let list = if rows.is_empty() {
        view! {
            <div class="empty">
                <h3>"Nothing can be started"</h3>
                <p>"A builder publishes missions; each says here what it reads and what it could change."</p>
                <a class="btn" href="/">"Home"</a>
            </div>
        }
        .into_any()
    } else {
        view! { <ul class="missions">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="page">
            <header class="page__head"><div>
                <h1>{title}</h1>
                <p class="page__lead">"A mission reads freely and proposes. Nothing it proposes is written without a signature."</p>
            </div></header>
            <SaidHere/>
            {composes.then(|| view! { <Composing drafts/> })}
            {list}
        </section>
    }
    .into_any()
}

/// What is being composed, and the way to begin.
#[component]
fn Composing(drafts: Vec<DraftRow>) -> impl IntoView {
    let row = |draft: DraftRow| {
        let href = format!("/missions/{}/compose", draft.slug);
        let stands = if draft.published {
            "changes to a published mission"
        } else {
            "not published yet"
        };
        view! {
            <li class="missions__draft">
                <a class="missions__title" href=href rel="external"><bdi>{draft.title}</bdi></a>
                <span class="quiet"><small>{stands}", saved "<Moment at=draft.saved_at/>" by "<bdi>{draft.saved_by}</bdi></small></span>
            </li>
        }
    };
    let list = (!drafts.is_empty())
        .then(|| view! { <h2>"Drafts"</h2><ul>{drafts.into_iter().map(row).collect_view()}</ul> });
    view! {
        <section class="panel missions__compose" aria-labelledby="compose">
            <div class="panel__head"><h2 id="compose">"Compose a mission"</h2></div>
            <div class="panel__body stack">
                <form class="row" method="post" action="/missions/begin">
                    <label class="field grow"><span class="field__label">"What should it be called?"</span>
                        <input class="input" name="title" required maxlength="100" placeholder="Flag late deals"/></label>
                    <button class="btn" data-variant="primary" type="submit"><Icon name="plus"/>"Begin"</button>
                </form>
                <details>
                    <summary>"Import a mission file"</summary>
                    <form class="stack" method="post" action="/missions/import">
                        <label class="field"><span class="field__label">"The file, as text"</span><textarea class="input mono" name="file" rows="6" required></textarea></label>
                        <div><button class="btn" type="submit">"Import as a draft"</button></div>
                    </form>
                </details>
                {list}
            </div>
        </section>
    }
}

#[component]
fn Row(row: MissionRow) -> impl IntoView {
    let MissionRow {
        slug,
        title,
        purpose,
        trigger,
        waiting,
        last,
    } = row;
    let href = format!("/missions/{slug}");
    let start = format!("{href}#start");
    let waits = (waiting > 0).then(|| {
        let queue = format!("/decisions?show=all&mission={slug}");
        let word = if waiting == 1 {
            "1 decision waits".to_owned()
        } else {
            format!("{waiting} decisions wait")
        };
        view! { <a href=queue>{word}</a> }
    });
    let last = match last {
        Some(run) => {
            let href = format!("/runs/{}", run.id);
            view! { <a class="missions__last" href=href><PhaseBadge phase=run.phase verdict=run.verdict/><small class="quiet"><Moment at=run.started_at/></small></a> }.into_any()
        }
        None => view! { <span class="quiet">"Has not run yet"</span> }.into_any(),
    };
    view! {
        <li class="missions__row">
            <div>
                <a class="missions__title" href=href><bdi>{title.clone()}</bdi></a>
                <p class="soft"><bdi>{purpose}</bdi></p>
                <p class="missions__facts quiet"><span><Icon name="bolt"/>{trigger.unwrap_or_else(|| "Started by hand".to_owned())}</span>{waits}</p>
            </div>
            <div class="missions__state"><span class="quiet missions__word">"Last run"</span>{last}</div>
            <a class="btn" href=start><Icon name="play"/>"Start"<span class="sr">" "{title}</span></a>
        </li>
    }
    .into_any()
}
