use crate::mission::{Root, Step, StepKind};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use std::collections::BTreeMap;

/// What a step leaves behind, as far as it is known before the run.
#[derive(Clone, Debug)]
pub(in crate::mission) enum Shape {
    Any,
    Value,
    Record {
        object: ObjectName,
        fields: Vec<FieldName>,
    },
    List(Box<Shape>),
    Map(BTreeMap<&'static str, Shape>),
    Document,
    Choices,
}

impl Shape {
    /// The output of a step, given those before it.
    pub(in crate::mission) fn of(step: &Step, before: &BTreeMap<StepKey, Shape>) -> Self {
        let shape = |reference: &crate::mission::Reference| -> Self {
            let start = match &reference.root {
                Root::Step(key) => before.get(key).cloned().unwrap_or(Self::Any),
                _ => Self::Any,
            };
            reference
                .names
                .iter()
                .fold(start, |shape, name| shape.get(name).unwrap_or(Self::Any))
        };
        match &step.kind {
            StepKind::Read(read) => {
                let record = Self::Record {
                    object: read.object.clone(),
                    fields: read.fields.clone(),
                };
                if read.record.is_some() {
                    record
                } else {
                    Self::List(Box::new(record))
                }
            }
            StepKind::Match(one) => {
                let right = one
                    .right
                    .first()
                    .map_or(Self::Any, |right| shape(right).item());
                let list = Self::List(Box::new(right.clone()));
                Self::Map(
                    [
                        ("likeness", Self::Value),
                        ("chance", Self::Value),
                        ("best", right),
                        ("same", list.clone()),
                        ("doubtful", list.clone()),
                        ("related", list.clone()),
                        ("parts", list),
                        ("matches", Self::Any),
                        ("reason", Self::Any),
                        ("kinship", Self::Any),
                    ]
                    .into(),
                )
            }
            StepKind::Knowledge(_) => Self::Document,
            StepKind::Decide(decide) if decide.survivor.is_some() => Self::Choices,
            StepKind::Decide(decide) if !decide.facts.is_empty() => {
                let record = decide
                    .among
                    .first()
                    .map_or(Self::Any, |among| shape(among).item());
                let list = Self::List(Box::new(record.clone()));
                Self::Map(
                    [
                        ("winner", record),
                        ("others", list.clone()),
                        ("all", list),
                        ("row", Self::Value),
                        ("reason", Self::Any),
                    ]
                    .into(),
                )
            }
            // The outputs of an ordinary table are known only once its document is found.
            StepKind::Decide(_) => Self::Any,
            StepKind::Branch(_)
            | StepKind::ForEach(_)
            | StepKind::Propose(_)
            | StepKind::Conclude(_) => Self::Map(BTreeMap::new()),
        }
    }

    /// What a name leads to; otherwise the names there are.
    pub(in crate::mission) fn get(&self, name: &str) -> Result<Self, String> {
        match self {
            Self::Any | Self::Document => Ok(Self::Any),
            Self::Record { fields, .. } => {
                if name.eq_ignore_ascii_case("Id") || fields.iter().any(|field| field.is(name)) {
                    Ok(Self::Value)
                } else {
                    Err(fields
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", "))
                }
            }
            Self::List(_) if matches!(name, "count" | "distinct") => Ok(Self::Value),
            Self::List(item) if name == "first" => Ok((**item).clone()),
            Self::List(item) => item
                .get(name)
                .map(|shape| Self::List(Box::new(shape)))
                .map_err(|known| format!("count, first, distinct, {known}")),
            Self::Map(map) => map.get(name).cloned().ok_or_else(|| {
                if map.is_empty() {
                    "nothing to refer to".to_owned()
                } else {
                    map.keys().copied().collect::<Vec<_>>().join(", ")
                }
            }),
            Self::Choices if name == "changes" => Ok(Self::Value),
            Self::Choices => Ok(Self::Value),
            Self::Value => Err("only the value itself".into()),
        }
    }

    pub(in crate::mission) fn item(self) -> Self {
        match self {
            Self::List(item) => *item,
            other => other,
        }
    }

    pub(in crate::mission) fn object(&self) -> Option<&ObjectName> {
        match self {
            Self::Record { object, .. } => Some(object),
            Self::List(item) => item.object(),
            _ => None,
        }
    }
}
