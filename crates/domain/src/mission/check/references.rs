//! What a reference leads to, and whether it has run by then.

use super::{Check, Shape};
use crate::mission::{Place, Reference, Root, Step, StepKind};
use crate::run::StepKey;

impl Check<'_> {
    pub(super) fn shape(&self, reference: &Reference) -> Option<Shape> {
        let start = match &reference.root {
            Root::Input(_) => Shape::Any,
            Root::Step(key) => self.shapes.get(key)?.clone(),
            Root::Item(key) => self.item(key)?,
        };
        start.follow(&reference.names).ok()
    }

    pub(super) fn item(&self, each: &StepKey) -> Option<Shape> {
        let step = self.mission.step(each.as_str())?;
        let StepKind::ForEach(each) = &step.kind else {
            return None;
        };
        // Only the loops around it: one that goes over its own items would be followed for ever.
        if let Root::Item(outer) = &each.over.root {
            let is_outer = |place: &Place| matches!(place, Place::Item { each } if each == outer);
            self.around(&step.under)
                .iter()
                .find(|place| is_outer(place))?;
        }
        Some(self.shape(&each.over)?.item())
    }

    pub(super) fn reference(&self, step: &Step, reference: &Reference) -> Result<(), String> {
        let start = match &reference.root {
            Root::Input(key) => {
                if !self.mission.inputs.iter().any(|input| input.key == *key) {
                    return Err(format!("`{reference}`: there is no input `{key}`"));
                }
                Shape::Any
            }
            Root::Step(key) => {
                let shape = self.shapes.get(key).ok_or_else(|| {
                    format!("`{reference}`: no step `{key}` comes before this one")
                })?;
                let under = self
                    .under(key)
                    .ok_or_else(|| format!("`{reference}`: there is no step `{key}`"))?;
                if !self.around(&step.under).contains(under) {
                    return Err(format!(
                        "`{reference}`: `{key}` stands in a branch or loop that this step is not in, so it may not have run"
                    ));
                }
                shape.clone()
            }
            Root::Item(key) => {
                let inside = self
                    .around(&step.under)
                    .iter()
                    .any(|place| matches!(place, Place::Item { each } if each == key));
                if !inside {
                    return Err(format!(
                        "`{reference}`: this step is not inside the for_each `{key}`"
                    ));
                }
                self.item(key).unwrap_or(Shape::Any)
            }
        };
        start
            .follow(&reference.names)
            .map(|_| ())
            .map_err(|(name, known)| {
                format!("`{reference}`: there is no `{name}` here; there is {known}")
            })
    }

    /// A place and all places around it.
    pub(super) fn around(&self, place: &Place) -> Vec<Place> {
        let mut around = vec![place.clone()];
        let mut at = place.clone();
        while let Place::Case { branch: key, .. } | Place::Item { each: key } = &at {
            let Some(under) = self.under(key) else {
                break;
            };
            at = under.clone();
            around.push(at.clone());
        }
        around
    }

    /// Where a step stands.
    pub(super) fn under(&self, key: &StepKey) -> Option<&Place> {
        let broken = || Some(&self.broken.iter().find(|step| step.key == *key)?.under);
        let whole = self.mission.step(key.as_str()).map(|step| &step.under);
        whole.or_else(broken)
    }
}
