//! The mission file: TOML, `format = 1`, a flat list of `[[step]]`. What it does not know it refuses, with line and column.

mod step; // one `[[step]]`

use super::check::{self, Broken};
use super::{FieldTest, Input, Mission, Problem, Slug, Step, Trigger, When};
use crate::change::Operation;
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::scope::{Grant, Scope};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use step::Unread;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

/// The format this build writes; older ones are lifted to it when they are read.
pub const FORMAT: u32 = 1;

/// All but the steps.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
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
    /// Read by themselves; named here for those who are told what a file may hold.
    #[serde(default, rename = "step")]
    _steps: IgnoredAny,
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

/// A mission as far as its file can be read: all that is wrong, and the steps that are sound in themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub mission: Mission,
    pub problems: Vec<Problem>,
}

/// Reads a mission file and checks it. All problems are told at once, each with its place.
pub fn parse(text: &str) -> Result<Mission, Vec<Problem>> {
    parse_and(text, |_| vec![])
}

/// The same with a further check, for what cannot be checked here: expressions are read by the server alone.
pub fn parse_and(
    text: &str,
    also: impl Fn(&Mission) -> Vec<Problem>,
) -> Result<Mission, Vec<Problem>> {
    let Reading { mission, problems } = read_and(text, also)?;
    if problems.is_empty() {
        Ok(mission)
    } else {
        Err(problems)
    }
}

/// Reads a mission that was checked when it was published. A check that has become stricter since does not take it from the
/// runs that are under way.
pub fn published(text: &str) -> Result<Mission, Vec<Problem>> {
    let (mission, found) = unchecked(text)?;
    if found.problems.is_empty() {
        Ok(mission)
    } else {
        Err(found.problems)
    }
}

/// Reads a file that is still being written: a step that cannot be read leaves the others readable. An error when not even
/// its head can be.
pub fn read(text: &str) -> Result<Reading, Vec<Problem>> {
    read_and(text, |_| vec![])
}

/// The same with a further check.
pub fn read_and(
    text: &str,
    also: impl Fn(&Mission) -> Vec<Problem>,
) -> Result<Reading, Vec<Problem>> {
    let (mission, found) = unchecked(text)?;
    let mut problems = found.problems;
    let checked = check::beside(&mission, &found.broken);
    for mut problem in checked.into_iter().chain(also(&mission)) {
        let place = problem
            .step
            .as_ref()
            .and_then(|step| found.places.get(step));
        if let Some((line, column)) = place {
            (problem.line, problem.column) = (Some(*line), Some(*column));
        }
        problems.push(problem);
    }
    Ok(Reading { mission, problems })
}

/// The mission of all steps that can be read, and what was found besides.
fn unchecked(text: &str) -> Result<(Mission, Found), Vec<Problem>> {
    let lines = Lines { text };
    let refused = |why: Error| vec![lines.problem(why.span(), None, why.message())];
    let (span, mut root) = taken_apart(DeTable::parse(text).map_err(refused)?);
    let listed = root.remove("step");
    let head = Head::deserialize(Deserializer::from(Spanned::new(span, root))).map_err(refused)?;
    if head.format != FORMAT {
        let message = format!(
            "this file is of format {}; this build reads format {FORMAT}",
            head.format
        );
        return Err(vec![lines.problem(Some(0..0), None, &message)]);
    }
    let mut found = Found::default();
    for (span, table) in
        tables(listed).map_err(|(span, message)| vec![lines.problem(Some(span), None, &message)])?
    {
        let place = lines.place(span.start);
        match step::read(span, table, &found) {
            Ok(step) => {
                found.places.insert(step.key.clone(), place);
                found.steps.push(step);
            }
            Err(Unread::Beneath(broken)) => found.broken.push(broken),
            Err(Unread::Wrong {
                span,
                step,
                message,
            }) => {
                let key = step.as_ref().map(|broken| broken.key.clone());
                let mut problem = lines.problem(span, key, &message);
                if problem.line.is_none() {
                    (problem.line, problem.column) = (Some(place.0), Some(place.1));
                }
                found.problems.push(problem);
                found.broken.extend(step);
            }
        }
    }
    let mission = mission(head, std::mem::take(&mut found.steps));
    Ok((mission, found))
}

/// Where in the text something stands, for people: both count from 1.
struct Lines<'a> {
    text: &'a str,
}

/// Line and column of a byte of a text.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

impl Lines<'_> {
    fn place(&self, at: usize) -> (usize, usize) {
        place(self.text, at)
    }

    fn problem(&self, at: Option<Range<usize>>, step: Option<StepKey>, message: &str) -> Problem {
        let place = at.map(|span| self.place(span.start));
        Problem {
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            step,
            message: message.to_owned(),
        }
    }
}

/// What has been read so far.
#[derive(Default)]
struct Found {
    steps: Vec<Step>,
    broken: Vec<Broken>,
    places: BTreeMap<StepKey, (usize, usize)>,
    problems: Vec<Problem>,
}

type Table<'a> = (Range<usize>, DeTable<'a>);

fn taken_apart<T>(spanned: Spanned<T>) -> (Range<usize>, T) {
    (spanned.span(), spanned.into_inner())
}

/// The tables of `[[step]]`.
fn tables(listed: Option<Spanned<DeValue<'_>>>) -> Result<Vec<Table<'_>>, (Range<usize>, String)> {
    let Some(listed) = listed else {
        return Ok(vec![]);
    };
    let (span, listed) = taken_apart(listed);
    let DeValue::Array(items) = listed else {
        return Err((span, "steps are written as `[[step]]`".into()));
    };
    let table = |item| match taken_apart(item) {
        (span, DeValue::Table(table)) => Ok((span, table)),
        (span, _) => Err((span, "steps are written as `[[step]]`".into())),
    };
    items.into_iter().map(table).collect()
}

fn mission(head: Head, steps: Vec<Step>) -> Mission {
    let grants = head.scope.into_iter().map(|grant| {
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
    Mission {
        slug: head.slug,
        title: head.title,
        purpose: head.purpose,
        trigger: head.trigger.map(|table| Trigger {
            object: table.object,
            when: table.when,
            input: table.input,
            filter: table.filter,
        }),
        inputs: head.input,
        scope: Scope {
            objects: grants.collect(),
            max_records: head.budget.records,
            max_calls: head.budget.calls,
        },
        steps,
        expires_after_hours: head.expires_after_hours,
    }
}
