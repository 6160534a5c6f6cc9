use super::check::Shapes;
use super::{Comparator, FieldTest, Mission, Operand, Problem, Step, StepKind, TemplateEffect};
use crate::gate::{Demand, Gate};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::schema::{FieldKind, ObjectSchema};
use crate::value::Value;
use std::collections::BTreeMap;

/// Objects as the connected user sees them.
pub type Schemas<S> = BTreeMap<ObjectName, S>;

impl Mission {
    /// What is wrong with it for this org and this gate: what is not there, takes something else, or may not be changed.
    /// Objects that were not asked about are passed over.
    pub fn against<S: AsRef<ObjectSchema>>(
        &self,
        org: &Schemas<Option<S>>,
        gate: &Gate,
    ) -> Vec<Problem> {
        let mut against = Against {
            org,
            gate,
            shapes: Shapes::of(self),
            problems: vec![],
        };
        if let Some(trigger) = &self.trigger {
            against.tests(None, &trigger.object, &trigger.filter);
        }
        for step in &self.steps {
            match &step.kind {
                StepKind::Read(read) => {
                    against.fields(Some(&step.key), &read.object, &read.fields);
                    let tests = read.any.iter().flat_map(|lookup| &lookup.filter);
                    let tests: Vec<FieldTest> = read.filter.iter().chain(tests).cloned().collect();
                    against.tests(Some(&step.key), &read.object, &tests);
                }
                StepKind::Propose(propose) => {
                    for part in &propose.parts {
                        against.part(step, &part.effect);
                    }
                }
                _ => {}
            }
        }
        against.problems
    }
}

struct Against<'a, S> {
    org: &'a Schemas<Option<S>>,
    gate: &'a Gate,
    shapes: Shapes<'a>,
    problems: Vec<Problem>,
}

impl<S: AsRef<ObjectSchema>> Against<'_, S> {
    fn say(&mut self, step: Option<&StepKey>, message: String) {
        self.problems.push(Problem {
            line: None,
            column: None,
            step: step.cloned(),
            message,
        });
    }

    /// None when it was not asked about, or is not there, which is told once.
    fn schema(&mut self, step: Option<&StepKey>, object: &ObjectName) -> Option<ObjectSchema> {
        if let Some(schema) = self.org.get(object)? {
            Some(schema.as_ref().clone())
        } else {
            self.say(
                step,
                format!("the org has no object {object}, or the connected user does not see it"),
            );
            None
        }
    }

    fn fields(&mut self, step: Option<&StepKey>, object: &ObjectName, fields: &[FieldName]) {
        let Some(schema) = self.schema(step, object) else {
            return;
        };
        for field in fields {
            if !is_there(&schema, field) {
                self.say(
                    step,
                    format!("{object} has no field {field}, or the connected user does not see it"),
                );
            }
        }
    }

    fn tests(&mut self, step: Option<&StepKey>, object: &ObjectName, tests: &[FieldTest]) {
        let fields: Vec<FieldName> = tests.iter().map(|test| test.field.clone()).collect();
        self.fields(step, object, &fields);
        let Some(Some(schema)) = self.org.get(object) else {
            return;
        };
        let mut wrong = vec![];
        for test in tests {
            let known = schema.as_ref().field(test.field.as_str());
            let (Some(known), Operand::Literal(value)) = (known, &test.right) else {
                continue;
            };
            if test.comparator != Comparator::Exists && !compares(known.kind, value) {
                wrong.push(format!(
                    "{} is compared with {}, and takes {}",
                    known.label,
                    value.kind(),
                    known.kind.wanted()
                ));
            }
        }
        for message in wrong {
            self.say(step, message);
        }
    }

    fn part(&mut self, step: &Step, effect: &TemplateEffect) {
        let object = match effect {
            TemplateEffect::Create { object, .. } => Some(object.clone()),
            TemplateEffect::Convert { .. } => "Lead".parse().ok(),
            effect => effect
                .target()
                .and_then(|target| self.shapes.object(target)),
        };
        let Some(object) = object else {
            return;
        };
        let fields: Vec<FieldName> = effect.fields().into_iter().cloned().collect();
        if let Demand::Block { rule } = self.gate.asks(Some(&object), effect.operation(), &fields) {
            self.say(
                Some(&step.key),
                format!(
                    "this workspace's gate blocks it: {} of {object} (“{rule}”)",
                    effect.operation()
                ),
            );
        }
        let Some(schema) = self.schema(Some(&step.key), &object) else {
            return;
        };
        let creates = matches!(effect, TemplateEffect::Create { .. });
        let set = match effect {
            TemplateEffect::Update { set, .. } | TemplateEffect::Create { set, .. } => set.clone(),
            _ => BTreeMap::new(),
        };
        for field in &fields {
            let known = schema.field(field.as_str());
            let refused = match (known, set.get(field)) {
                (Some(_), Some(Operand::Literal(value))) => schema
                    .takes(field, &schema.typed(field, value.clone()), creates)
                    .err(),
                (Some(known), _)
                    if creates && !known.createable || !creates && !known.updateable =>
                {
                    Some(format!(
                        "{object}.{field} cannot be written by this connection"
                    ))
                }
                (Some(_), _) => None,
                (None, _) => Some(format!(
                    "{object} has no field {field}, or the connected user does not see it"
                )),
            };
            if let Some(why) = refused {
                self.say(Some(&step.key), why);
            }
        }
    }
}

fn is_there(schema: &ObjectSchema, field: &FieldName) -> bool {
    match field.as_str().split_once('.') {
        Some((way, _)) => schema
            .field_or_relationship(way)
            .is_some_and(|field| !field.reference_to.is_empty()),
        None => schema.field(field.as_str()).is_some(),
    }
}

/// Whether a literal of the file can stand beside a field of that kind: dates and amounts are written as text there.
fn compares(kind: FieldKind, value: &Value) -> bool {
    match value {
        Value::Bool(_) => kind == FieldKind::Bool,
        Value::Int(_) | Value::Decimal(_) => {
            matches!(kind, FieldKind::Int | FieldKind::Decimal | FieldKind::Money)
        }
        Value::Text(text) => match kind {
            FieldKind::Date => text.parse::<crate::time::Date>().is_ok(),
            FieldKind::Bool | FieldKind::Int => false,
            _ => true,
        },
        _ => true,
    }
}
