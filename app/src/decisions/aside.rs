//! Beside the change, always in this order: why, what could go wrong, can it be undone, what happens if I wait.

use domain::change::Undo;
use leptos::prelude::*;

use super::api::{HazardView, PartView, Reason};
use super::marks::undo_shape;
use super::parts::Cited;
use crate::ui::Icon;

#[component]
pub fn Why(because: Vec<Reason>) -> impl IntoView {
    let line = |reason: Reason| {
        view! { <li><bdi>{reason.text}</bdi>" "<Cited source=reason.source/></li> }
    };
    view! {
        <section class="sect" aria-labelledby="why">
            <h2 id="why">"Why"</h2>
            <ul class="reasons soft">{because.into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

#[component]
pub fn Hazards(hazards: Vec<HazardView>) -> impl IntoView {
    let several = hazards.iter().any(|hazard| hazard.part > 1);
    let line = |hazard: HazardView| {
        let part = several.then(|| view! { <span class="quiet">"Part "{hazard.part}": "</span> });
        view! { <li><span class="icon" data-icon=hazard.icon aria-hidden="true"></span><span>{part}<bdi>{hazard.text}</bdi></span></li> }
    };
    let body = if hazards.is_empty() {
        view! { <p class="soft">"Nothing in the org depends on it, as far as the run could see."</p> }
            .into_any()
    } else {
        view! { <ul class="plain">{hazards.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! { <section class="sect" aria-labelledby="wrong"><h2 id="wrong">"What could go wrong"</h2>{body}</section> }
        .into_any()
}

#[component]
pub fn UndoList(parts: Vec<PartView>) -> impl IntoView {
    let line = move |undo: Undo, says: &'static str| {
        let numbers: Vec<_> = parts
            .iter()
            .filter(|part| part.undo == undo)
            .map(|part| part.number.to_string())
            .collect();
        let (tone, icon) = undo_shape(undo);
        let word = if numbers.len() == 1 { "Part" } else { "Parts" };
        (!numbers.is_empty()).then(|| {
            view! {
                <dt data-tone=tone><Icon name=icon/>{word}" "{numbers.join(", ")}</dt>
                <dd class="soft">{undo.phrase()}". "{says}</dd>
            }
        })
    };
    view! {
        <section class="sect" aria-labelledby="undo">
            <h2 id="undo">"Can it be undone"</h2>
            <dl class="undo">
                {line(Undo::Reversible, "The old values can be put back.")}
                {line(Undo::GuidedRestore, "Then what went is gone for good.")}
                {line(Undo::Irreversible, "Salesforce has no way back.")}
            </dl>
        </section>
    }
    .into_any()
}

#[component]
pub fn Waiting(says: String) -> impl IntoView {
    (!says.is_empty()).then(move || {
        view! {
            <section class="sect" aria-labelledby="wait">
                <h2 id="wait">"What happens if I wait"</h2>
                <p class="soft">{says}</p>
            </section>
        }
    })
}
