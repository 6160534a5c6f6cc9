use crate::mission::{Decide, Operand, Root, Rules, Step, StepKind, ValueType};
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use std::collections::BTreeMap;

/// What a step leaves behind, as far as it is known before the run.
#[derive(Clone, Debug)]
pub(in crate::mission) enum Shape {
    Any,
    /// One value, and its type as far as it is known without an org.
    Value(Option<ValueType>),
    Record {
        object: ObjectName,
        fields: Vec<FieldName>,
    },
    List(Box<Shape>),
    Map(BTreeMap<String, Shape>),
    Document,
    Choices,
}

impl Shape {
    /// The output of a step, given those before it.
    pub(in crate::mission) fn of(step: &Step, before: &BTreeMap<StepKey, Shape>) -> Self {
        let text = || Self::Value(Some(ValueType::Text));
        let shape = |reference: &crate::mission::Reference| -> Self {
            let start = match &reference.root {
                Root::Step(key) => before.get(key).cloned().unwrap_or(Self::Any),
                _ => Self::Any,
            };
            start.follow(&reference.names).unwrap_or(Self::Any)
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
                map([
                    ("likeness", text()),
                    ("chance", Self::Value(Some(ValueType::Number))),
                    ("best", right),
                    ("same", list.clone()),
                    ("doubtful", list.clone()),
                    ("related", list.clone()),
                    ("parts", list),
                    ("matches", Self::Any),
                    ("reason", Self::Any),
                    ("kinship", Self::Any),
                ])
            }
            StepKind::Knowledge(_) => Self::Document,
            StepKind::Decide(Decide::Table(asks)) if asks.survivor.is_some() => Self::Choices,
            StepKind::Decide(Decide::Table(asks)) if !asks.facts.is_empty() => {
                let record = asks
                    .among
                    .first()
                    .map_or(Self::Any, |among| shape(among).item());
                let list = Self::List(Box::new(record.clone()));
                map([
                    ("winner", record),
                    ("others", list.clone()),
                    ("all", list),
                    ("row", text()),
                    ("reason", Self::Any),
                ])
            }
            // The outputs of an ordinary table are known only once its document is found.
            StepKind::Decide(Decide::Table(_)) => Self::Any,
            StepKind::Decide(Decide::Rules(rules)) => of_rules(rules, &shape),
            StepKind::Decide(Decide::Expression(formula)) => map([
                ("value", Self::Value(Some(formula.gives))),
                ("reason", Self::Any),
            ]),
            StepKind::SaveFile(_) => map([("file", text()), ("name", text()), ("folder", text())]),
            StepKind::Branch(_)
            | StepKind::ForEach(_)
            | StepKind::Propose(_)
            | StepKind::Conclude(_) => Self::Map(BTreeMap::new()),
        }
    }

    /// What names lead to, a path through parents being one; otherwise the first that leads nowhere, and what there is.
    pub(super) fn follow(&self, names: &[String]) -> Result<Self, (String, String)> {
        let mut shape = self.clone();
        let mut names = names;
        while let Some((first, rest)) = names.split_first() {
            let path = (2..=names.len())
                .rev()
                .map(|count| (names[..count].join("."), &names[count..]))
                .find(|(path, _)| shape.has_path(path));
            let (name, after) = path.unwrap_or_else(|| (first.clone(), rest));
            shape = shape.get(&name).map_err(|known| (name, known))?;
            names = after;
        }
        Ok(shape)
    }

    fn has_path(&self, path: &str) -> bool {
        match self {
            Self::Record { fields, .. } => fields.iter().any(|field| field.is(path)),
            Self::List(item) => item.has_path(path),
            _ => false,
        }
    }

    /// What a name leads to; otherwise the names there are.
    pub(in crate::mission) fn get(&self, name: &str) -> Result<Self, String> {
        match self {
            Self::Any | Self::Document => Ok(Self::Any),
            Self::Record { fields, .. } => {
                if name.eq_ignore_ascii_case("Id") || fields.iter().any(|field| field.is(name)) {
                    Ok(Self::Value(of_every_org(name)))
                } else {
                    Err(fields
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", "))
                }
            }
            Self::List(_) if matches!(name, "count" | "distinct") => {
                Ok(Self::Value(Some(ValueType::Number)))
            }
            Self::List(item) if name == "first" => Ok((**item).clone()),
            Self::List(item) => item
                .get(name)
                .map(|shape| Self::List(Box::new(shape)))
                .map_err(|known| format!("count, first, distinct, {known}")),
            Self::Map(map) => map.get(name).cloned().ok_or_else(|| {
                if map.is_empty() {
                    "nothing to refer to".to_owned()
                } else {
                    map.keys().cloned().collect::<Vec<_>>().join(", ")
                }
            }),
            Self::Choices if name == "changes" => Ok(Self::Value(Some(ValueType::Number))),
            Self::Choices => Ok(Self::Value(None)),
            Self::Value(_) => Err("only the value itself".into()),
        }
    }

    pub(in crate::mission) fn item(self) -> Self {
        match self {
            Self::List(item) => *item,
            other => other,
        }
    }

    /// Records, or nobody knows before the run.
    pub(super) fn may_be_records(&self) -> bool {
        match self {
            Self::Any | Self::Record { .. } => true,
            Self::List(item) => item.may_be_records(),
            _ => false,
        }
    }

    pub(in crate::mission) fn object(&self) -> Option<&ObjectName> {
        match self {
            Self::Record { object, .. } => Some(object),
            Self::List(item) => item.object(),
            _ => None,
        }
    }

    /// What it is compared as; none when that shows only when it is read.
    pub(super) fn value_type(&self) -> Option<ValueType> {
        match self {
            Self::Value(known) => *known,
            _ => None,
        }
    }
}

fn map<const N: usize>(entries: [(&str, Shape); N]) -> Shape {
    let owned = entries.map(|(name, shape)| (name.to_owned(), shape));
    Shape::Map(owned.into())
}

/// The names that any of the rules gives, and their types where all agree.
fn of_rules(rules: &Rules, shape: &dyn Fn(&crate::mission::Reference) -> Shape) -> Shape {
    let of_operand = |operand: &Operand| match operand {
        Operand::Ref {
            references,
            derive: None,
        } => match references.as_slice() {
            [only] => shape(only).value_type(),
            _ => None,
        },
        other => other.value_type(),
    };
    let entry = |name: &str| {
        let given = rules.outcomes().filter_map(|(_, then)| then.get(name));
        let mut types = given.map(of_operand);
        let first = types.next().flatten();
        let agree = types.all(|one| one == first);
        (name.to_owned(), Shape::Value(first.filter(|_| agree)))
    };
    let mut all: BTreeMap<String, Shape> = rules.names().into_iter().map(entry).collect();
    all.insert("rule".into(), Shape::Value(Some(ValueType::Text)));
    all.insert("reason".into(), Shape::Any);
    Shape::Map(all)
}

/// Fields that are the same in every org.
fn of_every_org(field: &str) -> Option<ValueType> {
    const DATES: [&str; 3] = ["CreatedDate", "LastModifiedDate", "SystemModstamp"];
    let is = |name: &&str| field.eq_ignore_ascii_case(name);
    if DATES.iter().any(is) {
        Some(ValueType::Date)
    } else if field.eq_ignore_ascii_case("IsDeleted") {
        Some(ValueType::Bool)
    } else {
        None
    }
}
