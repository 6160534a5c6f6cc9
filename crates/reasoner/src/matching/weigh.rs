use super::against::Pair;
use super::facts::Facts;
use super::pool::{Matcher, Prepared};
use super::{domain, exact, name, phone, place};
use ::domain::matching::{Bar, Bits, Chance, ComparisonKind, Likeness, Match};

/// A candidate in a small set was found by a query over an org that has at least this many.
const SMALLEST_ORG: f64 = 500.0;
/// That there is any twin at all.
const ANY_TWIN: f64 = 0.6;

/// The odds, in bits, that a candidate picked blindly is the one.
pub(super) fn start(candidates: usize) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a count of records, far below 2^52"
    )]
    let candidates = candidates as f64;
    (ANY_TWIN / candidates.max(SMALLEST_ORG)).log2()
}

pub(super) fn weigh(matcher: &Matcher<'_>, left: &[Facts], right: &Prepared<'_>) -> Match {
    let start = start(matcher.rights.len());
    let mut pair = Pair::new(matcher, left, right, start);
    // Names first: what else is said depends on how the names relate. The bars stay in the order of the rules.
    let order = [
        ComparisonKind::Name,
        ComparisonKind::Exact,
        ComparisonKind::Domain,
        ComparisonKind::Phone,
        ComparisonKind::Place,
    ];
    let mut bars: Vec<(usize, Bar)> = vec![];
    for kind in order {
        for (at, comparison) in matcher.rules.compare.iter().enumerate() {
            if comparison.kind == kind {
                let found = match kind {
                    ComparisonKind::Name => name::bars(&mut pair, at),
                    ComparisonKind::Exact => exact::bars(&mut pair, at),
                    ComparisonKind::Domain => domain::bars(&mut pair, at),
                    ComparisonKind::Phone => phone::bars(&mut pair, at),
                    ComparisonKind::Place => place::bars(&mut pair, at),
                };
                bars.extend(found.into_iter().map(|bar| (at, bar)));
            }
        }
    }
    bars.sort_by_key(|(at, _)| *at);
    let mut bars: Vec<Bar> = bars.into_iter().map(|(_, bar)| bar).collect();
    let begin = bits(start);
    let sum = |bars: &[Bar]| begin + bars.iter().map(|bar| bar.bits).sum();
    let related = pair.related();
    if let Some(house) = &related {
        bars.push(house.bar(sum(&bars)));
    }
    let total = sum(&bars);
    let chance = chance(total);
    let rules = matcher.rules;
    let likeness = match chance {
        _ if related.is_some() => Likeness::Related,
        chance if chance >= rules.same_from && pair.vetoes.is_empty() => Likeness::Same,
        chance if chance >= rules.review_from => Likeness::Review,
        _ => Likeness::Different,
    };
    Match {
        right: right.record.reference(),
        title: right.record.title(),
        likeness,
        chance,
        bits: total,
        start: begin,
        bars,
        vetoes: pair.vetoes,
    }
}

pub(super) fn bits(bits: f64) -> Bits {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "weights are a few dozen bits at most"
    )]
    Bits::from_hundredths((bits * 100.0).round() as i32)
}

/// Odds to chance. Evidence is never so good that the chance is one.
fn chance(total: Bits) -> Chance {
    let odds = -f64::from(total.hundredths()) / 100.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 9 999"
    )]
    Chance::from_ten_thousandths((10_000.0 / (1.0 + odds.exp2())).round().min(9_999.0) as u16)
}
