//! Observations as lines: number, time, kind, headline.

use domain::observation::{Kind, Observation};
use domain::verdict::Verdict;

use super::ink::{Ink, WIDTH, clock, wrapped};

/// What stands before the headline: `  12  19:07:00  Model says  `.
const BEFORE: usize = 28;

pub fn line(observation: &Observation, ink: Ink) -> String {
    let mut lines = wrapped(&observation.headline, WIDTH - BEFORE).into_iter();
    let kind = format!("{:<10}", observation.kind.word());
    let kind = match observation.kind {
        Kind::Proposal | Kind::Decision => ink.strong(&kind),
        Kind::Verify | Kind::Verdict => ink.good(&kind),
        Kind::Wait => ink.care(&kind),
        _ => ink.soft(&kind),
    };
    let first = format!(
        "{:>4}  {}  {kind}  {}",
        observation.number,
        ink.soft(&clock(observation.at)),
        lines.next().unwrap_or_default()
    );
    let indent = format!("\n{:BEFORE$}", "");
    lines.fold(first, |text, rest| text + &indent + &rest)
}

/// A verdict in its colour.
pub fn verdict(verdict: Verdict, ink: Ink) -> String {
    let phrase = verdict.phrase();
    match verdict {
        Verdict::Verified | Verdict::NoActionNeeded => ink.good(phrase),
        Verdict::Failed => ink.stop(phrase),
        Verdict::AppliedWithSideEffects | Verdict::PartlyApplied | Verdict::NeedsReview => {
            ink.care(phrase)
        }
        Verdict::Rejected | Verdict::Expired | Verdict::Stale => phrase.to_owned(),
    }
}
