use super::check::{Shape, Shapes};
use super::{Mission, Reference, Root, StepKind};
use crate::data::Data;
use crate::record::{FieldName, ObjectName, Record};
use crate::value::Value;
use std::collections::BTreeMap;

/// A step's rule tried on records that no run has read: what it would read of an object, and one such record in the place
/// of everything that it refers to.
///
/// Nothing else is there: what the rule reads of other steps stays unread, and what depends on it unknown.
pub struct RuleTrial<'a> {
    mission: &'a Mission,
    object: &'a ObjectName,
    shapes: Shapes<'a>,
    fields: Vec<FieldName>,
}

impl Mission {
    /// None when there is no such step, or it is none that decides.
    pub fn rule_trial<'a>(&'a self, step: &str, object: &'a ObjectName) -> Option<RuleTrial<'a>> {
        let step = self.step(step)?;
        if !matches!(step.kind, StepKind::Decide(_) | StepKind::Branch(_)) {
            return None;
        }
        let mut trial = RuleTrial {
            mission: self,
            object,
            shapes: Shapes::of(self),
            fields: vec![],
        };
        for reference in step.kind.references() {
            if let Some(field) = trial.field_of(reference)
                && !trial.fields.iter().any(|known| known.is(field.as_str()))
            {
                trial.fields.push(field);
            }
        }
        Some(trial)
    }
}

impl RuleTrial<'_> {
    /// The fields of the object that the rule reads, in the order in which it names them.
    pub fn fields(&self) -> &[FieldName] {
        &self.fields
    }

    /// What a root holds when everything it leads to is this record; none when it leads to none of that object.
    pub fn stands_for(&self, root: &Root, record: &Record) -> Option<Data> {
        if let Root::Input(key) = root {
            let input = self.mission.inputs.iter().find(|input| input.key == *key)?;
            let takes = input.object.as_ref()?;
            return takes
                .is(record.object.as_str())
                .then(|| Data::Value(Value::Reference(record.id.clone())));
        }
        stand_in(&self.shape(root)?, record)
    }

    fn shape(&self, root: &Root) -> Option<Shape> {
        self.shapes.get(&Reference {
            root: root.clone(),
            names: vec![],
        })
    }

    /// The field at the end of a reference that leads through a record of the object.
    fn field_of(&self, reference: &Reference) -> Option<FieldName> {
        let mut shape = self.shape(&reference.root)?;
        for name in &reference.names {
            if let Shape::Record { object, fields } = shape.clone().item()
                && object.is(self.object.as_str())
                && let Some(field) = fields.iter().find(|field| field.is(name))
            {
                return Some(field.clone());
            }
            shape = shape.get(name).ok()?;
        }
        None
    }
}

fn stand_in(shape: &Shape, record: &Record) -> Option<Data> {
    match shape {
        Shape::Record { object, .. } => object
            .is(record.object.as_str())
            .then(|| Data::Record(record.clone())),
        Shape::List(item) => stand_in(item, record).map(|one| Data::List(vec![one])),
        Shape::Map(entries) => {
            let there = entries
                .iter()
                .filter_map(|(name, shape)| Some((name.clone(), stand_in(shape, record)?)));
            let there: BTreeMap<String, Data> = there.collect();
            (!there.is_empty()).then_some(Data::Map(there))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mission::parse;

    const FILE: &str = r#"
format = 1
slug = "late"
title = "Late"
purpose = "Tests trials."
[[input]]
key = "deal"
label = "Deal"
object = "Opportunity"
[[scope]]
object = "Opportunity"
read = ["Name", "Amount", "StageName"]
[[scope]]
object = "Account"
read = ["Name"]
[[step]]
key = "deal"
kind = "read"
object = "Opportunity"
record = "input.deal"
fields = ["Amount"]
[[step]]
key = "all"
kind = "read"
object = "Opportunity"
where = [{ field = "Amount", more_than = 1 }]
fields = ["Name", "StageName"]
[[step]]
key = "accounts"
kind = "read"
object = "Account"
where = [{ field = "Name", exists = true }]
fields = ["Name"]
[[step]]
key = "each"
kind = "for_each"
over = "steps.all"
[[step]]
key = "size"
under = "each"
kind = "decide"
otherwise = { size = { ref = "items.each.Name" } }
[[step.rule]]
when = [{ value = "steps.deal.Amount", more_than = 5 }, { value = "steps.all.first.StageName", is = "x" }, { value = "steps.accounts.first.Name", is = "y" }, { value = "steps.all.count", is = 1 }]
then = { size = { ref = "input.deal" } }
"#;

    #[test]
    fn a_record_stands_for_everything_of_its_object_and_nothing_else() {
        let mission = parse(FILE).unwrap();
        let object: ObjectName = "Opportunity".parse().unwrap();
        let trial = mission.rule_trial("size", &object).unwrap();
        let fields: Vec<&str> = trial.fields().iter().map(FieldName::as_str).collect();
        assert_eq!(fields, ["Amount", "StageName", "Name"]);
        let record = Record {
            object: object.clone(),
            id: "006D000000IqhSL".parse().unwrap(),
            fields: [("Name".parse().unwrap(), Value::text("Deal"))].into(),
            stamp: None,
            etag: None,
        };
        let resolve = |text: &str| {
            let reference: Reference = text.parse().unwrap();
            let start = trial.stands_for(&reference.root, &record)?;
            reference.follow(&start)?.value()
        };
        assert_eq!(resolve("items.each.Name"), Some(Value::text("Deal")));
        assert_eq!(resolve("steps.all.first.Name"), Some(Value::text("Deal")));
        assert_eq!(resolve("steps.all.count"), Some(Value::Int(1)));
        assert_eq!(
            resolve("input.deal"),
            Some(Value::Reference(record.id.clone()))
        );
        assert_eq!(resolve("steps.deal.Amount"), None, "it was not read");
        assert_eq!(resolve("steps.accounts.first.Name"), None);
        assert!(
            mission.rule_trial("all", &object).is_none(),
            "it decides nothing"
        );
        assert!(mission.rule_trial("nobody", &object).is_none());
    }
}
