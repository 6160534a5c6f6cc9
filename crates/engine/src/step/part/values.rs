//! New values: what is copied, what a rule chose, and the reasons that go with them.

use crate::outputs::Scene;
use crate::worker::Trouble;
use domain::change::{Assignment, Assignments, Because, Origin, Source as Where};
use domain::data::Data;
use domain::mission::{Operand, Reference, Source as _};
use domain::record::FieldName;
use std::collections::BTreeMap;

/// Values the mission sets itself, each with where it comes from. A reference that leads to nothing empties no field:
/// what was meant cannot be known.
pub(super) fn set_values(
    scene: &Scene<'_>,
    set: &BTreeMap<FieldName, Operand>,
) -> Result<Assignments, Trouble> {
    let assigned = set.iter().map(|(field, operand)| {
        let value = operand.values(scene).into_iter().next();
        let value = value.ok_or_else(|| {
            Trouble::Unknown(format!(
                "what {field} should be cannot be told: there is nothing to take it from"
            ))
        })?;
        Ok((
            field.clone(),
            Assignment {
                value,
                origin: origin(scene, operand),
            },
        ))
    });
    assigned.collect()
}

/// A value that stands in a record is a copy of it; everything else is the mission's own word.
fn origin(scene: &Scene<'_>, operand: &Operand) -> Origin {
    let Some(reference) = operand.references().into_iter().next() else {
        return Origin::Mission;
    };
    let (Some(field), Some(around)) = (
        reference.names.last(),
        reference
            .names
            .split_last()
            .map(|(_, around)| around.to_vec()),
    ) else {
        return Origin::Mission;
    };
    let holder = Reference {
        root: reference.root.clone(),
        names: around,
    };
    match (scene.resolve(&holder), field.parse()) {
        (Some(Data::Record(record)), Ok(field)) => Origin::Record {
            record: record.reference(),
            field,
        },
        _ => Origin::Mission,
    }
}

/// What a survivorship table chose, as far as it differs from what is there.
pub(super) fn chosen(scene: &Scene<'_>, values: Option<&Reference>) -> (Assignments, Vec<Because>) {
    let Some(Data::Choices(choices)) = values.and_then(|values| scene.resolve(values)) else {
        return (Assignments::new(), vec![]);
    };
    let changing = choices.into_iter().filter(|(_, choice)| choice.changes);
    changing
        .map(|(field, choice)| ((field, choice.assignment), choice.because))
        .unzip()
}

/// The reasons that steps have left, for people to read beside the part.
pub(super) fn because(scene: &Scene<'_>, references: &[Reference]) -> Vec<Because> {
    let reason = |data: Data| match data {
        Data::Reason(because) => vec![because],
        Data::Choices(choices) => choices
            .into_values()
            .filter(|choice| choice.changes)
            .map(|choice| choice.because)
            .collect(),
        other => match other.get("reason") {
            Some(Data::Reason(because)) => vec![because],
            // What was handed over may give several reasons, a line each.
            _ => other
                .value()
                .map(|value| value.to_string())
                .iter()
                .flat_map(|text| text.lines())
                .map(|line| Because {
                    text: line.to_owned(),
                    source: Where::Step("mission".into()),
                    field: None,
                })
                .collect(),
        },
    };
    references
        .iter()
        .filter_map(|reference| scene.resolve(reference))
        .flat_map(reason)
        .collect()
}
