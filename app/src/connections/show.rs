use leptos::prelude::*;

use super::add::OrgForm;
use super::api::{Check, ConnectionRow, Level, State};
use super::meter::CallMeter;
use crate::ui::{Badge, Icon, Moment, Tone};

/// One connection: how it fares, who we are there, what was found.
#[component]
pub fn ConnectionSection(row: ConnectionRow, manages: bool, back: String) -> impl IntoView {
    let heading = format!("at-{}", row.id);
    let named_by = heading.clone();
    let meter = row
        .budget
        .map(|(used, max)| view! { <CallMeter used max/> });
    let verbs = manages.then(|| view! { <Verbs row=row.clone() back/> });
    view! {
        <section class="panel connection" aria-labelledby=named_by>
            <div class="panel__head"><h2 id=heading>{row.name.clone()}</h2><span class="push"><StateMark state=row.state/></span></div>
            <div class="panel__body connection__body">
                <div class="stack"><Facts row=row.clone()/>{meter}</div>
                <div class="stack"><Checks checks=row.checks at=row.checked_at/>{verbs}</div>
            </div>
        </section>
    }
    .into_any()
}

/// Whether it works, in a word.
#[component]
pub fn StateMark(state: State) -> impl IntoView {
    let (tone, icon, word) = match state {
        State::New => (Tone::Act, "dot", "Waits for consent"),
        State::Working => (Tone::Good, "check", "Working"),
        State::Failing => (Tone::Stop, "alert", "Last call failed"),
        State::Disconnected => (Tone::Calm, "x", "Disconnected"),
    };
    view! { <Badge tone icon word/> }
}

#[component]
fn Facts(row: ConnectionRow) -> impl IntoView {
    let sentence = match row.state {
        State::New => Some("Nobody has connected it yet. Nothing is read or written."),
        State::Disconnected => Some(
            "An admin has disconnected it. Runs and decisions that need it wait, and say so. Its history stays.",
        ),
        State::Working | State::Failing => None,
    };
    let how = if row.by_consent {
        "a person’s consent"
    } else {
        "client credentials"
    };
    let failed = row.last_error.map(|(why, at)| {
        view! { <p class="note" data-tone="stop"><Icon name="alert"/><span>{why}{at.map(|at| view! { ", since "<Moment at/> })}"."</span></p> }
    });
    let nobody = || "nobody yet".to_owned();
    view! {
        {sentence.map(|words| view! { <p class="soft">{words}</p> })}
        {failed}
        <dl class="facts">
            <dt>"Connected as"</dt><dd>{row.connected_as.unwrap_or_else(nobody)}</dd>
            <dt>"By"</dt><dd>{how}</dd>
            <dt>"Last good call"</dt><dd>{row.last_ok_at.map_or_else(|| view! { "none yet" }.into_any(), |at| view! { <Moment at/> }.into_any())}</dd>
            <dt>"Org"</dt><dd class="mono">{row.organization.unwrap_or_else(|| "not known yet".to_owned())}</dd>
            <dt>"Address"</dt><dd class="mono">{row.url}</dd>
        </dl>
    }
    .into_any()
}

#[component]
fn Checks(checks: Vec<Check>, at: Option<domain::time::Timestamp>) -> impl IntoView {
    let Some(at) = at else {
        return view! { <p class="soft">"It was not looked over yet."</p> }.into_any();
    };
    let row = |check: Check| {
        let (tone, icon, word) = match check.level {
            Level::Good => ("good", "check", "Fine"),
            Level::Care => ("care", "alert", "Mend it"),
            Level::Bad => ("stop", "x", "Wrong"),
        };
        view! {
            <li class="check-row" data-tone=tone><Icon name=icon/>
                <span><b>{check.title}</b><span class="sr">": "{word}</span><small class="table__sub">{check.text}</small></span></li>
        }
    };
    view! {
        <h3>"What was found "<span class="quiet"><Moment at/></span></h3>
        <ul class="stack check-rows">{checks.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

#[component]
fn Verbs(row: ConnectionRow, back: String) -> impl IntoView {
    let id = row.id.clone();
    let path = move |verb: &str| format!("/connections/{id}/{verb}");
    let ended = row.state == State::Disconnected;
    let consent = (row.by_consent && !ended).then(|| {
        let word = if row.state == State::New { "Go to the consent page" } else { "Consent anew" };
        view! { <form method="post" action=path("consent")><button class="btn" type="submit">{word}</button></form> }
    });
    let check = (!ended && row.state != State::New).then(|| {
        view! { <form method="post" action=path("check")><button class="btn" type="submit">"Look it over now"</button></form> }
    });
    let disconnect = (!ended).then(|| {
        view! { <form method="post" action=path("disconnect")><button class="btn" data-variant="danger" type="submit">"Disconnect"</button></form> }
    });
    view! {
        <div class="row">{consent}{check}{disconnect}</div>
        <details class="fold" open=ended>
            <summary class="btn" data-size="small" data-variant="quiet">"Connect again with other settings"</summary>
            <div class="fold__body"><OrgForm name=row.name url=row.url client_id=row.client_id back/></div>
        </details>
    }
    .into_any()
}
