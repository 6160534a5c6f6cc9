//! Names, word by word: what both say, what only one says, and whether that makes it another part of the house.

mod align;
mod reading;

pub(super) use reading::{Reading, Sites};

use super::against::{Pair, bar, or};
use super::facts::{Fact, Facts};
use crate::names::Name;
use domain::matching::Bar;

/// Names with nothing in common.
const NOTHING_SHARED: f64 = -5.0;

pub(super) fn bars(pair: &mut Pair<'_>, at: usize) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let (Facts::Names(lefts), Facts::Names(rights)) = (&pair.left[at], &pair.right.facts[at])
    else {
        return vec![];
    };
    let places = places(pair);
    let best = lefts
        .iter()
        .flat_map(|left| rights.iter().map(move |right| (left, right)))
        .map(|(left, right)| {
            let reading = Reading::of(&left.read, &right.read, &pair.matcher.rarity, &places);
            (left, right, reading)
        })
        // The first of equals, so that the order of the fields decides.
        .reduce(|best, next| {
            if next.2.worth() > best.2.worth() {
                next
            } else {
                best
            }
        });
    let Some((left, right, reading)) = best else {
        return vec![];
    };
    // A name alone takes a pair into review, no further; unless names are all there is to go by.
    let alone = if pair.only_names() { 5.5 } else { 3.2 };
    let most = or(comparison.agree, alone - pair.start);
    let least = or(comparison.disagree, NOTHING_SHARED);
    let mut bars = reading_bars(pair, at, left, right, &reading, most, least);
    bars.extend(form_bar(pair, at, left, right));
    if reading.is_conflict() {
        pair.vetoes.push(format!(
            "the names differ in {}",
            reading.conflict_words().join(" and ")
        ));
    }
    if pair
        .names
        .as_ref()
        .is_none_or(|other| reading.worth() > other.worth())
    {
        pair.names = Some(reading);
    }
    bars
}

/// What agrees and what does not, as two bars: one speaks for, the other against.
fn reading_bars(
    pair: &Pair<'_>,
    at: usize,
    left: &Fact<Name>,
    right: &Fact<Name>,
    reading: &Reading,
    most: f64,
    least: f64,
) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    if !reading.has_shared() {
        return vec![bar(
            comparison,
            left,
            right,
            least,
            "No word in common".into(),
        )];
    }
    let most = if reading.is_equal() { most } else { most - 1.0 };
    let agree = reading.agreement(most);
    let mut bars = vec![bar(comparison, left, right, agree, reading.shared_note())];
    let against = reading.disagreement();
    if against < 0.0 {
        bars.push(bar(comparison, left, right, against, reading.rest_note()));
    }
    bars
}

/// Two legal forms: of one country a slip, of two countries more likely two companies.
fn form_bar(pair: &Pair<'_>, at: usize, left: &Fact<Name>, right: &Fact<Name>) -> Option<Bar> {
    let (l, r) = (left.read.form?, right.read.form?);
    if l.name == r.name {
        return None;
    }
    let shared = l
        .jurisdictions
        .iter()
        .any(|place| r.jurisdictions.contains(place));
    let (bits, note) = if shared {
        (-0.4, "Another legal form")
    } else {
        (-1.5, "A legal form of another country")
    };
    let mut bar = bar(pair.comparison(at), left, right, bits, note.into());
    bar.label = format!("{}: legal form", bar.label);
    Some(bar)
}

/// Words of either record's own address: said in a name they set nothing apart when both are there.
fn places(pair: &Pair<'_>) -> Vec<String> {
    let of = |facts: &[Facts]| -> Vec<String> {
        facts
            .iter()
            .filter_map(Facts::place)
            .flat_map(|place| place.words().cloned().collect::<Vec<_>>())
            .collect()
    };
    let right = of(&pair.right.facts);
    of(pair.left)
        .into_iter()
        .filter(|word| right.contains(word))
        .map(|word| crate::names::canonical(&word))
        .collect()
}
