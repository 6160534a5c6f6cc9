use super::against::{Pair, bar, or, shared_by};
use super::facts::Facts;
use crate::phones;
use domain::matching::Bar;

/// Companies have many lines: another number says little, the same one much.
pub(super) fn bars(pair: &mut Pair<'_>, at: usize) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let (Facts::Phones(lefts), Facts::Phones(rights)) = (&pair.left[at], &pair.right.facts[at])
    else {
        return vec![];
    };
    let pairs = || {
        lefts
            .iter()
            .flat_map(|left| rights.iter().map(move |right| (left, right)))
    };
    let agree = or(comparison.agree, (-pair.start - 1.5).clamp(7.0, 10.5));
    if let Some((left, right)) = pairs().find(|(l, r)| phones::same(&l.read, &r.read)) {
        let names = pair
            .matcher
            .on_phone
            .get(&right.read)
            .map(std::collections::BTreeSet::len);
        let note = match names {
            Some(names) if names > 1 => format!("The same number, which {names} names share"),
            _ => "The same number".into(),
        };
        return vec![bar(comparison, left, right, agree - shared_by(names), note)];
    }
    if let Some((left, right)) = pairs().find(|(l, r)| phones::neighbours(&l.read, &r.read)) {
        let note = "Two lines that begin alike".into();
        return vec![bar(comparison, left, right, agree.min(2.5), note)];
    }
    pairs()
        .next()
        .map(|(left, right)| {
            let disagree = or(comparison.disagree, -0.7);
            bar(comparison, left, right, disagree, "Another number".into())
        })
        .into_iter()
        .collect()
}
