use domain::id::RunId;
use domain::observation::Level;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{Run, observation, open};
use super::detail::ObservationDetail;
use super::live::follow;
use super::rail::{Levels, Rail};
use super::steps::Steps;
use super::words::PhaseBadge;
use crate::Problem;
use crate::ui::{ClockTime, Icon, Loaded, Moment};

/// `/runs/{id}`
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<RunId>().ok())
    });
    let found = Resource::new(
        move || id.get(),
        |id| async move { open(id.ok_or(Problem::Gone)?).await },
    );
    view! { <Loaded what=found let:run><RunScreen run/></Loaded> }
}

/// The screen of one run. Head and rail are the page's; what follows arrives by itself.
#[component]
fn RunScreen(run: Run) -> impl IntoView {
    let id = run.head.id.clone();
    let title = format!("{}: {}", run.head.mission, run.head.about);
    let mission = run.head.mission.clone();
    let (head, entries) = (RwSignal::new(run.head), RwSignal::new(run.entries));
    let connected = follow(&id, head, entries);

    let query = use_query_map();
    let level = Memo::new(move |_| match query.read().get("level").as_deref() {
        Some("headline") => Level::Headline,
        Some("conclusions") => Level::Conclusions,
        _ => Level::Everything,
    });
    let open = Memo::new(move |_| {
        query
            .read()
            .get("observation")
            .and_then(|number| number.parse::<u64>().ok())
    });
    let steps = Signal::derive(move || head.get().steps);
    view! {
        <Title text=title/>
        <div class="run">
            <Head head mission/>
            <div class="run__body">
                <section class="pane" tabindex="0" aria-labelledby="steps-title"><h2 id="steps-title">"Steps"</h2><Steps steps/></section>
                <section class="pane" tabindex="0" id="rail" aria-labelledby="rail-title">
                    <div class="rail__head">
                        <h2 id="rail-title">"Explain rail"</h2>
                        {move || connected.get().then(|| view! { <span class="live"><i></i>"Live"</span> })}
                        <Levels run=id.clone() level/>
                    </div>
                    <Rail run=id.clone() entries level open/>
                </section>
                <Opened run=id entries open/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Head(head: RwSignal<super::RunHead>, mission: String) -> impl IntoView {
    let badge =
        move || head.with(|head| view! { <PhaseBadge phase=head.phase verdict=head.verdict/> });
    let waits = move || {
        let open = head.with(|head| head.decision.clone().filter(|_| head.waiting));
        open.map(|id| {
            let href = format!("/decisions/{id}");
            view! { <a class="btn" data-variant="primary" href=href><Icon name="sign"/>"Look at the decision"</a> }
        })
    };
    let times = move || {
        let (happened, proposed) = head.with(|head| (head.happened_at, head.proposed_at));
        view! {
            {happened.map(|at| view! { " · in the org "<ClockTime at/> })}
            {proposed.map(|at| view! { " · decision asked "<ClockTime at/> })}
        }
    };
    let (about, version, started_at) =
        head.with_untracked(|head| (head.about.clone(), head.version.clone(), head.started_at));
    view! {
        <header class="run__head">
            <div>
                <p class="quiet"><small><a href="/runs">"Runs"</a>" / "{about}", "<Moment at=started_at/>{times}" · version "<span class="mono">{version}</span></small></p>
                <h1>{mission}</h1>
            </div>
            <div class="verdict" role="status">{badge}<span class="soft">{move || head.get().sentence}</span></div>
            {waits}
        </header>
    }
    .into_any()
}

/// The third pane: the observation that the address names, or how to open one.
#[component]
fn Opened(
    run: RunId,
    entries: RwSignal<Vec<super::Entry>>,
    #[prop(into)] open: Signal<Option<u64>>,
) -> impl IntoView {
    let last =
        move || entries.with_untracked(|entries| entries.last().map_or(0, |entry| entry.number));
    let detail = Resource::new(
        move || open.get(),
        move |number| {
            let run = run.clone();
            async move {
                match number {
                    Some(number) => observation(run, number).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    view! {
        <section class="pane stack" tabindex="0" data-kind="detail" id="detail" aria-label="Observation">
            <Loaded what=detail let:detail>
                {match detail {
                    Some(detail) => view! { <ObservationDetail detail last=last()/> }.into_any(),
                    None => view! { <p class="quiet">"Open a line of the rail to see what it rests on."</p> }.into_any(),
                }}
            </Loaded>
        </section>
    }
    .into_any()
}
