use super::super::telling::listed;
use crate::view::{Hazard, HazardKind};
use domain::change::{Effect, Part};
use std::collections::{BTreeMap, BTreeSet};

/// What runs by itself when these parts are written. Which flows an org has is not asked; what they did is seen after.
pub(super) fn of(parts: &[Part]) -> Option<Hazard> {
    let mut runs: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for part in parts {
        let Some(object) = part.object(parts).map(|object| object.to_string()) else {
            continue;
        };
        let (objects, what): (Vec<String>, &[&'static str]) = match &part.effect {
            Effect::Merge { .. } => (vec![object], &["deletion", "update"]),
            Effect::Update { .. } | Effect::Reparent { .. } => (vec![object], &["update"]),
            Effect::Create { .. } => (vec![object], &["creation"]),
            Effect::Delete { .. } => (vec![object], &["deletion"]),
            Effect::Convert { .. } => (vec![object, "Contact".to_owned()], &["conversion"]),
            Effect::Draft { .. } | Effect::Publish(_) => continue,
        };
        for object in objects {
            runs.entry(object).or_default().extend(what);
        }
    }
    let first = parts.iter().find(|part| !part.effect.is_own())?;
    let told = runs.into_iter().map(|(object, what)| {
        format!(
            "{object} ({})",
            what.into_iter().collect::<Vec<_>>().join(", ")
        )
    });
    Some(Hazard {
        part: first.number,
        kind: HazardKind::Automation,
        text: format!(
            "Flows and triggers run on {}. What they change is read back and named.",
            listed(told)
        ),
    })
}
