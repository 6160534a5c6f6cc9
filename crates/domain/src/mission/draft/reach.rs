use super::{Draft, under_of};
use crate::mission::{Mission, Offer, Place};
use crate::scope::Scope;
use std::collections::BTreeSet;
use toml::{Table, Value};

/// What its steps may touch, and what each may refer to.
impl Draft {
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
