//! Free expressions in rules: read strictly before anything is saved, and worked out so that what is not known stays unknown.
//!
//! The language, its types and its messages' positions are those of `zen-expression`. Its machine is not used, because it
//! answers where we must not: to it `null == 5` is false and a division by zero nothing, it asks the clock, and it counts
//! days in the zone of the machine. So a tree of what is allowed is made here and worked out here, on exact decimals and
//! calendar days; a test holds it against that machine where both may answer.

mod read; // from zen's tree to ours: what is allowed, and of which type
mod tree; // what a rule can say
mod words; // what zen found wrong, as we say it
mod work; // from values to a value, or to why not

#[cfg(test)]
mod tests;

use domain::mission::{Formula, ValueType};
use domain::value::Value;
use read::{Read, read};
use std::collections::{BTreeMap, BTreeSet};
use tree::Expr;

/// Longer than any expression that somebody could still check by reading.
const LONGEST: usize = 1_000;
/// Brackets inside brackets. Ranges are tried both ways at each of them, so there are fewer.
const BRACKETS: usize = 16;
const BRACKETS_OF_RANGES: usize = 6;
/// How deep the tree of an expression may be.
const DEEPEST: usize = 64;

/// An expression that was read and found sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The type of what it gives.
    pub gives: ValueType,
    /// The inputs that it names.
    pub reads: BTreeSet<String>,
    inputs: BTreeMap<String, ValueType>,
    tree: Expr,
}

/// One thing that is wrong, and where: from and to, in characters from 1; none when it is about the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpressionProblem {
    pub at: Option<(usize, usize)>,
    pub message: String,
}

/// Nothing may be concluded; why, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unknown {
    pub why: String,
}

/// Reads an expression over inputs of these types. What it does not know it refuses, all at once.
pub fn analyse(
    text: &str,
    inputs: &BTreeMap<String, ValueType>,
) -> Result<Analysis, Vec<ExpressionProblem>> {
    bounded(text)?;
    let zen = words::problems(text, inputs);
    // What is wrong by its grammar cannot be read on.
    let Some(Read {
        tree,
        problems: ours,
    }) = read(text, inputs)
    else {
        return Err(or_unreadable(zen));
    };
    match tree {
        Some((tree, gives)) if ours.is_empty() && zen.is_empty() => Ok(Analysis {
            gives,
            reads: tree.reads(),
            inputs: inputs.clone(),
            tree,
        }),
        // Where we have found something, it is said in the words of a mission, and said once.
        _ if ours.is_empty() => Err(or_unreadable(zen)),
        _ => Err(sorted(ours)),
    }
}

/// Reads the expression of a step, and holds it to what the step says that it gives.
pub fn formula(formula: &Formula) -> Result<Analysis, Vec<ExpressionProblem>> {
    let read = analyse(&formula.expression, &formula.types())?;
    if read.gives == formula.gives {
        return Ok(read);
    }
    Err(vec![ExpressionProblem::whole(format!(
        "gives {}, and `gives = \"{}\"` promises {}",
        read.gives.phrase(),
        formula.gives.word(),
        formula.gives.phrase()
    ))])
}

impl Analysis {
    /// What it gives for these values. An input that is empty, missing or of another type makes it unknown, unless the
    /// expression says what then: `amount ?? 0`, `amount == null ? … : …`, or another part of it settles the answer.
    pub fn value(&self, inputs: &BTreeMap<String, Value>) -> Result<Value, Unknown> {
        work::value(&self.tree, &self.inputs, inputs)
    }
}

impl ExpressionProblem {
    fn whole(message: impl Into<String>) -> Self {
        Self {
            at: None,
            message: message.into(),
        }
    }

    /// By the bytes that zen counts.
    fn at(text: &str, (from, to): (u32, u32), message: impl Into<String>) -> Self {
        let place = |byte: u32| {
            let before = |(at, _): &(usize, char)| *at < byte as usize;
            text.char_indices().take_while(before).count()
        };
        let (from, to) = (place(from), place(to));
        Self {
            at: Some((from + 1, to.max(from + 1))),
            message: message.into(),
        }
    }
}

impl std::fmt::Display for ExpressionProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            None => write!(f, "the expression {}", self.message),
            Some((from, _)) => write!(f, "the expression, at character {from}: {}", self.message),
        }
    }
}

/// Before anything is read: neither may take long, whatever somebody writes.
fn bounded(text: &str) -> Result<(), Vec<ExpressionProblem>> {
    let no = |message: String| Err(vec![ExpressionProblem::whole(message)]);
    if text.trim().is_empty() {
        return no("is empty".into());
    }
    if text.chars().count() > LONGEST {
        return no(format!(
            "is longer than {LONGEST} characters; make several steps of it"
        ));
    }
    let most = if text.contains("..") {
        BRACKETS_OF_RANGES
    } else {
        BRACKETS
    };
    let mut open = 0_usize;
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > most {
            return no(format!("has more than {most} brackets inside each other"));
        }
    }
    Ok(())
}

fn or_unreadable(problems: Vec<ExpressionProblem>) -> Vec<ExpressionProblem> {
    if problems.is_empty() {
        return vec![ExpressionProblem::whole("cannot be read")];
    }
    // That it is not complete says less than what is wrong in it.
    let (placed, whole): (Vec<_>, Vec<_>) = problems.into_iter().partition(|one| one.at.is_some());
    sorted(if placed.is_empty() { whole } else { placed })
}

fn sorted(mut problems: Vec<ExpressionProblem>) -> Vec<ExpressionProblem> {
    problems.sort();
    problems.dedup();
    problems
}
