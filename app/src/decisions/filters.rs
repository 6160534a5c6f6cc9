//! Tabs and filters of the queue. All of them are links or a form that asks with GET: they work without script.

use domain::change::Risk;
use leptos::prelude::*;

use super::api::{MissionCount, QueueView};
use super::asked::{Asked, Show};
use crate::ui::{Icon, sentence_case};

#[component]
pub fn Tabs(asked: Asked, mine: u64, all: u64) -> impl IntoView {
    let tab = move |show: Show, word: &'static str, count: Option<u64>| {
        let href = asked.with(|asked| asked.show = show).href();
        let current = (asked.show == show).then_some("page");
        view! { <a href=href aria-current=current>{word}{count.map(|count| view! { " "<span class="quiet">{count}</span> })}</a> }
    };
    view! {
        <nav class="tabs" aria-label="Which decisions">
            {tab(Show::Mine, "For me", Some(mine))}
            {tab(Show::All, "All waiting", Some(all))}
            {tab(Show::Decided, "Decided", None)}
        </nav>
    }
}

#[component]
pub fn Filters(asked: Asked, queue: QueueView) -> impl IntoView {
    let QueueView {
        risks, missions, ..
    } = queue;
    let decided = asked.show == Show::Decided;
    let clear = asked.is_narrowed().then(|| {
        let all = Asked {
            show: asked.show,
            ..Asked::default()
        };
        view! { <a class="btn" data-variant="quiet" href=all.href()><Icon name="x"/>"Clear"</a> }
    });
    let link = |(risk, count)| {
        view! { <RiskLink asked=asked.clone() risk count=(!decided).then_some(count)/> }
    };
    let by_risk: Vec<_> = risks.into_iter().map(link).collect();
    let words = view! { <Find asked=asked.clone()/> };
    let by_mission = (missions.len() > 1 || asked.mission.is_some())
        .then(move || view! { <Missions asked missions/> });
    view! {
        <div class="filters">
            {words}
            <nav class="row" aria-label="By risk">{by_risk}</nav>
            {by_mission}
            {clear}
            <small class="push quiet">{if decided { "Newest first" } else { "Sorted by deadline" }}</small>
        </div>
    }
    .into_any()
}

/// By words of the title. What else narrows the queue goes along.
#[component]
fn Find(asked: Asked) -> impl IntoView {
    let Asked {
        show,
        risk,
        mission,
        words,
        ..
    } = asked;
    view! {
        <form class="find" method="get" action="/decisions" role="search">
            <Icon name="search"/>
            {show.word().map(|show| view! { <input type="hidden" name="show" value=show/> })}
            {risk.map(|risk| view! { <input type="hidden" name="risk" value=risk.word()/> })}
            {mission.map(|slug| view! { <input type="hidden" name="mission" value=slug/> })}
            <input id="find" class="input" type="search" name="find" maxlength="100" value=words.unwrap_or_default()
                aria-label="Find by words of the title" placeholder="Find a record or person"/>
        </form>
    }
    .into_any()
}

/// A second press takes the filter off again.
#[component]
fn RiskLink(asked: Asked, risk: Risk, count: Option<u64>) -> impl IntoView {
    let on = asked.risk == Some(risk);
    let href = asked
        .with(|asked| asked.risk = (!on).then_some(risk))
        .href();
    let word = format!("{} risk", sentence_case(risk.word()));
    view! {
        <a class="btn" href=href aria-current=on.then_some("true")>{word}{count.map(|count| view! { <span class="quiet">{count}</span> })}</a>
    }
}

#[component]
fn Missions(asked: Asked, missions: Vec<MissionCount>) -> impl IntoView {
    let link = |mission: MissionCount| {
        let on = asked.mission.as_ref() == Some(&mission.slug);
        let slug = (!on).then_some(mission.slug);
        let href = asked.with(|asked| asked.mission = slug).href();
        view! { <a class="btn" href=href aria-current=on.then_some("true")>{mission.title}<span class="quiet">{mission.decisions}</span></a> }
    };
    view! { <nav class="row" aria-label="By mission">{missions.into_iter().map(link).collect_view()}</nav> }
}
