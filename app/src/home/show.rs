use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{Home, at_home};
use super::changes::Changes;
use super::going::GoingList;
use super::standing::{Health, Notices};
use super::waits::Waits;
use crate::ui::{Frame, Icon, Loaded, in_words, sentence_case};

/// `/`: what waits for me?
#[component]
pub fn HomePage() -> impl IntoView {
    let found = Resource::new(|| (), |()| at_home());
    view! {
        <Title text=""/>
        <Loaded what=found frame=Frame::Page("Home") waits_for="what waits and runs" let:found><Screen found/></Loaded>
    }
    .into_any()
}

#[component]
fn Screen(found: Home) -> impl IntoView {
    let title = headline(&found);
    let lead = lead(&found);
    let Home {
        mine,
        all,
        waits,
        going,
        changes,
        connections,
        notices,
        week,
        ..
    } = found;
    let queue = (mine > 0).then(|| {
        view! { <a class="btn" data-variant="primary" href="/decisions">"Open the queue "<kbd class="kbd" aria-hidden="true">"g q"</kbd></a> }
    });
    let week = week.map(|said| {
        view! { <section class="stack" aria-labelledby="week"><h2 id="week">"The last seven days"</h2><p class="soft">{said}</p></section> }
    });
    view! {
        <div class="page">
            <header class="page__head">
                <div><h1><bdi>{title}</bdi></h1><p class="page__lead">{lead}</p></div>
                <a class="btn" href="/missions"><Icon name="play"/>"Start a mission"</a>
                {queue}
            </header>
            <div class="home">
                <div class="stack home__main">
                    <Waits rows=waits mine all/>
                    <GoingList rows=going/>
                    <Changes rows=changes/>
                </div>
                <aside class="stack home__aside" aria-label="How things stand">
                    <Notices rows=notices/>
                    <Health rows=connections/>
                    {week}
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// `Ana, seven decisions wait for you`
fn headline(found: &Home) -> String {
    let waits = match found.mine {
        0 => "nothing waits for you".to_owned(),
        1 => "one decision waits for you".to_owned(),
        many => format!("{} decisions wait for you", in_words(many)),
    };
    if found.name.is_empty() {
        sentence_case(&waits)
    } else {
        format!("{}, {waits}", found.name)
    }
}

fn lead(found: &Home) -> String {
    match (found.mine, found.waits.first()) {
        (1.., Some(first)) => format!("The first is due {}.", lower_day(&first.due.0)),
        (0, Some(_)) if found.all == 1 => "One waits for somebody else.".to_owned(),
        (0, Some(_)) => format!("{} wait for others.", sentence_case(&in_words(found.all))),
        _ => {
            "Missions read and reason by themselves. You are asked when something is to be written."
                .to_owned()
        }
    }
}

/// `today 12:00` for `Today 12:00`; days of the week keep their capital.
fn lower_day(day: &str) -> String {
    match day.split_once(' ') {
        Some((near @ ("Today" | "Tomorrow"), rest)) => format!("{} {rest}", near.to_lowercase()),
        _ => day.to_owned(),
    }
}
