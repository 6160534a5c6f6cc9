//! Phases, verdicts and kinds as people see them: a word, a shape, a tone. Never a colour alone.

use domain::observation::Kind;
use domain::run::Phase;
use domain::verdict::Verdict;
use leptos::prelude::*;

use crate::ui::{Badge, Tone, sentence_case};

/// What the run is doing, or how it ended.
#[component]
pub fn PhaseBadge(phase: Phase, verdict: Option<Verdict>) -> impl IntoView {
    let (tone, icon) = match (phase, verdict) {
        (_, Some(verdict)) => of_verdict(verdict),
        (Phase::Queued, _) => (Tone::Calm, "clock"),
        (Phase::Running, _) => (Tone::Act, "play"),
        (Phase::WaitingForDecision, _) => (Tone::Act, "sign"),
        (Phase::WaitingForSystem, _) => (Tone::Care, "plug"),
        (Phase::Paused, _) => (Tone::Care, "pause"),
        (Phase::Committing, _) => (Tone::Act, "right"),
        (Phase::Verifying, _) => (Tone::Act, "eye"),
        (Phase::Ended, None) => (Tone::Calm, "flag"),
    };
    let word = verdict.map_or_else(|| phase.phrase(), Verdict::phrase);
    view! { <Badge tone icon word=sentence_case(word)/> }
}

/// How something ended, within a line.
#[cfg(feature = "ssr")]
#[component]
pub fn VerdictMark(verdict: Verdict) -> impl IntoView {
    let (tone, icon) = of_verdict(verdict);
    view! { <span class="badge" data-plain="" data-tone=tone.as_str()><crate::ui::Icon name=icon/>{sentence_case(verdict.phrase())}</span> }
}

/// All verdicts, for a list to choose from.
pub const VERDICTS: [Verdict; 9] = [
    Verdict::Verified,
    Verdict::AppliedWithSideEffects,
    Verdict::PartlyApplied,
    Verdict::Rejected,
    Verdict::Expired,
    Verdict::Stale,
    Verdict::NeedsReview,
    Verdict::NoActionNeeded,
    Verdict::Failed,
];

fn of_verdict(verdict: Verdict) -> (Tone, &'static str) {
    match verdict {
        Verdict::Verified => (Tone::Good, "check"),
        Verdict::AppliedWithSideEffects => (Tone::Care, "drifted"),
        Verdict::PartlyApplied => (Tone::Care, "alert"),
        Verdict::NeedsReview => (Tone::Care, "users"),
        Verdict::Rejected => (Tone::Calm, "x"),
        Verdict::Expired => (Tone::Calm, "clock"),
        Verdict::Stale => (Tone::Calm, "stale"),
        Verdict::NoActionNeeded => (Tone::Calm, "ring"),
        Verdict::Failed => (Tone::Stop, "alert"),
    }
}

/// The shape of a kind of observation. Its word is `Kind::word`.
pub fn icon_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Notice => "bolt",
        Kind::Read => "eye",
        Kind::Knowledge => "book",
        Kind::Match => "scale",
        Kind::Rule => "shield",
        Kind::Model => "quote",
        Kind::Proposal | Kind::File => "doc",
        Kind::Decision => "sign",
        Kind::Commit => "right",
        Kind::Verify => "check",
        Kind::Wait => "clock",
        Kind::Note => "info",
        Kind::Verdict => "flag",
    }
}

pub fn tone_of(kind: Kind) -> Option<Tone> {
    match kind {
        Kind::Proposal | Kind::Decision => Some(Tone::Act),
        Kind::Verify | Kind::Verdict => Some(Tone::Good),
        Kind::Wait => Some(Tone::Care),
        _ => None,
    }
}
