//! From a part of a mission file to a part of a change set: references become records and values, with what they were
//! before and where they come from.

use crate::outputs::Scene;
use crate::worker::Trouble;
use domain::change::{
    Assignment, Assignments, Because, Before, Effect, Origin, Source as Where, Target,
};
use domain::data::Data;
use domain::mission::{
    Operand, PartTemplate, Propose, Reference, Source as _, TemplateEffect, Truth,
};
use domain::record::{FieldName, ObjectName, Record, RecordId};
use domain::schema::{FieldKind, ObjectSchema};
use domain::value::Value;
use std::collections::BTreeMap;

/// A part that has no number yet.
pub(super) struct Made {
    pub title: String,
    pub effect: Effect,
    pub before: Vec<Before>,
    pub because: Vec<Because>,
}

/// All parts whose rows hold and that would change anything.
pub(super) fn make(
    scene: &Scene<'_>,
    propose: &Propose,
    unique: &str,
) -> Result<Vec<Made>, Trouble> {
    let mut made = vec![];
    for template in &propose.parts {
        match Truth::all(template.when.iter().map(|test| test.holds(scene))) {
            Truth::No => {}
            Truth::Unknown => {
                return Err(Trouble::Unknown(format!(
                    "whether to propose “{}” cannot be told",
                    scene.fill(&template.title)
                )));
            }
            Truth::Yes => of_template(scene, template, unique, &mut made)?,
        }
    }
    Ok(made)
}

fn of_template(
    scene: &Scene<'_>,
    template: &PartTemplate,
    unique: &str,
    made: &mut Vec<Made>,
) -> Result<(), Trouble> {
    let title = scene.fill(&template.title);
    let mut add =
        |effect: Effect, records: &[&Record], reasons: Vec<Because>| -> Result<(), Trouble> {
            let because = because(scene, &template.because)
                .into_iter()
                .chain(reasons)
                .collect();
            let before = before(&effect, records, &template.rests_on)?;
            made.push(Made {
                title: title.clone(),
                effect,
                before,
                because,
            });
            Ok(())
        };
    match &template.effect {
        TemplateEffect::Update {
            record,
            set,
            values,
        } => {
            for record in records(scene, record) {
                let (mut assigned, reasons) = chosen(scene, values.as_ref());
                assigned.extend(set_values(scene, set));
                assigned.retain(|field, given| !record.get(field.as_str()).same_as(&given.value));
                if !assigned.is_empty() {
                    add(
                        Effect::Update {
                            record: Target::Record(record.reference()),
                            values: assigned,
                        },
                        &[&record],
                        reasons,
                    )?;
                }
            }
        }
        TemplateEffect::Create {
            object,
            set,
            key_field,
        } => {
            let values = set_values(scene, set);
            let key = key_field
                .as_ref()
                .map(|_| format!("countersign-{unique}-{}", made_so_far(&title)));
            add(
                Effect::Create {
                    object: object.clone(),
                    values,
                    key_field: key_field.clone(),
                    key,
                },
                &[],
                vec![],
            )?;
        }
        TemplateEffect::Merge {
            master,
            losers,
            values,
        } => {
            let (Some(master), losers) = (records(scene, master).pop(), records(scene, losers))
            else {
                return Ok(());
            };
            let losers: Vec<Record> = losers
                .into_iter()
                .filter(|loser| loser.id != master.id)
                .collect();
            // Salesforce merges at most two losers at once; more take several parts with the same master.
            for (at, losers) in losers.chunks(2).enumerate() {
                let (assigned, reasons) = if at == 0 {
                    chosen(scene, values.as_ref())
                } else {
                    (Assignments::new(), vec![])
                };
                let effect = Effect::Merge {
                    object: master.object.clone(),
                    master: master.id.clone(),
                    losers: losers.iter().map(|loser| loser.id.clone()).collect(),
                    values: assigned,
                };
                let all: Vec<&Record> = std::iter::once(&master).chain(losers).collect();
                add(effect, &all, reasons)?;
            }
        }
        TemplateEffect::Convert {
            lead,
            account,
            status,
            contact,
            owner,
        } => {
            let lead = one(scene, lead)?;
            let account = one(scene, account)?;
            let status = status
                .values(scene)
                .into_iter()
                .next()
                .and_then(|value| value.as_text().map(str::to_owned));
            let status = status
                .ok_or_else(|| Trouble::Broken("no status says that a lead is converted".into()))?;
            let effect = Effect::Convert {
                lead: lead.id.clone(),
                account: account.id.clone(),
                contact: contact.as_ref().and_then(|contact| id(scene, contact)),
                status,
                owner: owner.as_ref().and_then(|owner| id(scene, owner)),
            };
            add(effect, &[&lead, &account], vec![])?;
        }
        TemplateEffect::Reparent {
            record,
            field,
            parent,
        } => {
            let Some(parent) = id(scene, parent) else {
                return Ok(());
            };
            for record in records(scene, record)
                .into_iter()
                .filter(|record| record.id != parent)
            {
                if *record.get(field.as_str()) != Value::Reference(parent.clone()) {
                    add(
                        Effect::Reparent {
                            record: record.reference(),
                            field: field.clone(),
                            parent: parent.clone(),
                        },
                        &[&record],
                        vec![],
                    )?;
                }
            }
        }
        TemplateEffect::Delete { record } => {
            for record in records(scene, record) {
                add(
                    Effect::Delete {
                        record: record.reference(),
                    },
                    &[&record],
                    vec![],
                )?;
            }
        }
        TemplateEffect::Draft { name, body, about } => {
            let about = about
                .as_ref()
                .and_then(|about| records(scene, about).pop())
                .map(|record| record.reference());
            add(
                Effect::Draft {
                    name: scene.fill(name),
                    body: scene.fill(body),
                    about,
                },
                &[],
                vec![],
            )?;
        }
    }
    Ok(())
}

/// Distinguishes the keys of several creates in one proposal.
fn made_so_far(title: &str) -> String {
    domain::canonical::Digest::of_bytes(title.as_bytes()).short()
}

fn records(scene: &Scene<'_>, reference: &Reference) -> Vec<Record> {
    scene
        .resolve(reference)
        .map(|data| data.all_records())
        .unwrap_or_default()
}

fn one(scene: &Scene<'_>, reference: &Reference) -> Result<Record, Trouble> {
    records(scene, reference)
        .pop()
        .ok_or_else(|| Trouble::Broken(format!("`{reference}` is not a record")))
}

fn id(scene: &Scene<'_>, reference: &Reference) -> Option<RecordId> {
    match scene.resolve(reference)?.value()? {
        Value::Reference(id) => Some(id),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn set_values(scene: &Scene<'_>, set: &BTreeMap<FieldName, Operand>) -> Assignments {
    let assigned = set.iter().map(|(field, operand)| {
        let value = operand.values(scene).into_iter().next().unwrap_or_default();
        (
            field.clone(),
            Assignment {
                value,
                origin: origin(scene, operand),
            },
        )
    });
    assigned.collect()
}

/// A value that stands in a record is a copy of it; everything else is the mission's own word.
fn origin(scene: &Scene<'_>, operand: &Operand) -> Origin {
    let Some(reference) = operand.references().first() else {
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
fn chosen(scene: &Scene<'_>, values: Option<&Reference>) -> (Assignments, Vec<Because>) {
    let Some(Data::Choices(choices)) = values.and_then(|values| scene.resolve(values)) else {
        return (Assignments::new(), vec![]);
    };
    let changing = choices.into_iter().filter(|(_, choice)| choice.changes);
    changing
        .map(|(field, choice)| ((field, choice.assignment), choice.because))
        .unzip()
}

fn because(scene: &Scene<'_>, references: &[Reference]) -> Vec<Because> {
    let reason = |data: Data| match data {
        Data::Reason(because) => vec![because],
        Data::Choices(choices) => choices
            .into_values()
            .filter(|choice| choice.changes)
            .map(|choice| choice.because)
            .collect(),
        other => match other.get("reason") {
            Some(Data::Reason(because)) => vec![because],
            _ => other
                .value()
                .map(|value| Because {
                    text: value.to_string(),
                    source: Where::Step("mission".into()),
                    field: None,
                })
                .into_iter()
                .collect(),
        },
    };
    references
        .iter()
        .filter_map(|reference| scene.resolve(reference))
        .flat_map(reason)
        .collect()
}

/// Before-values of what is set and of what it rests on. A field that is set must have been read: a diff needs both sides.
fn before(
    effect: &Effect,
    records: &[&Record],
    rests_on: &[FieldName],
) -> Result<Vec<Before>, Trouble> {
    let mut before = vec![];
    for (at, record) in records.iter().enumerate() {
        let set: Vec<FieldName> = if at == 0 {
            effect
                .values()
                .into_iter()
                .map(|(field, _)| field)
                .collect()
        } else {
            vec![]
        };
        for field in &set {
            if !record.fields.keys().any(|read| read.is(field.as_str())) {
                return Err(Trouble::Broken(format!(
                    "{}.{field} would be set, but was not read before",
                    record.object
                )));
            }
        }
        let rests = rests_on
            .iter()
            .filter(|field| !field.is_path() && !set.iter().any(|set| set.is(field.as_str())));
        for field in set.iter().chain(rests) {
            if let Some((field, value)) = record
                .fields
                .iter()
                .find(|(read, _)| read.is(field.as_str()))
            {
                before.push(Before {
                    record: record.reference(),
                    field: field.clone(),
                    value: value.clone(),
                });
            }
        }
    }
    Ok(before)
}

/// Whether the org would take this value, by its own describe.
pub(super) fn fits(
    schema: &ObjectSchema,
    field: &FieldName,
    value: &Value,
    creates: bool,
) -> Result<(), String> {
    let named = |object: &ObjectName| format!("{object}.{field}");
    let Some(known) = schema.field(field.as_str()) else {
        return Err(format!(
            "{} is not there, or not visible to this connection",
            named(&schema.name)
        ));
    };
    if !(if creates {
        known.createable
    } else {
        known.updateable
    }) {
        return Err(format!(
            "{} cannot be written by this connection",
            named(&schema.name)
        ));
    }
    if value.is_empty() {
        return if known.nillable {
            Ok(())
        } else {
            Err(format!("{} cannot be empty", named(&schema.name)))
        };
    }
    let wrong = || {
        Err(format!(
            "{} takes {}, not {}",
            named(&schema.name),
            wanted(known.kind),
            value.kind()
        ))
    };
    match (known.kind, value) {
        (
            FieldKind::Text | FieldKind::Picklist | FieldKind::MultiPicklist | FieldKind::Compound,
            Value::Text(_),
        )
        | (FieldKind::Bool, Value::Bool(_))
        | (FieldKind::Int, Value::Int(_))
        | (FieldKind::Decimal, Value::Int(_) | Value::Decimal(_))
        | (FieldKind::Money, Value::Int(_) | Value::Decimal(_) | Value::Money(_))
        | (FieldKind::Date, Value::Date(_))
        | (FieldKind::Time, Value::Time(_))
        | (FieldKind::Instant, Value::Instant(_))
        | (FieldKind::Reference | FieldKind::Id, Value::Reference(_)) => {}
        _ => return wrong(),
    }
    if let Value::Text(text) = value {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if known.length > 0 && length > known.length && known.kind != FieldKind::MultiPicklist {
            return Err(format!(
                "{} takes {} characters, and this has {length}",
                named(&schema.name),
                known.length
            ));
        }
        if known.restricted && known.kind == FieldKind::Picklist && !known.picklist.contains(text) {
            return Err(format!(
                "“{text}” is not a value of {}",
                named(&schema.name)
            ));
        }
    }
    Ok(())
}

fn wanted(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Compound => "text",
        FieldKind::Picklist | FieldKind::MultiPicklist => "a value of its list",
        FieldKind::Bool => "yes or no",
        FieldKind::Int => "a whole number",
        FieldKind::Decimal => "a number",
        FieldKind::Money => "an amount",
        FieldKind::Date => "a date",
        FieldKind::Time => "a time of day",
        FieldKind::Instant => "a point in time",
        FieldKind::Reference | FieldKind::Id => "a record",
    }
}
