use domain::id::DecisionId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::answering::AnswerBar;
use super::api::{Answer, DecisionState, DecisionView, SignatureView, decision};
use super::index::StateBadge;
use super::parts::Parts;
use crate::Problem;
use crate::ui::{Icon, Loaded, Moment, Waterfall};

/// `/decisions/{id}`
#[component]
pub fn DecisionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<DecisionId>().ok())
    });
    let answer = ServerAction::<Answer>::new();
    let found = Resource::new(
        move || (id.get(), answer.version().get()),
        |(id, _)| async move { decision(id.ok_or(Problem::Gone)?).await },
    );
    view! { <Loaded what=found let:decision><DecisionScreen decision answer/></Loaded> }
}

/// What changes, why, what could go wrong, whether it can be undone. Always in that order.
#[component]
fn DecisionScreen(decision: DecisionView, answer: ServerAction<Answer>) -> impl IntoView {
    let DecisionView {
        row,
        run,
        sentence,
        parts,
        signatures,
        cannot_sign,
        matches,
        live_problem,
    } = decision;
    let waiting = row.state == DecisionState::Waiting;
    let form = format!("answer-{}", row.id);
    view! {
        <Title text=row.title.clone()/>
        <div class="decision">
            <header class="decision__head">
                <p class="decision__crumb">
                    <a href="/decisions">"Decisions"</a><span>"/"</span><span class="mono">{row.id.to_string()}</span>
                    <span>"from "<a href=format!("/runs/{run}")>{row.mission.clone()}</a></span>
                </p>
                <h1>{row.title.clone()}</h1>
                <div class="decision__facts">
                    <StateBadge state=row.state/>
                    {waiting.then(|| view! { <span class="badge" data-plain=""><Icon name="clock"/>"Expires "<Moment at=row.expires_at/></span> })}
                </div>
            </header>
            <div class="decision__body">
                <div class="parts">
                    {live_problem.map(|why| view! { <p class="note" data-tone="care"><Icon name="plug"/>"The values of now could not be read: "{why}</p> })}
                    <Parts parts=parts.clone() form=form.clone() signable=waiting && cannot_sign.is_none()/></div>
                <aside class="aside">
                    <section class="sect"><h2>{if waiting { "Who signs" } else { "What came of it" }}</h2><p class="soft">{sentence}</p><Signatures signatures/></section>
                    <section class="sect"><h2>"Can it be undone"</h2><UndoList parts=parts.clone()/></section>
                    {matches.into_iter().map(|found| view! { <section class="sect"><Waterfall found/></section> }).collect_view()}
                </aside>
            </div>
            {waiting.then(|| view! { <AnswerBar id=row.id form parts=parts.len() cannot_sign answer/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Signatures(signatures: Vec<SignatureView>) -> impl IntoView {
    let line = |one: SignatureView| view! { <li><Icon name="sign"/><span><b>{one.by}</b>" "{one.said}", "<Moment at=one.at/></span></li> };
    view! { <ul class="plain">{signatures.into_iter().map(line).collect_view()}</ul> }
}

#[component]
fn UndoList(parts: Vec<super::api::PartView>) -> impl IntoView {
    use domain::change::Undo;
    let line = |undo: Undo, tone: &'static str, icon: &'static str, says: &'static str| {
        let numbers: Vec<_> = parts
            .iter()
            .filter(|part| part.undo == undo)
            .map(|part| part.number.to_string())
            .collect();
        let word = if numbers.len() == 1 { "Part" } else { "Parts" };
        (!numbers.is_empty()).then(|| {
            view! {
                <dt data-tone=tone><Icon name=icon/>{word}" "{numbers.join(", ")}</dt>
                <dd>{undo.phrase()}". "{says}</dd>
            }
        })
    };
    view! {
        <dl class="undo">
            {line(Undo::Reversible, "good", "undo", "The old values can be put back.")}
            {line(Undo::GuidedRestore, "care", "guided", "What was removed is in the recycle bin until then.")}
            {line(Undo::Irreversible, "stop", "noundo", "Salesforce has no way back.")}
        </dl>
    }
    .into_any()
}
