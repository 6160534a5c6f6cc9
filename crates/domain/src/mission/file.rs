//! The mission file: TOML, `format = 1`, a flat list of `[[step]]`. What it does not know it refuses, with the line.

use super::{
    FieldTest, Input, Match, Mission, Place, Problem, Slug, Step, StepKind, Trigger, When, check,
};
use crate::change::Operation;
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::scope::{Grant, Scope};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The format this build writes; older ones are lifted to it when they are read.
pub const FORMAT: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    slug: Slug,
    title: String,
    purpose: String,
    #[serde(default = "three_days")]
    expires_after_hours: u32,
    #[serde(default)]
    budget: Budget,
    #[serde(default)]
    trigger: Option<TriggerTable>,
    #[serde(default)]
    input: Vec<Input>,
    #[serde(default)]
    scope: Vec<GrantTable>,
    #[serde(default)]
    step: Vec<Spanned<toml::Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Budget {
    records: u32,
    calls: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            records: 2_000,
            calls: 100,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TriggerTable {
    object: ObjectName,
    when: When,
    input: StepKey,
    #[serde(default, rename = "where")]
    filter: Vec<FieldTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantTable {
    object: ObjectName,
    #[serde(default)]
    read: BTreeSet<FieldName>,
    #[serde(default)]
    write: BTreeSet<FieldName>,
    #[serde(default)]
    operations: BTreeSet<Operation>,
}

fn three_days() -> u32 {
    72
}

/// Reads a mission file and checks it. All problems are told at once, each with its line.
pub fn parse(text: &str) -> Result<Mission, Vec<Problem>> {
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let file: File = toml::from_str(text).map_err(|why| {
        vec![Problem {
            line: why.span().map(|span| line_of(span.start)),
            step: None,
            message: why.message().to_owned(),
        }]
    })?;
    if file.format != FORMAT {
        let message = format!(
            "this file is of format {}; this build reads format {FORMAT}",
            file.format
        );
        return Err(vec![Problem {
            line: Some(1),
            step: None,
            message,
        }]);
    }
    let (mut steps, mut lines, mut problems) = (vec![], BTreeMap::new(), vec![]);
    for table in file.step {
        let line = line_of(table.span().start);
        match step(table.into_inner(), &steps) {
            Ok(step) => {
                lines.insert(step.key.clone(), line);
                steps.push(step);
            }
            Err((step, message)) => problems.push(Problem {
                line: Some(line),
                step,
                message,
            }),
        }
    }
    let grants = file.scope.into_iter().map(|grant| {
        let GrantTable {
            object,
            read,
            write,
            operations,
        } = grant;
        (
            object,
            Grant {
                read,
                write,
                operations,
            },
        )
    });
    let mission = Mission {
        slug: file.slug,
        title: file.title,
        purpose: file.purpose,
        trigger: file.trigger.map(|table| Trigger {
            object: table.object,
            when: table.when,
            input: table.input,
            filter: table.filter,
        }),
        inputs: file.input,
        scope: Scope {
            objects: grants.collect(),
            max_records: file.budget.records,
            max_calls: file.budget.calls,
        },
        steps,
        expires_after_hours: file.expires_after_hours,
    };
    // Steps that could not be read would show again as missing references; first things first.
    if problems.is_empty() {
        problems = check(&mission);
        for problem in &mut problems {
            problem.line = problem
                .step
                .as_ref()
                .and_then(|step| lines.get(step).copied());
        }
    }
    if problems.is_empty() {
        Ok(mission)
    } else {
        Err(problems)
    }
}

type Broken = (Option<StepKey>, String);

fn step(mut table: toml::Table, before: &[Step]) -> Result<Step, Broken> {
    let mut take = |name: &str| match table.remove(name) {
        None => Ok(None),
        Some(toml::Value::String(text)) => Ok(Some(text)),
        Some(_) => Err((None, format!("`{name}` must be text"))),
    };
    let (key, label, under, kind) = (take("key")?, take("label")?, take("under")?, take("kind")?);
    let key: StepKey = key
        .ok_or((None, "a step needs a `key`".to_owned()))?
        .parse()
        .map_err(|why| (None, format!("{why}")))?;
    let at = |message: String| (Some(key.clone()), message);
    let kind = kind.ok_or_else(|| at("a step needs a `kind`".into()))?;
    let under = match under {
        None => Place::Top,
        Some(text) => place(&text, before).map_err(at)?,
    };
    let kind = kind_of(&kind, table).map_err(at)?;
    Ok(Step {
        key,
        label,
        under,
        kind,
    })
}

/// `under = "branch.case"`, or `under = "each"` for the steps of a for-each.
fn place(text: &str, before: &[Step]) -> Result<Place, String> {
    let (name, case) = text
        .split_once('.')
        .map_or((text, None), |(name, case)| (name, Some(case)));
    let around = before
        .iter()
        .find(|step| step.key.as_str() == name)
        .ok_or_else(|| format!("`under = \"{text}\"`: no step `{name}` comes before this one"))?;
    match (&around.kind, case) {
        (StepKind::Branch(branch), Some(case))
            if branch.case_names().any(|named| named == case) =>
        {
            Ok(Place::Case {
                branch: around.key.clone(),
                case: case.to_owned(),
            })
        }
        (StepKind::Branch(branch), _) => Err(format!(
            "`under = \"{text}\"`: `{name}` has the cases {}",
            branch.case_names().collect::<Vec<_>>().join(", ")
        )),
        (StepKind::ForEach(_), None) => Ok(Place::Item {
            each: around.key.clone(),
        }),
        _ => Err(format!(
            "`under = \"{text}\"`: only a branch (`KEY.CASE`) or a for_each (`KEY`) has steps under it"
        )),
    }
}

fn kind_of(kind: &str, table: toml::Table) -> Result<StepKind, String> {
    fn read<T: serde::de::DeserializeOwned>(table: toml::Table) -> Result<T, String> {
        toml::Value::Table(table)
            .try_into()
            .map_err(|why: toml::de::Error| why.message().to_owned())
    }
    Ok(match kind {
        "read" => StepKind::Read(read(table)?),
        "match" => {
            let mut table = table;
            let mut side = |name: &str| {
                table
                    .remove(name)
                    .ok_or_else(|| format!("a match needs `{name}`"))
            };
            let (left, right) = (side("left")?, side("right")?);
            let said = |why: toml::de::Error| why.message().to_owned();
            StepKind::Match(Match {
                left: left.try_into().map_err(said)?,
                right: right.try_into().map_err(said)?,
                rules: read(table)?,
            })
        }
        "knowledge" => StepKind::Knowledge(read(table)?),
        "decide" => StepKind::Decide(read(table)?),
        "branch" => StepKind::Branch(read(table)?),
        "for_each" => StepKind::ForEach(read(table)?),
        "propose" => StepKind::Propose(read(table)?),
        "save_file" => StepKind::SaveFile(read(table)?),
        "conclude" => StepKind::Conclude(read(table)?),
        other => {
            return Err(format!(
                "`{other}` is not a kind of step: read, match, knowledge, decide, branch, for_each, propose, save_file, conclude"
            ));
        }
    })
}
