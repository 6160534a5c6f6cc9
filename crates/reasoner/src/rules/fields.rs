use domain::knowledge::{KeepRule, Survivorship};
use domain::record::{FieldName, Record, RecordRef};
use domain::time::Timestamp;
use domain::value::Value;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

/// The value that survives in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: Value,
    /// Whether the survivor has another value now, so that something must be written.
    pub changes: bool,
    /// Where the value stands; several when texts were joined, none when all are empty.
    pub from: Vec<(RecordRef, FieldName)>,
    pub row: String,
    pub because: String,
    /// Filled values that do not survive.
    pub losing: Vec<(RecordRef, Value)>,
}

/// Chooses a value for every field that has a row. `extra` is a record of another object, such as a lead, that gives its
/// values where a row names a field of it.
pub fn fields(
    rows: &[Survivorship],
    survivor: &Record,
    others: &[Record],
    extra: Option<&Record>,
) -> BTreeMap<FieldName, Choice> {
    let mut others: Vec<&Record> = others.iter().collect();
    others.sort_by_key(|record| (Reverse(changed(record)), record.id.clone()));
    rows.iter()
        .map(|row| {
            let choice = Offers::of(row, survivor, &others, extra).choose(row);
            (row.field.clone(), choice)
        })
        .collect()
}

/// What the records have to offer for one field: the survivor's first, then the others', last changed first.
struct Offers<'a> {
    survivor: Value,
    filled: Vec<Offer<'a>>,
}

#[derive(Clone)]
struct Offer<'a> {
    record: &'a Record,
    field: FieldName,
    value: Value,
    is_survivor: bool,
}

impl<'a> Offers<'a> {
    fn of(
        row: &Survivorship,
        survivor: &'a Record,
        others: &[&'a Record],
        extra: Option<&'a Record>,
    ) -> Self {
        let offer = |record: &'a Record, field: &FieldName, is_survivor| Offer {
            record,
            field: field.clone(),
            value: record.get(field.as_str()).clone(),
            is_survivor,
        };
        let mut filled = vec![offer(survivor, &row.field, true)];
        filled.extend(others.iter().map(|record| offer(record, &row.field, false)));
        if let (Some(record), Some(field)) = (extra, &row.extra) {
            filled.push(offer(record, field, false));
        }
        let own = filled[0].value.clone();
        filled.retain(|offer| !offer.value.is_empty());
        Self {
            survivor: own,
            filled,
        }
    }

    fn choose(self, row: &Survivorship) -> Choice {
        let none = |text: &str| row.because.clone().unwrap_or_else(|| text.to_owned());
        let (chosen, because) = match row.rule {
            KeepRule::Join => return self.join(row),
            KeepRule::Keep => (
                self.filled.iter().find(|offer| offer.is_survivor),
                none("The survivor's value stands"),
            ),
            KeepRule::Fill => (
                self.filled.first(),
                none("The survivor's value, or the first that is filled"),
            ),
            KeepRule::Newest => (
                self.best(
                    |offer| Some(changed(offer.record).micros()),
                    Ordering::is_gt,
                ),
                none("The value of the record that was changed last"),
            ),
            KeepRule::Oldest => (
                self.best(|offer| Some(made(offer.record).micros()), Ordering::is_lt),
                none("The value of the record that was made first"),
            ),
            KeepRule::Longest => (
                self.best(
                    |offer| i64::try_from(offer.value.to_string().trim().chars().count()).ok(),
                    Ordering::is_gt,
                ),
                none("The longest text"),
            ),
            KeepRule::Highest => (self.extreme(Ordering::is_gt), none("The highest value")),
            KeepRule::Lowest => (self.extreme(Ordering::is_lt), none("The lowest value")),
            KeepRule::Yes => (
                self.filled
                    .iter()
                    .find(|offer| offer.value == Value::Bool(true))
                    .or(self.filled.first()),
                none("Yes when any record says yes"),
            ),
        };
        let value = chosen.map_or(Value::Null, |offer| offer.value.clone());
        let from = chosen
            .map(|offer| (offer.record.reference(), offer.field.clone()))
            .into_iter()
            .collect();
        self.choice(row, value, from, because)
    }

    /// All different texts, the survivor's first; a text that is part of another is not said twice.
    fn join(self, row: &Survivorship) -> Choice {
        let mut parts: Vec<&Offer<'_>> = vec![];
        for offer in &self.filled {
            let text = offer.value.to_string().to_lowercase();
            if !parts
                .iter()
                .any(|part| part.value.to_string().to_lowercase().contains(text.trim()))
            {
                parts.push(offer);
            }
        }
        let texts: Vec<String> = parts
            .iter()
            .map(|part| part.value.to_string().trim().to_owned())
            .collect();
        let gap = if texts
            .iter()
            .any(|text| text.contains('\n') || text.len() > 60)
        {
            "\n\n"
        } else {
            "; "
        };
        let value = match parts.as_slice() {
            [] => Value::Null,
            [only] => only.value.clone(),
            _ => Value::Text(texts.join(gap)),
        };
        let from: Vec<_> = parts
            .iter()
            .map(|part| (part.record.reference(), part.field.clone()))
            .collect();
        let because = row
            .because
            .clone()
            .unwrap_or_else(|| "All different texts".to_owned());
        let mut choice = self.choice(row, value, from, because);
        let kept = choice.value.to_string().to_lowercase();
        choice
            .losing
            .retain(|(_, value)| !kept.contains(value.to_string().trim().to_lowercase().as_str()));
        choice
    }

    /// The first offer that beats all before it, by a number. The survivor is first, so it wins a draw.
    fn best(
        &self,
        number: impl Fn(&Offer<'a>) -> Option<i64>,
        beats: impl Fn(Ordering) -> bool,
    ) -> Option<&Offer<'a>> {
        self.filled.iter().reduce(|best, next| {
            if beats(number(next).cmp(&number(best))) {
                next
            } else {
                best
            }
        })
    }

    /// By the values themselves; what cannot be compared with the survivor's never beats it.
    fn extreme(&self, beats: impl Fn(Ordering) -> bool) -> Option<&Offer<'a>> {
        self.filled.iter().reduce(|best, next| {
            if next.value.order(&best.value).is_some_and(&beats) {
                next
            } else {
                best
            }
        })
    }

    fn choice(
        self,
        row: &Survivorship,
        value: Value,
        from: Vec<(RecordRef, FieldName)>,
        because: String,
    ) -> Choice {
        let losing = self
            .filled
            .iter()
            .filter(|offer| !offer.value.same_as(&value))
            .map(|offer| (offer.record.reference(), offer.value.clone()))
            .collect();
        Choice {
            changes: value != self.survivor && !(value.is_empty() && self.survivor.is_empty()),
            value,
            from,
            row: row.id.clone(),
            because,
            losing,
        }
    }
}

/// When a record was last changed, as far as was read.
fn changed(record: &Record) -> Timestamp {
    instant(record, "LastModifiedDate")
        .or(record.stamp)
        .or_else(|| instant(record, "SystemModstamp"))
        .unwrap_or_default()
}

/// When a record was made; one of unknown age is taken for new.
fn made(record: &Record) -> Timestamp {
    instant(record, "CreatedDate").unwrap_or(Timestamp::from_micros(i64::MAX))
}

fn instant(record: &Record, field: &str) -> Option<Timestamp> {
    match record.get(field) {
        Value::Instant(at) => Some(*at),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(number: u32, day: i8, values: &[(&str, &str)]) -> Record {
        let mut fields: BTreeMap<FieldName, Value> = values
            .iter()
            .map(|(field, value)| {
                let value = match (*value, value.parse()) {
                    ("", _) => Value::Null,
                    ("yes", _) => Value::Bool(true),
                    ("no", _) => Value::Bool(false),
                    (_, Ok(n)) => Value::Int(n),
                    (text, _) => Value::text(text),
                };
                (field.parse().unwrap(), value)
            })
            .collect();
        fields.insert(
            "CreatedDate".parse().unwrap(),
            Value::Instant(
                format!("2020-01-{:02}T00:00:00Z", 28 - day)
                    .parse()
                    .unwrap(),
            ),
        );
        Record {
            object: "Account".parse().unwrap(),
            id: format!("001D00000{number:06}").parse().unwrap(),
            fields,
            stamp: Some(format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()),
            etag: None,
        }
    }

    fn row(field: &str, rule: KeepRule, extra: Option<&str>) -> Survivorship {
        Survivorship {
            id: format!("F-{field}"),
            field: field.parse().unwrap(),
            rule,
            extra: extra.map(|name| name.parse().unwrap()),
            because: None,
        }
    }

    #[test]
    fn each_rule_picks_its_value_and_says_what_it_leaves() {
        let survivor = record(
            1,
            5,
            &[
                ("A", "old"),
                ("N", "85"),
                ("E", ""),
                ("T", "no"),
                ("D", "Probes"),
            ],
        );
        let others = [
            record(
                2,
                9,
                &[
                    ("A", "new"),
                    ("N", "12"),
                    ("E", "second"),
                    ("T", "yes"),
                    ("D", "probes"),
                ],
            ),
            record(
                3,
                2,
                &[
                    ("A", "oldest text"),
                    ("N", "140"),
                    ("E", "third"),
                    ("T", "no"),
                    ("D", "Sensors"),
                ],
            ),
        ];
        let lead = record(4, 20, &[("Company", "lead's")]);
        let chosen = |field: &str, rule, extra| {
            let row = row(field, rule, extra);
            let choice = fields(&[row], &survivor, &others, Some(&lead))
                .remove(&field.parse().unwrap())
                .unwrap();
            (
                choice.value.to_string(),
                choice.changes,
                choice.losing.len(),
            )
        };
        assert_eq!(chosen("A", KeepRule::Keep, None), ("old".into(), false, 2));
        assert_eq!(chosen("E", KeepRule::Keep, None), (String::new(), false, 2));
        assert_eq!(
            chosen("E", KeepRule::Fill, Some("Company")),
            ("second".into(), true, 2)
        );
        assert_eq!(
            chosen("X", KeepRule::Fill, Some("Company")),
            ("lead's".into(), true, 0)
        );
        assert_eq!(chosen("X", KeepRule::Fill, None), (String::new(), false, 0));
        assert_eq!(chosen("A", KeepRule::Newest, None), ("new".into(), true, 2));
        assert_eq!(
            chosen("A", KeepRule::Newest, Some("Company")),
            ("lead's".into(), true, 3)
        );
        assert_eq!(chosen("A", KeepRule::Oldest, None), ("new".into(), true, 2));
        assert_eq!(
            chosen("A", KeepRule::Longest, None),
            ("oldest text".into(), true, 2)
        );
        assert_eq!(
            chosen("N", KeepRule::Highest, None),
            ("140".into(), true, 2)
        );
        assert_eq!(chosen("N", KeepRule::Lowest, None), ("12".into(), true, 2));
        assert_eq!(chosen("T", KeepRule::Yes, None), ("yes".into(), true, 2));
        assert_eq!(
            chosen("D", KeepRule::Join, None),
            ("Probes; Sensors".into(), true, 0)
        );
    }

    proptest! {
        #[test]
        fn the_order_of_the_losers_does_not_matter(days in prop::collection::vec((1_i8..20, "[a-c]{0,2}"), 1..5), turn in 0_usize..5) {
            let others: Vec<Record> = (2_u32..).zip(&days).map(|(number, (day, text))| record(number, *day, &[("A", text)])).collect();
            let mut turned = others.clone();
            turned.rotate_left(turn % others.len());
            let survivor = record(1, 7, &[("A", "b")]);
            for rule in [KeepRule::Fill, KeepRule::Newest, KeepRule::Oldest, KeepRule::Longest, KeepRule::Highest, KeepRule::Join] {
                let rows = [row("A", rule, None)];
                prop_assert_eq!(fields(&rows, &survivor, &others, None), fields(&rows, &survivor, &turned, None));
            }
        }
    }
}
