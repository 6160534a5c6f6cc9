//! State, risk, freshness and undo: each a shape and a word, never a colour alone.

use domain::change::{Risk, Undo};
use leptos::prelude::*;

use super::api::{DecisionState, FreshnessMark, FreshnessView};
use crate::ui::{Badge, Icon, Tone};

#[component]
pub fn StateBadge(state: DecisionState) -> impl IntoView {
    let (tone, icon, word) = match state {
        DecisionState::Waiting => (Tone::Act, "sign", "Waiting"),
        DecisionState::Approved => (Tone::Good, "check", "Approved"),
        DecisionState::Rejected => (Tone::Calm, "x", "Rejected"),
        DecisionState::Expired => (Tone::Calm, "clock", "Expired"),
        DecisionState::Withdrawn => (Tone::Calm, "halt", "Withdrawn"),
        DecisionState::Blocked => (Tone::Stop, "lock", "Blocked"),
    };
    view! { <Badge tone icon word/> }
}

/// Bars, drawn by the sheet, and the word.
#[component]
pub fn RiskMark(risk: Risk, #[prop(optional)] whole: bool) -> impl IntoView {
    let word = match (risk, whole) {
        (Risk::Low, false) => "Low",
        (Risk::Medium, false) => "Medium",
        (Risk::High, false) => "High",
        (Risk::Low, true) => "Low risk",
        (Risk::Medium, true) => "Medium risk",
        (Risk::High, true) => "High risk",
    };
    let before = (!whole).then(|| view! { <span class="sr">"Risk: "</span> });
    view! { <span class="risk" data-risk=risk.word()>{before}{word}</span> }
}

#[component]
pub fn FreshMark(freshness: FreshnessView) -> impl IntoView {
    let (tone, icon) = match freshness.mark {
        FreshnessMark::Fresh => (Tone::Calm, "fresh"),
        FreshnessMark::Drifted => (Tone::Care, "drifted"),
        FreshnessMark::Stale | FreshnessMark::NotLookedAt => (Tone::Stop, "stale"),
    };
    view! { <span class="badge" data-plain="" data-tone=tone.as_str()><Icon name=icon/>{freshness.words}</span> }
}

#[component]
pub fn UndoMark(undo: Undo, #[prop(optional)] short: bool) -> impl IntoView {
    let (tone, icon) = undo_shape(undo);
    let words = match (undo, short) {
        (Undo::GuidedRestore, true) => "Guided",
        _ => undo.phrase(),
    };
    view! { <span class="badge" data-plain="" data-tone=tone title=undo.phrase()><Icon name=icon/>{words}</span> }
}

pub fn undo_shape(undo: Undo) -> (&'static str, &'static str) {
    match undo {
        Undo::Reversible => ("good", "undo"),
        Undo::GuidedRestore => ("care", "guided"),
        Undo::Irreversible => ("stop", "noundo"),
    }
}
