//! The org's own **history** of a record, held against what we wrote: whose hand does each line show?
//!
//! A line is ours when the connected user made it, of a field that one of our writes set, with the value that was signed,
//! about when it was written. Everything else was somebody else, and is told so: what came right after a write of ours was
//! most likely something that runs in the org; what the connected user did without us needs care.

use crate::record::{FieldName, RecordId};
use crate::time::Timestamp;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One line of the org's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The field's name, or a word of the org's such as `created`.
    pub field: String,
    pub old: Value,
    pub new: Value,
    pub by: Option<RecordId>,
    pub at: Timestamp,
}

/// One write of ours to the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// When the intent was stored; nothing was sent before.
    pub from: Timestamp,
    /// When it was answered, or read back.
    pub until: Timestamp,
    /// What was signed.
    pub sets: Vec<(FieldName, Value)>,
    /// Whether the record was made, merged or converted by it: then the org has words of its own for it.
    pub whole: bool,
}

/// Who made a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// We did, by the write at that place.
    Ours(usize),
    /// Somebody or something else, within seconds of the write at that place.
    AfterOurs(usize),
    /// The connected user, and no write of ours explains it.
    Connected,
    Other,
}

/// How far our clock and the org's may be apart.
const APART: Duration = Duration::from_mins(2);
/// What runs in the org because of a write has run by then.
const SOON: Duration = Duration::from_secs(15);
/// The org's stamps are cut to the second, and so is what follows them.
const CUT: Duration = Duration::from_secs(2);

/// The hand behind each line, in their order. A write explains a field once: what set the same value again is another hand.
pub fn hands(lines: &[Line], writes: &[Write], connected: Option<&RecordId>) -> Vec<Hand> {
    let mut hands: Vec<Option<Hand>> = vec![None; lines.len()];
    // When the org has a write of ours, by its own clock.
    let mut done: Vec<Option<Timestamp>> = vec![None; writes.len()];
    let by_us = |line: &Line| connected.is_some_and(|us| line.by.as_ref() == Some(us));
    for (place, write) in writes.iter().enumerate() {
        for (field, value) in &write.sets {
            // A value as it was signed first; one that the history only hints at when there is no such line.
            let nearest = |tells: fn(&Value, &Line) -> bool| {
                let fits = |at: &usize| {
                    let line = &lines[*at];
                    hands[*at].is_none()
                        && by_us(line)
                        && is_about(field, &line.field)
                        && tells(value, line)
                        && write.covers(line.at)
                };
                let free = (0..lines.len()).filter(fits);
                free.min_by_key(|at| apart(lines[*at].at, write.until))
            };
            if let Some(at) = nearest(is_spelled).or_else(|| nearest(is_hinted)) {
                hands[at] = Some(Hand::Ours(place));
                done[place] = done[place].max(Some(lines[at].at));
            }
        }
        // The org has one line of its own for what was done to the whole record.
        let word = (0..lines.len()).filter(|at| {
            let line = &lines[*at];
            write.whole
                && hands[*at].is_none()
                && by_us(line)
                && is_word(&line.field)
                && write.covers(line.at)
        });
        if let Some(at) = word.min_by_key(|at| apart(lines[*at].at, write.until)) {
            hands[at] = Some(Hand::Ours(place));
            done[place] = done[place].max(Some(lines[at].at));
        }
    }
    let rest = |line: &Line| {
        let us = by_us(line);
        let after = (0..writes.len()).find(|place| {
            let (from, until) = match done[*place] {
                Some(at) => (at.minus(CUT), at),
                None => (writes[*place].from.minus(CUT), writes[*place].until),
            };
            from <= line.at && line.at <= until.plus(SOON)
        });
        match after {
            Some(place) => Hand::AfterOurs(place),
            None if us => Hand::Connected,
            None => Hand::Other,
        }
    };
    lines
        .iter()
        .zip(hands)
        .map(|(line, hand)| hand.unwrap_or_else(|| rest(line)))
        .collect()
}

impl Write {
    fn covers(&self, at: Timestamp) -> bool {
        self.from.minus(APART) <= at && at <= self.until.plus(APART)
    }
}

fn is_about(field: &FieldName, word: &str) -> bool {
    field.is(word)
}

/// `created`, `accountMerged`: the org's words begin small, its fields do not.
fn is_word(field: &str) -> bool {
    field.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether the line has the value that was signed. Histories spell numbers and flags as text.
fn is_spelled(signed: &Value, line: &Line) -> bool {
    let told = &line.new;
    if signed.same_as(told) || (signed.is_empty() && told.is_empty()) {
        return true;
    }
    let Value::Text(told) = told else {
        return false;
    };
    match signed {
        _ if told.is_empty() => false,
        Value::Bool(flag) => told.eq_ignore_ascii_case(&flag.to_string()),
        Value::Int(_) | Value::Decimal(_) | Value::Money(_) => {
            told.parse().ok() == signed.as_decimal()
        }
        Value::Instant(at) => told.parse().ok() == Some(*at),
        Value::Reference(id) => told.parse::<RecordId>().is_ok_and(|told| told == *id),
        _ => signed.to_string().trim() == told.trim(),
    }
}

/// Whether the line may have it: of long texts a history says only that they changed, and it may name a record where its
/// id was set.
fn is_hinted(signed: &Value, line: &Line) -> bool {
    match (signed, &line.new) {
        (Value::Reference(_), Value::Text(told)) => {
            !told.is_empty() && told.parse::<RecordId>().is_err()
        }
        (Value::Text(text), told) => !text.is_empty() && told.is_empty() && line.old.is_empty(),
        _ => false,
    }
}

fn apart(one: Timestamp, other: Timestamp) -> Duration {
    one.since(other).max(other.since(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "005000000000008";
    const DANA: &str = "005000000000005";

    fn at(clock: &str) -> Timestamp {
        format!("2026-11-24T{clock}Z").parse().unwrap()
    }
    fn line(field: &str, new: &str, by: &str, clock: &str) -> Line {
        Line {
            field: field.to_owned(),
            old: Value::Null,
            new: Value::text(new),
            by: by.parse().ok(),
            at: at(clock),
        }
    }
    fn write(from: &str, until: &str, sets: &[(&str, Value)]) -> Write {
        Write {
            from: at(from),
            until: at(until),
            sets: sets
                .iter()
                .map(|(field, value)| (field.parse().unwrap(), value.clone()))
                .collect(),
            whole: false,
        }
    }
    fn told(lines: &[Line], writes: &[Write]) -> Vec<Hand> {
        hands(lines, writes, US.parse().ok().as_ref())
    }

    #[test]
    fn a_line_is_ours_by_user_field_value_and_time() {
        let ours = [write(
            "10:14:04",
            "10:14:08",
            &[("Phone", Value::text("+44 1"))],
        )];
        let of = |line: Line| told(&[line], &ours)[0];
        assert_eq!(of(line("Phone", "+44 1", US, "10:14:05")), Hand::Ours(0));
        assert_eq!(
            of(line("Phone", "+44 1", US, "10:15:50")),
            Hand::Ours(0),
            "clocks may be apart"
        );
        for (field, value, by) in [
            ("Phone", "+44 2", US),
            ("Fax", "+44 1", US),
            ("Phone", "+44 1", DANA),
        ] {
            let other = of(line(field, value, by, "10:14:05"));
            assert_ne!(other, Hand::Ours(0), "{field} {value} {by}");
        }
        assert_eq!(of(line("Phone", "+44 1", US, "10:20:00")), Hand::Connected);
        assert_eq!(of(line("Phone", "+44 2", US, "10:20:00")), Hand::Connected);
        assert_eq!(of(line("Fax", "+44 1", US, "10:20:00")), Hand::Connected);
        assert_eq!(of(line("Phone", "+44 1", DANA, "10:20:00")), Hand::Other);
    }

    #[test]
    fn what_comes_within_seconds_of_a_write_most_likely_came_of_it() {
        let ours = [write(
            "10:14:04",
            "10:14:08",
            &[("Phone", Value::text("+44 1"))],
        )];
        let lines = [
            line("Phone", "+44 1", US, "10:14:05"),
            line("Region", "Nordics", DANA, "10:14:07"),
            line("Region", "North", US, "10:14:05"),
            line("Region", "South", DANA, "10:14:40"),
            line("Region", "East", DANA, "10:13:50"),
        ];
        assert_eq!(
            told(&lines, &ours),
            [
                Hand::Ours(0),
                Hand::AfterOurs(0),
                Hand::AfterOurs(0),
                Hand::Other,
                Hand::Other
            ]
        );
    }

    #[test]
    fn a_write_explains_a_field_once() {
        let ours = [write(
            "10:14:04",
            "10:14:05",
            &[("Phone", Value::text("+44 1"))],
        )];
        let lines = [
            line("Phone", "+44 1", US, "10:15:30"),
            line("Phone", "+44 1", US, "10:14:05"),
        ];
        assert_eq!(told(&lines, &ours), [Hand::Connected, Hand::Ours(0)]);
    }

    #[test]
    fn a_value_is_known_in_whatever_way_a_history_spells_it() {
        let number = |text: &str| Value::Decimal(text.parse().unwrap());
        let told = |value: Value| Line {
            new: value,
            ..line("Field", "", US, "10:14:05")
        };
        let spelled = |signed: &Value, value: Value| is_spelled(signed, &told(value));
        assert!(spelled(&Value::Int(120), Value::text("120")));
        assert!(spelled(&Value::Int(120), number("120.0")));
        assert!(spelled(&Value::Bool(true), Value::text("true")));
        assert!(spelled(&Value::Null, Value::Null));
        let owner = Value::Reference(US.parse().unwrap());
        assert!(spelled(&owner, Value::text(US)));
        assert!(!spelled(&owner, Value::text(DANA)));
        assert!(!spelled(&Value::text("Oslo"), Value::text("Bergen")));
        assert!(!spelled(&Value::text("Oslo"), Value::Null));
        assert!(!spelled(&Value::Null, Value::text("Bergen")));
        // Only hinted at: a record by its name, and a long text of which nothing is said but that it changed.
        assert!(!spelled(&owner, Value::text("Ana Ruiz")));
        assert!(is_hinted(&owner, &told(Value::text("Ana Ruiz"))));
        assert!(is_hinted(&Value::text("a long text"), &told(Value::Null)));
    }

    #[test]
    fn what_somebody_wiped_right_after_us_is_not_ours() {
        let ours = [write(
            "10:14:04",
            "10:14:08",
            &[("Phone", Value::text("+44 1"))],
        )];
        let wiped = Line {
            old: Value::text("+44 1"),
            ..line("Phone", "", US, "10:14:09")
        };
        let lines = [line("Phone", "+44 1", US, "10:14:05"), wiped];
        assert_eq!(told(&lines, &ours), [Hand::Ours(0), Hand::AfterOurs(0)]);
    }

    #[test]
    fn one_merge_explains_one_line_about_a_merge() {
        let merge = Write {
            whole: true,
            ..write("10:14:04", "10:14:05", &[])
        };
        let lines = [
            line("accountMerged", "", US, "10:15:30"),
            line("accountMerged", "", US, "10:14:05"),
        ];
        assert_eq!(told(&lines, &[merge]), [Hand::Connected, Hand::Ours(0)]);
    }

    #[test]
    fn without_knowing_who_we_are_nothing_is_ours() {
        let ours = [write(
            "10:14:04",
            "10:14:05",
            &[("Phone", Value::text("+44 1"))],
        )];
        let lines = [line("Phone", "+44 1", US, "10:14:05")];
        assert_eq!(hands(&lines, &ours, None), [Hand::AfterOurs(0)]);
    }
}
