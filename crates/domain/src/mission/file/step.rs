//! One `[[step]]`: its key, its place, and what its kind asks for.

use super::{Found, taken_apart};
use crate::mission::check::Broken;
use crate::mission::{Decide, Match, Place, Step, StepKind};
use crate::run::StepKey;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error, ValueDeserializer};

pub(super) enum Unread {
    /// Something in it is wrong. The step is known when at least its key is.
    Wrong {
        span: Option<Range<usize>>,
        step: Option<Broken>,
        message: String,
    },
    /// It stands under a step that could not be read: that one is told of, not this one.
    Beneath(Broken),
}

pub(super) fn read(
    span: Range<usize>,
    mut table: DeTable<'_>,
    before: &Found,
) -> Result<Step, Unread> {
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
