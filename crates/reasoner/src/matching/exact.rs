use super::against::{Pair, bar, or};
use super::facts::Facts;
use domain::matching::Bar;

/// An identifier: the same one is as good as proof, two different ones forbid taking the records for one.
pub(super) fn bars(pair: &mut Pair<'_>, at: usize) -> Vec<Bar> {
    let comparison = pair.comparison(at);
    let (Facts::Exact(lefts), Facts::Exact(rights)) = (&pair.left[at], &pair.right.facts[at])
    else {
        return vec![];
    };
    let (Some(left), Some(right)) = (lefts.first(), rights.first()) else {
        return vec![];
    };
    let same = lefts
        .iter()
        .flat_map(|left| rights.iter().map(move |right| (left, right)))
        .find(|(left, right)| left.read == right.read);
    if let Some((left, right)) = same {
        let agree = or(comparison.agree, (5.0 - pair.start).clamp(12.0, 18.0));
        return vec![bar(comparison, left, right, agree, "The same".into())];
    }
    pair.vetoes.push(format!(
        "{} differs: {} and {}",
        comparison.label(),
        left.shown,
        right.shown
    ));
    let disagree = or(comparison.disagree, -12.0);
    vec![bar(
        comparison,
        left,
        right,
        disagree,
        "Two different ones".into(),
    )]
}
