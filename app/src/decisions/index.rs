use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{DecisionRow, DecisionState, QueueView, queue};
use super::asked::{Asked, Show};
use super::filters::{Filters, Tabs};
use super::marks::{FreshMark, RiskMark, StateBadge, UndoMark};
use crate::ui::{Frame, Loaded, keys};

const KEYS: [keys::Key; 3] = [
    ("j k", "Next, previous decision"),
    ("Enter", "Open it"),
    ("/", "Find by words"),
];

/// `/decisions`: which one first?
#[component]
pub fn DecisionsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| Asked::from_query(&query.read()));
    let found = Resource::new(move || asked.get(), queue);
    keys::on_keys(&KEYS, |key| match key {
        "j" => keys::step(".item__title", true),
        "k" => keys::step(".item__title", false),
        "/" => keys::focus("find"),
        _ => false,
    });
    view! {
        <Title text="Decision Queue"/>
        <Loaded what=found frame=Frame::Page("Decision Queue") waits_for="the queue" let:queue><QueueScreen queue asked=asked.get_untracked()/></Loaded>
    }
}

#[component]
fn QueueScreen(queue: QueueView, asked: Asked) -> impl IntoView {
    let (mine, all) = (queue.mine, queue.all);
    let rows = queue.rows.clone();
    let on = queue.next.clone().map(|next| {
        let href = asked.with(|asked| asked.after = Some(next)).href();
        view! { <p class="queue__on"><a class="btn" href=href>"Show the next ones"</a></p> }
    });
    let first = asked.after.as_ref().map(|_| {
        let href = asked.with(|_| ()).href();
        view! { <p class="queue__on"><a class="btn" data-variant="quiet" href=href>"Back to the first ones"</a></p> }
    });
    view! {
        <div class="page">
            <header class="page__head">
                <div>
                    <h1>{if rows.is_empty() && asked.is_narrowed() { "No decision fits".to_owned() } else { headline(&asked, mine, all) }}</h1>
                    <p class="page__lead">{lead(asked.show)}</p>
                </div>
                <Tabs asked=asked.clone() mine all/>
            </header>
            <Filters asked=asked.clone() queue/>
            {first}
            {if rows.is_empty() { view! { <Nothing asked all/> }.into_any() } else { view! { <DecisionList rows decided=asked.show == Show::Decided/> }.into_any() }}
            {on}
            <p class="hints">
                <span><kbd class="kbd">"j"</kbd><kbd class="kbd">"k"</kbd>" next, previous"</span>
                <span><kbd class="kbd">"Enter"</kbd>" open"</span>
                <span><kbd class="kbd">"/"</kbd>" find"</span>
                <button class="hints__all" type="button" on:click=move |_| keys::list()><kbd class="kbd">"?"</kbd>" all keys"</button>
            </p>
        </div>
    }
    .into_any()
}

fn headline(asked: &Asked, mine: u64, all: u64) -> String {
    let (count, whom) = match asked.show {
        Show::Mine => (mine, " for you"),
        Show::All => (all, ""),
        Show::Decided => return "What was decided".to_owned(),
    };
    match count {
        0 => format!("Nothing waits{whom}"),
        1 => format!("One decision waits{whom}"),
        many => format!("{many} decisions wait{whom}"),
    }
}

fn lead(show: Show) -> &'static str {
    match show {
        Show::Mine | Show::All => "Nothing is written until somebody says so.",
        Show::Decided => "Every answer stays, with who gave it and why.",
    }
}

/// Decisions in lines, the first to expire first.
#[component]
fn DecisionList(rows: Vec<DecisionRow>, decided: bool) -> impl IntoView {
    view! {
        <div class="queue" id="queue">
            <div class="queue__cols cols" aria-hidden="true">
                <span>"Change"</span><span>"Risk"</span><span>"Can be undone"</span><span>{if decided { "" } else { "Freshness" }}</span><span>{if decided { "Answer" } else { "Decide by" }}</span>
            </div>
            <ul>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: DecisionRow) -> impl IntoView {
    let href = format!("/decisions/{}", row.id);
    let parts = if row.parts == 1 {
        "1 part".to_owned()
    } else {
        format!("{} parts", row.parts)
    };
    let waits = matches!(row.state, DecisionState::Waiting | DecisionState::Blocked);
    let blocked = row.state == DecisionState::Blocked;
    let last = if waits {
        view! {
            <span class="due"><span class="sr">"Decide by "</span><b>{row.due.0}</b>" "{row.due.1}</span>
        }
        .into_any()
    } else {
        view! { <span class="due"><StateBadge state=row.state/></span> }.into_any()
    };
    view! {
        <li class="item cols" data-state=if waits { "waiting" } else { "decided" }>
            <div class="item__what">
                <a class="item__title" href=href><bdi>{row.title}</bdi></a>
                <span class="item__sub">{parts}" · "<bdi>{row.mission}</bdi>" · "{row.asked}</span>
            </div>
            <RiskMark risk=row.risk/>
            <UndoMark undo=row.undo short=true/>
            {match (blocked, waits) {
                (true, _) => view! { <StateBadge state=row.state/> }.into_any(),
                (false, true) => view! { <FreshMark freshness=row.freshness/> }.into_any(),
                (false, false) => view! { <span></span> }.into_any(),
            }}
            {last}
        </li>
    }
    .into_any()
}

/// Why there is nothing, and what comes next.
#[component]
fn Nothing(asked: Asked, all: u64) -> impl IntoView {
    let show = |show: Show| {
        Asked {
            show,
            ..Asked::default()
        }
        .href()
    };
    let (title, why, href, way) = if asked.is_narrowed() {
        (
            "Nothing fits these filters",
            "Take a filter off to see the others.",
            show(asked.show),
            "Clear the filters",
        )
    } else if asked.after.is_some() {
        (
            "There is nothing further",
            "These were all. Some may have been decided meanwhile.",
            show(asked.show),
            "Back to the first ones",
        )
    } else if asked.show == Show::Decided {
        (
            "Nothing has been decided yet",
            "Every answer will stand here, with who gave it and why.",
            show(Show::Mine),
            "See what waits for you",
        )
    } else if asked.show == Show::Mine && all > 0 {
        (
            "Nothing waits for you",
            "What waits is for others to sign: you started it, have signed it, or your role has no seat on it.",
            show(Show::All),
            "See all that wait",
        )
    } else {
        (
            "Nothing waits for you",
            "When a mission wants to change something it asks here, with every value before and after.",
            "/runs".to_owned(),
            "See what ran",
        )
    };
    view! { <div class="empty"><h2>{title}</h2><p>{why}</p><a class="btn" href=href>{way}</a></div> }
        .into_any()
}
