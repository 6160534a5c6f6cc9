use super::{Mission, StepKind, TemplateEffect};
use crate::change::Operation;
use crate::record::{FieldName, ObjectName};
use std::collections::BTreeMap;

/// One thing a mission could do to an object: what its steps propose, within what its scope grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouldWrite {
    pub object: ObjectName,
    pub operation: Operation,
    /// Fields it could set; none for what is done to a record as a whole.
    pub fields: Vec<FieldName>,
}

impl Mission {
    /// The write-set: everything this mission could ever propose to change, whatever it reads and concludes. It is the widest reading:
    /// a rule table that fills values may name any field the scope lets be written.
    pub fn write_set(&self) -> Vec<CouldWrite> {
        let mut named: BTreeMap<Operation, Fields> = BTreeMap::new();
        for effect in self.effects() {
            named.entry(effect.operation()).or_default().add(effect);
        }
        let mut write_set = vec![];
        for (object, grant) in &self.scope.objects {
            for operation in &grant.operations {
                let Some(fields) = named.get(operation) else {
                    continue;
                };
                let fields = grant.write.iter().filter(|field| fields.may_be(field));
                write_set.push(CouldWrite {
                    object: object.clone(),
                    operation: *operation,
                    fields: fields.cloned().collect(),
                });
            }
        }
        write_set
    }

    fn effects(&self) -> impl Iterator<Item = &TemplateEffect> {
        let proposals = self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Propose(propose) => Some(&propose.parts),
            _ => None,
        });
        proposals.flatten().map(|part| &part.effect)
    }
}

/// Which fields the parts of one operation name.
#[derive(Default)]
struct Fields<'a> {
    /// A rule table fills them: any that may be written.
    any: bool,
    named: Vec<&'a FieldName>,
}

impl<'a> Fields<'a> {
    fn add(&mut self, effect: &'a TemplateEffect) {
        self.any |= matches!(
            effect,
            TemplateEffect::Update {
                values: Some(_),
                ..
            } | TemplateEffect::Merge {
                values: Some(_),
                ..
            }
        );
        self.named.extend(effect.fields());
    }

    fn may_be(&self, field: &FieldName) -> bool {
        self.any || self.named.iter().any(|named| named.is(field.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
format = 1
slug = "tidy"
title = "Tidy"
purpose = "Tidies."
[budget]
records = 10
calls = 10
[[input]]
key = "account"
label = "Account"
object = "Account"
[[scope]]
object = "Account"
read = ["Name"]
write = ["Phone", "ParentId", "Fax"]
operations = ["update", "delete"]
[[scope]]
object = "Contact"
read = ["Name"]
[[step]]
key = "account"
label = "Read it"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Name"]
[[step]]
key = "ask"
kind = "propose"
title = "Tidy {steps.account.Name}"
[[step.part]]
do = "update"
title = "Set the phone"
record = "steps.account"
set = { Phone = "1" }
"#;

    #[test]
    fn what_no_step_proposes_or_no_grant_allows_is_not_in_the_write_set() {
        let mission = crate::mission::parse(FILE).unwrap();
        let write_set = mission.write_set();
        let phone: FieldName = "Phone".parse().unwrap();
        assert_eq!(write_set.len(), 1, "no step deletes: {write_set:?}");
        assert_eq!(write_set[0].operation, Operation::Update);
        assert_eq!(write_set[0].fields, [phone]);
    }
}
