//! A mission while it is composed: the file as blocks that can be set, moved and taken out, finished or not.

mod blocks; // kinds of steps, how one begins, what it still needs
mod order; // put there, moved, taken out
mod reach; // what is granted, and what may be referred to
mod values; // set on their way through tables and lists

pub use blocks::{Group, KINDS, Kind};

use super::Problem;
use super::file::{self, Reading};
use toml::{Table, Value};

/// A mission file as a document. It may say less than a mission needs; `check` tells what is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    head: Table,
    blocks: Vec<Table>,
}

/// A place to put a block: in a list of steps, before one of them or at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// As the file says it: nothing for the top, `branch.case`, or the key of a for-each.
    pub under: Option<String>,
    pub before: Option<String>,
}

/// One turn on the way to a value in a block: a name in a table, or a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    Name(String),
    At(usize),
}

impl From<&str> for Turn {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}
impl From<usize> for Turn {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

/// Why a block cannot be put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    #[error("a step cannot stand inside itself")]
    Inside,
    #[error("this step is gone")]
    Gone,
}

impl Draft {
    /// A mission with a name and nothing in it.
    pub fn blank(slug: &str, title: &str) -> Self {
        let text = |text: &str| Value::String(text.to_owned());
        let head = [
            ("format", Value::Integer(file::FORMAT.into())),
            ("slug", text(slug)),
            ("title", text(title)),
            ("purpose", text("")),
        ];
        Self {
            head: head
                .map(|(name, value)| (name.to_owned(), value))
                .into_iter()
                .collect(),
            blocks: vec![],
        }
    }

    /// Takes a file apart. Only what is no TOML, or has steps that are no tables, is refused: the rest can be mended.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let wrong = |message: &str| Problem {
            line: None,
            column: None,
            step: None,
            message: message.to_owned(),
        };
        let mut head: Table = toml::from_str(text).map_err(|why: toml::de::Error| {
            let at = why.span().map(|span| file::place(text, span.start));
            Problem {
                line: at.map(|(line, _)| line),
                column: at.map(|(_, column)| column),
                ..wrong(why.message())
            }
        })?;
        let steps = match head.remove("step") {
            None => vec![],
            Some(Value::Array(steps)) => steps,
            Some(_) => return Err(wrong("steps are written as `[[step]]`")),
        };
        let table = |step| match step {
            Value::Table(table) => Ok(table),
            _ => Err(wrong("steps are written as `[[step]]`")),
        };
        let blocks = steps.into_iter().map(table).collect::<Result<_, _>>()?;
        let mut draft = Self { head, blocks };
        draft.name_the_nameless();
        Ok(draft)
    }

    /// The file.
    pub fn text(&self) -> String {
        let mut root = self.head.clone();
        if !self.blocks.is_empty() {
            let steps = self.blocks.iter().cloned().map(Value::Table).collect();
            root.insert("step".to_owned(), Value::Array(steps));
        }
        toml::to_string_pretty(&root).unwrap_or_default()
    }

    /// What it says as a mission, as far as it does, and everything that is wrong or missing.
    pub fn check(&self) -> Result<Reading, Vec<Problem>> {
        let mut reading = file::read(&self.text())?;
        for problem in &mut reading.problems {
            let block = problem
                .step
                .as_ref()
                .and_then(|key| self.block(key.as_str()));
            if let Some(missing) = block.and_then(blocks::missing) {
                missing.clone_into(&mut problem.message);
            }
        }
        reading.problems.dedup_by(|one, other| {
            one.step.is_some() && one.step == other.step && one.message == other.message
        });
        Ok(reading)
    }

    /// The table of a step.
    pub fn block(&self, key: &str) -> Option<&Table> {
        self.blocks.iter().find(|block| key_of(block) == key)
    }

    /// The keys of all steps, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(key_of)
    }

    /// The keys of the steps of one list, in order.
    pub fn keys_under<'a>(&'a self, under: Option<&'a str>) -> impl Iterator<Item = &'a str> {
        self.blocks
            .iter()
            .filter(move |block| under_of(block) == under)
            .map(key_of)
    }

    /// A value of the head, or of a step.
    pub fn get(&self, key: Option<&str>, way: &[Turn]) -> Option<&Value> {
        let table = match key {
            None => &self.head,
            Some(key) => self.block(key)?,
        };
        let (Turn::Name(first), rest) = way.split_first()? else {
            return None;
        };
        rest.iter()
            .try_fold(table.get(first)?, |value, turn| match turn {
                Turn::Name(name) => value.get(name),
                Turn::At(at) => value.get(*at),
            })
    }

    /// Sets a value of the head or of a step, or takes it out. Tables and lists on the way are made; a list grows by one at
    /// most. Whether anything changed.
    pub fn set(&mut self, key: Option<&str>, way: &[Turn], value: Option<Value>) -> bool {
        let table = match key {
            None => Some(&mut self.head),
            Some(key) => self.blocks.iter_mut().find(|block| key_of(block) == key),
        };
        let (Some(table), Some((Turn::Name(name), rest))) = (table, way.split_first()) else {
            return false;
        };
        values::put(table, name, rest, value)
    }
}

fn key_of(block: &Table) -> &str {
    block.get("key").and_then(Value::as_str).unwrap_or_default()
}

fn under_of(block: &Table) -> Option<&str> {
    block.get("under").and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
