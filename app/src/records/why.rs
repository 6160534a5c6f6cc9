use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{By, Change, Day, Filter, What, WhyScreen, why};
use super::asked::Which;
use super::cell::Shown;
use super::chain::FourLinks;
use super::index::Sight;
use super::show::{FateNote, Head};
use crate::ui::{Frame, Icon, Loaded};

/// `/records/{object}/{record}/why`: who did this?
#[component]
pub fn WhyPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let params = params.read();
        let of = |name: &str| params.get(name).unwrap_or_default();
        (of("object"), of("record"), Which::of(&query.read()))
    });
    let found = Resource::new(
        move || asked.get(),
        |(object, id, which)| why(object, id, which),
    );
    view! { <Loaded what=found frame=Frame::Screen waits_for="what changed it" let:found><Screen found/></Loaded> }
}

#[component]
fn Screen(found: WhyScreen) -> impl IntoView {
    let WhyScreen {
        gist,
        lead,
        filters,
        ours: (only, toggle),
        days,
        note,
        sight,
    } = found;
    let title = format!("Why did {} change?", gist.name);
    let name = gist.name.clone();
    let href = gist.href.clone();
    let none = days.is_empty();
    view! {
        <Title text=title/>
        <section class="page">
            <header class="page__head">
                <Head gist=gist.clone()/>
                <div>
                    <h1>"Why did "<a class="why__name" href=href><bdi>{name}</bdi></a>" change?"</h1>
                    <p class="page__lead">{lead}</p>
                </div>
                <a class="btn" href=toggle aria-current=only.then_some("true")><Icon name="filter"/>"Only ours"{only.then(|| view! { <span class="sr">", chosen: shows all again"</span> })}</a>
            </header>
            <FateNote gist/>
            {note.map(|said| view! { <p class="record__note" data-tone="care"><Icon name="plug"/>" "<bdi>{said}</bdi></p> })}
            <div class="why">
                <Fields filters/>
                <div>
                    {days.into_iter().map(|day| view! { <OneDay day/> }).collect_view()}
                    {none.then(|| view! { <div class="empty"><h2>"No change to tell"</h2><p>"Nothing has changed it since the org keeps track."</p></div> })}
                    <p class="why__kept quiet"><Icon name="lock"/>" Our own changes stay told here, even if the record is deleted."</p>
                </div>
            </div>
            <Sight sight/>
        </section>
    }
    .into_any()
}

#[component]
fn Fields(filters: Vec<Filter>) -> impl IntoView {
    let filter = |filter: Filter| {
        view! { <a href=filter.href aria-current=filter.here.then_some("true")>{filter.label}" "<span>{filter.count}<span class="sr">" changes"</span></span></a> }
    };
    view! { <nav class="why__fields" aria-label="Fields">{filters.into_iter().map(filter).collect_view()}</nav> }
}

#[component]
fn OneDay(day: Day) -> impl IntoView {
    view! {
        <h2 class="why__day">{day.title}</h2>
        <ol class="timeline">{day.changes.into_iter().map(|change| view! { <Entry change/> }).collect_view()}</ol>
    }
}

#[component]
fn Entry(change: Change) -> impl IntoView {
    let Change { at, what, by } = change;
    let full = at.to_string();
    let clock = full.get(11..16).unwrap_or_default().to_owned();
    let time = view! { <time datetime=full.clone() title=format!("{} UTC", full.get(..19).unwrap_or_default().replace('T', " "))>{clock}</time> };
    let (mark, tone, icon) = match &by {
        By::Ours { .. } => (None, Some("act"), "sign".to_owned()),
        By::Other { icon, .. } => (Some("other"), None, icon.clone()),
    };
    view! {
        <li class="timeline__item" data-by=mark>
            <span class="timeline__mark" data-tone=tone><span class="icon" data-icon=icon aria-hidden="true"></span></span>
            <div class="change">
                <div class="change__line"><Told what/>{time}</div>
                <Whose by/>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Told(what: What) -> impl IntoView {
    match what {
        What::Field {
            label,
            before,
            after,
        } => view! {
            <b>{label}</b>" "<del><Shown cell=before/></del>" → "<ins><Shown cell=after/></ins>
        }
        .into_any(),
        What::Said {
            verb,
            records,
            rest,
        } => {
            let record = |(at, cell)| view! { {(at > 0).then_some(", ")}<Shown cell/> };
            view! { <b>{verb}</b>" "{records.into_iter().enumerate().map(record).collect_view()}" "<span>{rest}</span> }.into_any()
        }
    }
}

#[component]
fn Whose(by: By) -> impl IntoView {
    match by {
        By::Ours {
            said,
            signers,
            state: (tone, icon, word),
            in_org,
            chain,
            open,
        } => {
            let signer = |(at, name): (usize, String)| {
                let initials: String = name
                    .split_whitespace()
                    .filter_map(|word| word.chars().next())
                    .take(2)
                    .collect();
                view! { {(at > 0).then_some(" and ")}<span class="person"><span class="avatar" aria-hidden="true">{initials}</span><bdi>{name}</bdi></span> }
            };
            let chain = if open {
                view! { <FourLinks chain=*chain/> }.into_any()
            } else {
                view! { <details class="fold"><summary><Icon name="next"/>"Show the chain"</summary><FourLinks chain=*chain/></details> }.into_any()
            };
            view! {
                <p class="by">{said}" "{signers.into_iter().enumerate().map(signer).collect_view()}" "
                    <span class="badge" data-plain="" data-tone=tone.as_str()><span class="icon" data-icon=icon aria-hidden="true"></span>{word}</span>
                    {in_org.map(|said| view! { " "<span class="quiet"><bdi>{said}</bdi></span> })}
                </p>
                {chain}
            }
            .into_any()
        }
        By::Other {
            badge,
            care,
            name,
            said,
            ..
        } => {
            let tone = if care { "care" } else { "calm" };
            view! { <p class="by"><span class="badge" data-tone=tone>{badge}</span>" Salesforce says: user "<b><bdi>{name}</bdi></b>{said}</p> }.into_any()
        }
    }
}
