//! The mission file: TOML, `format = 1`, a flat list of `[[step]]`. What it does not know it refuses, with line and column.

use super::check::{self, Broken};
use super::{
    Decide, FieldTest, Input, Match, Mission, Place, Problem, Slug, Step, StepKind, Trigger, When,
};
use crate::change::Operation;
use crate::record::{FieldName, ObjectName};
use crate::run::StepKey;
use crate::scope::{Grant, Scope};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error, ValueDeserializer};

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
        match step(span, table, &found) {
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

enum Unread {
    /// Something in it is wrong. The step is known when at least its key is.
    Wrong {
        span: Option<Range<usize>>,
        step: Option<Broken>,
        message: String,
    },
    /// It stands under a step that could not be read: that one is told of, not this one.
    Beneath(Broken),
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

fn step(span: Range<usize>, mut table: DeTable<'_>, before: &Found) -> Result<Step, Unread> {
    let mut take = |name: &str| match table.remove(name).map(taken_apart) {
        None => Ok(None),
        Some((span, DeValue::String(text))) => Ok(Some((span, text.into_owned()))),
        Some((span, _)) => Err((Some(span), format!("`{name}` must be text"))),
    };
    let nameless = |(span, message)| Unread::Wrong {
        span,
        step: None,
        message,
    };
    let (at, key) = take("key")
        .and_then(|key| key.ok_or((None, "a step needs a `key`".to_owned())))
        .map_err(nameless)?;
    let key: StepKey = key
        .parse()
        .map_err(|why| nameless((Some(at), format!("{why}"))))?;
    let broken = Broken {
        key: key.clone(),
        under: Place::Top,
    };
    let wrong = |(span, message)| Unread::Wrong {
        span,
        step: Some(broken.clone()),
        message,
    };
    let label = take("label").map_err(wrong)?.map(|(_, label)| label);
    let under = match take("under").map_err(wrong)? {
        None => Place::Top,
        Some((span, text)) => match stands(&text, before) {
            Ok(Some(place)) => place,
            Ok(None) => return Err(Unread::Beneath(broken)),
            Err(message) => return Err(wrong((Some(span), message))),
        },
    };
    let broken = Broken {
        key: key.clone(),
        under: under.clone(),
    };
    let wrong = |(span, message)| Unread::Wrong {
        span,
        step: Some(broken.clone()),
        message,
    };
    let kind = take("kind").map_err(wrong)?;
    let (at, kind) = kind.ok_or_else(|| wrong((None, "a step needs a `kind`".into())))?;
    let kind = kind_of(&kind, at, span, table).map_err(wrong)?;
    Ok(Step {
        key,
        label,
        under,
        kind,
    })
}

/// `under = "branch.case"`, or `under = "each"` for the steps of a for-each. Nothing when the step around could not be read.
fn stands(text: &str, before: &Found) -> Result<Option<Place>, String> {
    let (name, case) = text
        .split_once('.')
        .map_or((text, None), |(name, case)| (name, Some(case)));
    if before.broken.iter().any(|step| step.key.as_str() == name) {
        return Ok(None);
    }
    let around = before
        .steps
        .iter()
        .find(|step| step.key.as_str() == name)
        .ok_or_else(|| format!("`under = \"{text}\"`: no step `{name}` comes before this one"))?;
    match (&around.kind, case) {
        (StepKind::Branch(branch), Some(case))
            if branch.case_names().any(|named| named == case) =>
        {
            Ok(Some(Place::Case {
                branch: around.key.clone(),
                case: case.to_owned(),
            }))
        }
        (StepKind::Branch(branch), _) => Err(format!(
            "`under = \"{text}\"`: `{name}` has the cases {}",
            branch.case_names().collect::<Vec<_>>().join(", ")
        )),
        (StepKind::ForEach(_), None) => Ok(Some(Place::Item {
            each: around.key.clone(),
        })),
        _ => Err(format!(
            "`under = \"{text}\"`: only a branch (`KEY.CASE`) or a for_each (`KEY`) has steps under it"
        )),
    }
}

fn kind_of(
    kind: &str,
    at: Range<usize>,
    span: Range<usize>,
    mut table: DeTable<'_>,
) -> Result<StepKind, (Option<Range<usize>>, String)> {
    fn said(why: &Error) -> (Option<Range<usize>>, String) {
        (why.span(), why.message().to_owned())
    }
    fn whole<T: DeserializeOwned>(
        span: Range<usize>,
        table: DeTable<'_>,
    ) -> Result<T, (Option<Range<usize>>, String)> {
        T::deserialize(Deserializer::from(Spanned::new(span, table))).map_err(|why| said(&why))
    }
    Ok(match kind {
        "read" => StepKind::Read(whole(span, table)?),
        "match" => {
            let mut side = |name: &str| {
                table
                    .remove(name)
                    .ok_or_else(|| (None, format!("a match needs `{name}`")))
            };
            let (left, right) = (side("left")?, side("right")?);
            StepKind::Match(Match {
                left: Deserialize::deserialize(ValueDeserializer::from(left))
                    .map_err(|why| said(&why))?,
                right: Deserialize::deserialize(ValueDeserializer::from(right))
                    .map_err(|why| said(&why))?,
                rules: whole(span, table)?,
            })
        }
        "knowledge" => StepKind::Knowledge(whole(span, table)?),
        "decide" => StepKind::Decide(match way(&table).map_err(|why| (None, why))? {
            "table" => Decide::Table(whole(span, table)?),
            "rule" => Decide::Rules(whole(span, table)?),
            _ => Decide::Expression(whole(span, table)?),
        }),
        "branch" => StepKind::Branch(whole(span, table)?),
        "for_each" => StepKind::ForEach(whole(span, table)?),
        "propose" => StepKind::Propose(whole(span, table)?),
        "save_file" => StepKind::SaveFile(whole(span, table)?),
        "conclude" => StepKind::Conclude(whole(span, table)?),
        other => {
            return Err((
                Some(at),
                format!(
                    "`{other}` is not a kind of step: read, match, knowledge, decide, branch, for_each, propose, save_file, conclude"
                ),
            ));
        }
    })
}

/// How a step decides; the ways are told apart by what they cannot be without.
fn way(table: &DeTable<'_>) -> Result<&'static str, String> {
    let ways = ["table", "rule", "expression"];
    let mut given = ways.into_iter().filter(|way| table.contains_key(*way));
    match (given.next(), given.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(
            "a decide step says how it decides: `table = \"steps.KEY.TABLE\"`, `[[step.rule]]` or `expression = \"…\"`"
                .into(),
        ),
        (Some(one), Some(other)) => Err(format!(
            "a decide step decides in one way: `{one}` or `{other}`, not both"
        )),
    }
}
