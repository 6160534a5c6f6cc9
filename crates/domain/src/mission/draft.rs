//! A mission while it is composed: the file as blocks that can be set, moved and taken out, finished or not.

mod blocks;

pub use blocks::{Group, KINDS, Kind};

use super::file::{self, Reading};
use super::{Mission, Offer, Place, Problem};
use crate::scope::Scope;
use std::collections::BTreeSet;
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
        put(table, name, rest, value)
    }

    /// Puts a new step of a kind there; its key says what it is.
    pub fn insert(&mut self, kind: &Kind, spot: &Spot) -> String {
        let key = self.free_key(kind.word);
        let mut block = Table::new();
        block.insert("key".to_owned(), Value::String(key.clone()));
        if let Some(under) = &spot.under {
            block.insert("under".to_owned(), Value::String(under.clone()));
        }
        block.insert("kind".to_owned(), Value::String(kind.word.to_owned()));
        block.extend(blocks::begun(kind.word));
        let at = self.index_of(spot);
        self.blocks.insert(at, block);
        key
    }

    /// Takes a step out, and what stands under it.
    pub fn remove(&mut self, key: &str) {
        let gone = self.with_all_under(key);
        self.blocks.retain(|block| !gone.contains(key_of(block)));
    }

    /// Moves a step, and what stands under it.
    pub fn relocate(&mut self, key: &str, spot: &Spot) -> Result<(), NotThere> {
        let moving = self.with_all_under(key);
        if moving.is_empty() {
            return Err(NotThere::Gone);
        }
        let around = spot.under.as_deref().map(holder);
        if around.is_some_and(|around| moving.contains(around)) {
            return Err(NotThere::Inside);
        }
        if spot.before.as_deref() == Some(key) {
            return Ok(());
        }
        let (mut taken, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.blocks)
            .into_iter()
            .partition(|block| moving.contains(key_of(block)));
        self.blocks = rest;
        if let Some(block) = taken.iter_mut().find(|block| key_of(block) == key) {
            match &spot.under {
                Some(under) => block.insert("under".to_owned(), Value::String(under.clone())),
                None => block.remove("under"),
            };
        }
        let at = self.index_of(spot);
        self.blocks.splice(at..at, taken);
        Ok(())
    }

    /// Gives a case of a branch another name; the steps under it come along.
    pub fn rename_case(&mut self, branch: &str, old: &str, new: &str) {
        let (from, to) = (format!("{branch}.{old}"), format!("{branch}.{new}"));
        for block in &mut self.blocks {
            if under_of(block) == Some(&from) {
                block.insert("under".to_owned(), Value::String(to.clone()));
            }
        }
        let Some(block) = self.blocks.iter_mut().find(|block| key_of(block) == branch) else {
            return;
        };
        for name in ["otherwise", "unknown"] {
            if block.get(name).and_then(Value::as_str) == Some(old) {
                block.insert(name.to_owned(), Value::String(new.to_owned()));
            }
        }
        let cases = block.get_mut("case").and_then(Value::as_array_mut);
        for case in cases.into_iter().flatten().filter_map(Value::as_table_mut) {
            if case.get("name").and_then(Value::as_str) == Some(old) {
                case.insert("name".to_owned(), Value::String(new.to_owned()));
            }
        }
    }

    /// Adds to its scope what it lacks of these grants. What is granted already stays, spelled as it is.
    pub fn grant(&mut self, needs: &Scope) {
        let scope = self
            .head
            .entry("scope")
            .or_insert_with(|| Value::Array(vec![]));
        let Value::Array(grants) = scope else {
            return;
        };
        for (object, need) in &needs.objects {
            let of = |grant: &Value| {
                grant
                    .get("object")
                    .and_then(Value::as_str)
                    .is_some_and(|name| object.is(name))
            };
            let at = grants.iter().position(of).unwrap_or_else(|| {
                let named =
                    Table::from_iter([("object".to_owned(), Value::String(object.to_string()))]);
                grants.push(Value::Table(named));
                grants.len() - 1
            });
            let Some(grant) = grants[at].as_table_mut() else {
                continue;
            };
            add(grant, "read", need.read.iter().map(ToString::to_string));
            add(grant, "write", need.write.iter().map(ToString::to_string));
            add(
                grant,
                "operations",
                need.operations.iter().map(ToString::to_string),
            );
        }
    }

    /// What the step of that key may refer to, finished or not; for no step's key, what one at the end may.
    pub fn offers(&self, mission: &Mission, key: &str) -> Vec<Offer> {
        let before: BTreeSet<&str> = self.keys().take_while(|own| *own != key).collect();
        let under = self.block(key).and_then(under_of);
        let place = under.and_then(place_of).unwrap_or(Place::Top);
        mission.offers(&place, |own| before.contains(own.as_str()))
    }

    /// The lists of steps under a block: the cases of a branch, or the one of a for-each.
    pub fn lists_of(&self, key: &str) -> Vec<String> {
        let Some(block) = self.block(key) else {
            return vec![];
        };
        let word = |name: &str| block.get(name).and_then(Value::as_str);
        match word("kind") {
            Some("for_each") => vec![key.to_owned()],
            Some("branch") => {
                let cases = block.get("case").and_then(Value::as_array);
                let named = cases
                    .into_iter()
                    .flatten()
                    .filter_map(|case| case.get("name")?.as_str());
                let named = named.chain(word("otherwise")).chain(word("unknown"));
                let mut lists: Vec<String> = named.map(|case| format!("{key}.{case}")).collect();
                let mut seen = BTreeSet::new();
                lists.retain(|list| seen.insert(list.clone()));
                lists
            }
            _ => vec![],
        }
    }

    fn free_key(&self, word: &str) -> String {
        let taken: BTreeSet<&str> = self.keys().collect();
        let numbered = (2..).map(|n| format!("{word}_{n}"));
        let mut free = std::iter::once(word.to_owned()).chain(numbered);
        free.find(|key| !taken.contains(key.as_str()))
            .unwrap_or_default()
    }

    /// Steps without a key could not be pointed at.
    fn name_the_nameless(&mut self) {
        for at in 0..self.blocks.len() {
            if key_of(&self.blocks[at]).is_empty() {
                let kind = self.blocks[at]
                    .get("kind")
                    .and_then(Value::as_str)
                    .unwrap_or("step");
                let key = self.free_key(kind);
                self.blocks[at].insert("key".to_owned(), Value::String(key));
            }
        }
    }

    fn with_all_under(&self, key: &str) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = self
            .keys()
            .filter(|own| *own == key)
            .map(str::to_owned)
            .collect();
        loop {
            let known = found.len();
            for block in &self.blocks {
                if under_of(block).is_some_and(|under| found.contains(holder(under))) {
                    found.insert(key_of(block).to_owned());
                }
            }
            if found.len() == known {
                return found;
            }
        }
    }

    /// Where in the file a step of that spot belongs: after the steps around and before it, before those after it.
    fn index_of(&self, spot: &Spot) -> usize {
        let place = |key: &str| self.blocks.iter().position(|block| key_of(block) == key);
        if let Some(at) = spot.before.as_deref().and_then(place) {
            return at;
        }
        let Some(under) = spot.under.as_deref() else {
            return self.blocks.len();
        };
        let behind = self.keys_under(Some(under)).chain([holder(under)]);
        let behind = behind.filter_map(|key| {
            let whole = if key == holder(under) {
                BTreeSet::from([key.to_owned()])
            } else {
                self.with_all_under(key)
            };
            whole.into_iter().filter_map(|key| place(&key)).max()
        });
        behind.max().map_or(self.blocks.len(), |at| at + 1)
    }
}

/// Adds what a list of words does not hold yet.
fn add(grant: &mut Table, name: &str, words: impl Iterator<Item = String>) {
    let mut words = words.peekable();
    if words.peek().is_none() {
        return;
    }
    let list = grant.entry(name).or_insert_with(|| Value::Array(vec![]));
    let Value::Array(list) = list else {
        return;
    };
    for word in words {
        let there = |known: &Value| {
            known
                .as_str()
                .is_some_and(|known| known.eq_ignore_ascii_case(&word))
        };
        if !list.iter().any(there) {
            list.push(Value::String(word));
        }
    }
}

/// A list of steps, as its place in a mission.
fn place_of(under: &str) -> Option<Place> {
    Some(match under.split_once('.') {
        Some((branch, case)) => Place::Case {
            branch: branch.parse().ok()?,
            case: case.to_owned(),
        },
        None => Place::Item {
            each: under.parse().ok()?,
        },
    })
}

/// The step that a list of steps belongs to.
fn holder(under: &str) -> &str {
    under.split_once('.').map_or(under, |(key, _)| key)
}

fn key_of(block: &Table) -> &str {
    block.get("key").and_then(Value::as_str).unwrap_or_default()
}

fn under_of(block: &Table) -> Option<&str> {
    block.get("under").and_then(Value::as_str)
}

fn put(table: &mut Table, name: &str, rest: &[Turn], value: Option<Value>) -> bool {
    let Some(turn) = rest.first() else {
        return match value {
            Some(value) => table.insert(name.to_owned(), value.clone()).as_ref() != Some(&value),
            None => table.remove(name).is_some(),
        };
    };
    if !table.contains_key(name) {
        if value.is_none() {
            return false;
        }
        table.insert(name.to_owned(), emptied(turn));
    }
    let changed = table
        .get_mut(name)
        .is_some_and(|within| put_within(within, rest, value));
    // A list or table that has been emptied says nothing.
    if table.get(name).is_some_and(says_nothing) {
        table.remove(name);
    }
    changed
}

fn put_within(within: &mut Value, way: &[Turn], value: Option<Value>) -> bool {
    let Some((turn, rest)) = way.split_first() else {
        return false;
    };
    match (turn, within) {
        (Turn::Name(name), Value::Table(table)) => put(table, name, rest, value),
        (Turn::At(at), Value::Array(items)) => {
            if rest.is_empty() {
                return match value {
                    Some(value) if *at < items.len() => {
                        std::mem::replace(&mut items[*at], value.clone()) != value
                    }
                    Some(value) => {
                        items.push(value);
                        true
                    }
                    None if *at < items.len() => {
                        items.remove(*at);
                        true
                    }
                    None => false,
                };
            }
            if *at >= items.len() {
                if value.is_none() {
                    return false;
                }
                items.push(emptied(&rest[0]));
            }
            let at = (*at).min(items.len() - 1);
            put_within(&mut items[at], rest, value)
        }
        // Something else stood there: what is set now counts.
        (turn, other) if value.is_some() => {
            *other = emptied(turn);
            put_within(other, way, value)
        }
        _ => false,
    }
}

fn emptied(turn: &Turn) -> Value {
    match turn {
        Turn::Name(_) => Value::Table(Table::new()),
        Turn::At(_) => Value::Array(vec![]),
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
