use super::check::{Shape, Shapes};
use super::{Mission, Place, Reference, Root, StepKind};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;

/// Something that a step may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub reference: Reference,
    pub what: Offered,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// What a run is handed: the id of a record of that object, or plain text.
    Input(Option<ObjectName>),
    Record(ObjectName),
    Records(ObjectName),
    /// One value, or one for each record of a list.
    Field {
        object: ObjectName,
        field: FieldName,
        many: bool,
    },
    /// How many records a list holds.
    Count,
    /// A document, whose tables can be asked.
    Document,
    /// Values chosen field by field, to be set as a whole.
    Choices,
    /// A value that a step has worked out.
    Value,
}

impl Mission {
    /// Everything that a step may refer to which stands in that place behind those steps, nearest first. The step itself may be
    /// unfinished, and so no part of the mission yet.
    pub fn offers(&self, place: &Place, is_behind: impl Fn(&StepKey) -> bool) -> Vec<Offer> {
        let shapes = Shapes::of(self);
        let around = shapes.around(place);
        let mut offers = vec![];
        let items = around.iter().filter_map(|place| match place {
            Place::Item { each } => Some(Root::Item(each.clone())),
            _ => None,
        });
        let before = self.steps.iter().filter(|step| is_behind(&step.key));
        let before: Vec<&StepKey> = before
            .filter(|step| around.contains(&step.under) && leaves_something(&step.kind))
            .map(|step| &step.key)
            .collect();
        let steps = before.into_iter().rev().cloned().map(Root::Step);
        for root in items.chain(steps) {
            let start = Reference {
                root,
                names: vec![],
            };
            if let Some(shape) = shapes.get(&start) {
                offer(&mut offers, &start, &shape, 0);
            }
        }
        offers.extend(self.inputs.iter().map(|input| Offer {
            reference: Reference {
                root: Root::Input(input.key.clone()),
                names: vec![],
            },
            what: Offered::Input(input.object.clone()),
        }));
        offers
    }
}

fn leaves_something(kind: &StepKind) -> bool {
    !matches!(
        kind,
        StepKind::Branch(_) | StepKind::ForEach(_) | StepKind::Conclude(_) | StepKind::Propose(_)
    )
}

fn offer(offers: &mut Vec<Offer>, at: &Reference, shape: &Shape, depth: usize) {
    let below = |name: &str| {
        let mut reference = at.clone();
        reference.names.push(name.to_owned());
        reference
    };
    let mut say = |reference: Reference, what: Offered| offers.push(Offer { reference, what });
    match shape {
        Shape::Record { object, fields } => {
            say(at.clone(), Offered::Record(object.clone()));
            for field in fields {
                let field = field.clone();
                let object = object.clone();
                let many = false;
                say(
                    below(field.as_str()),
                    Offered::Field {
                        object,
                        field,
                        many,
                    },
                );
            }
        }
        Shape::List(item) => {
            if let Shape::Record { object, fields } = &**item {
                say(at.clone(), Offered::Records(object.clone()));
                say(below("count"), Offered::Count);
                for field in fields {
                    let field = field.clone();
                    let object = object.clone();
                    let many = true;
                    say(
                        below(field.as_str()),
                        Offered::Field {
                            object,
                            field,
                            many,
                        },
                    );
                }
                offer(offers, &below("first"), item, depth + 1);
            } else {
                say(below("count"), Offered::Count);
            }
        }
        Shape::Map(names) if depth < 3 => {
            for (name, shape) in names {
                offer(offers, &below(name), shape, depth + 1);
            }
        }
        Shape::Map(_) => {}
        Shape::Document => say(at.clone(), Offered::Document),
        Shape::Choices => say(at.clone(), Offered::Choices),
        Shape::Value(_) | Shape::Any => say(at.clone(), Offered::Value),
    }
}
