use super::{Effect, Part};
use crate::record::{FieldName, RecordRef};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How much a wrong answer would cost: what cannot be put back, what people and reports hang on, and how much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Low,
    Medium,
    High,
}

/// More records than this in one change set are one step riskier.
const MANY_RECORDS: usize = 10;
/// More values than this overwritten at once are no small correction.
const MANY_VALUES: usize = 3;
/// Fields that move work, money or reports from one person or place to another, whatever the object.
const WEIGHTY: [&str; 8] = [
    "OwnerId",
    "ParentId",
    "AccountId",
    "Amount",
    "StageName",
    "CloseDate",
    "Status",
    "IsActive",
];

/// The risk of parts that are signed together: that of the riskiest, one step more when many records change at once.
pub fn risk(parts: &[Part]) -> Risk {
    let worst = parts.iter().map(of_part).max().unwrap_or(Risk::Low);
    let records: BTreeSet<RecordRef> = parts
        .iter()
        .flat_map(|part| part.effect.touches())
        .collect();
    if records.len() > MANY_RECORDS {
        worst.more()
    } else {
        worst
    }
}

fn of_part(part: &Part) -> Risk {
    match &part.effect {
        // Records disappear, and no restore brings everything back.
        Effect::Merge { .. } | Effect::Delete { .. } => Risk::High,
        // Nothing is lost by it, but it is final.
        // What a published mission can do is signed again, change by change.
        Effect::Convert { .. } | Effect::Reparent { .. } | Effect::Publish(_) => Risk::Medium,
        Effect::Draft { .. } => Risk::Low,
        Effect::Create { values, .. } => weight(values.keys()),
        Effect::Update { values, .. } => {
            let overwritten = values.keys().filter(|field| had_value(part, field)).count();
            if overwritten > MANY_VALUES {
                Risk::Medium
            } else {
                weight(values.keys())
            }
        }
    }
}

fn weight<'a>(mut fields: impl Iterator<Item = &'a FieldName>) -> Risk {
    if fields.any(|field| WEIGHTY.iter().any(|weighty| field.is(weighty))) {
        Risk::Medium
    } else {
        Risk::Low
    }
}

fn had_value(part: &Part, field: &FieldName) -> bool {
    part.before
        .iter()
        .any(|before| before.field == *field && !Value::is_empty(&before.value))
}

impl Risk {
    fn more(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium | Self::High => Self::High,
        }
    }
    /// Whether whoever approves is asked once more.
    pub fn asks_twice(self) -> bool {
        self == Self::High
    }
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl std::fmt::Display for Risk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

impl std::str::FromStr for Risk {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Low, Self::Medium, Self::High]
            .into_iter()
            .find(|risk| risk.word() == text)
            .ok_or_else(|| format!("`{text}` is not a risk: low, medium or high"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Assignment, Before, Origin, PartNumber, Target};

    const ACME: &str = "001000000000001AAA";
    const TWIN: &str = "001000000000002AAA";

    fn part(effect: Effect) -> Part {
        Part {
            number: PartNumber::at(0),
            title: String::new(),
            effect,
            before: vec![],
            after: vec![],
            because: vec![],
        }
    }

    fn account(id: &str) -> RecordRef {
        RecordRef::new("Account".parse().unwrap(), id.parse().unwrap())
    }

    fn update(record: RecordRef, fields: &[&str]) -> Part {
        let given = |field: &&str| {
            let value = Assignment {
                value: Value::text("new"),
                origin: Origin::Mission,
            };
            (field.parse().unwrap(), value)
        };
        part(Effect::Update {
            record: Target::Record(record),
            values: fields.iter().map(given).collect(),
        })
    }

    fn merge() -> Part {
        part(Effect::Merge {
            object: "Account".parse().unwrap(),
            master: ACME.parse().unwrap(),
            losers: vec![TWIN.parse().unwrap()],
            values: [].into(),
        })
    }

    #[test]
    fn filling_a_field_is_low() {
        assert_eq!(risk(&[update(account(ACME), &["Phone"])]), Risk::Low);
    }

    #[test]
    fn giving_a_record_to_somebody_else_is_medium() {
        assert_eq!(
            risk(&[update(account(ACME), &["Phone", "OwnerId"])]),
            Risk::Medium
        );
    }

    #[test]
    fn overwriting_many_values_is_medium() {
        let fields = ["Phone", "Fax", "Industry", "Website"];
        let mut four = update(account(ACME), &fields);
        assert_eq!(
            risk(std::slice::from_ref(&four)),
            Risk::Low,
            "they were empty"
        );
        four.before = fields
            .map(|field| Before {
                record: account(ACME),
                field: field.parse().unwrap(),
                value: Value::text("old"),
            })
            .into();
        assert_eq!(risk(&[four]), Risk::Medium);
    }

    #[test]
    fn converting_a_lead_is_medium_and_merging_is_high() {
        let convert = part(Effect::Convert {
            lead: "00Q000000000001EAA".parse().unwrap(),
            account: ACME.parse().unwrap(),
            contact: None,
            status: "Closed - Converted".into(),
            owner: None,
        });
        assert_eq!(risk(std::slice::from_ref(&convert)), Risk::Medium);
        assert_eq!(risk(&[convert, merge()]), Risk::High);
        let delete = part(Effect::Delete {
            record: account(ACME),
        });
        assert_eq!(risk(&[delete]), Risk::High);
    }

    #[test]
    fn many_records_at_once_are_a_step_more() {
        let on = |at: usize| update(account(&format!("001{at:012}AAA")), &["Phone"]);
        let ten: Vec<_> = (0..10).map(on).collect();
        assert_eq!(risk(&ten), Risk::Low);
        let eleven: Vec<_> = (0..11).map(on).collect();
        assert_eq!(risk(&eleven), Risk::Medium);
    }
}
