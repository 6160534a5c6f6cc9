//! Did it happen? Told from what the org says now, never from what was sent.

use domain::change::{Effect, Part, Target};
use domain::record::{Record, RecordId};
use domain::value::Value;
use salesforce::Receipt;

/// What was found by [`crate::Org::look`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    pub records: Vec<Record>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// With as much of a receipt as can be seen afterwards.
    Yes(Receipt),
    No,
    /// The org's state fits neither: a person has to look.
    Unknown,
}

/// Whether the part was written.
pub fn did_it_happen(part: &Part, live: &Live) -> Happened {
    match &part.effect {
        Effect::Update { .. } | Effect::Reparent { .. } => values_are_there(part, live),
        Effect::Merge { master, losers, .. } => {
            let of = |id: &RecordId| live.records.iter().find(|record| record.id == *id);
            let gone = |record: &Record| record.get("IsDeleted").as_bool() == Some(true);
            let here =
                |record: &Record| record.get("MasterRecordId").as_reference() == Some(master);
            if losers
                .iter()
                .all(|id| of(id).is_some_and(|record| gone(record) && here(record)))
            {
                Happened::Yes(Receipt {
                    merged: losers.clone(),
                    ..Receipt::default()
                })
            } else if losers
                .iter()
                .all(|id| of(id).is_some_and(|record| !gone(record)))
            {
                Happened::No
            } else {
                Happened::Unknown
            }
        }
        Effect::Convert { lead, account, .. } => {
            let Some(record) = live.records.iter().find(|record| record.id == *lead) else {
                return Happened::Unknown;
            };
            let into = record.get("ConvertedAccountId").as_reference();
            match record.get("IsConverted").as_bool() {
                Some(true) if into == Some(account) => Happened::Yes(Receipt {
                    account: Some(account.clone()),
                    contact: record.get("ConvertedContactId").as_reference().cloned(),
                    ..Receipt::default()
                }),
                // Converted by somebody else, into another account: ours did not happen and never will.
                Some(_) => Happened::No,
                None => Happened::Unknown,
            }
        }
        Effect::Delete { record } => {
            let found = live.records.iter().find(|found| found.id == record.id);
            match found.and_then(|found| found.get("IsDeleted").as_bool()) {
                Some(true) => Happened::Yes(Receipt::default()),
                Some(false) => Happened::No,
                None => Happened::Unknown,
            }
        }
        Effect::Create {
            key_field: Some(_),
            key: Some(_),
            ..
        } => match live.records.as_slice() {
            [] => Happened::No,
            [made] => Happened::Yes(Receipt {
                created: Some(made.id.clone()),
                ..Receipt::default()
            }),
            _ => Happened::Unknown,
        },
        Effect::Create { .. } => Happened::Unknown,
        Effect::Draft { .. } | Effect::Publish(_) => Happened::No,
    }
}

/// Fields that were to keep their value prove nothing. Of the others all must be new, or none: the org writes a record whole.
fn values_are_there(part: &Part, live: &Live) -> Happened {
    let (Effect::Update {
        record: Target::Record(record),
        ..
    }
    | Effect::Reparent { record, .. }) = &part.effect
    else {
        return Happened::Unknown;
    };
    let Some(found) = live.records.iter().find(|found| found.id == record.id) else {
        return Happened::Unknown;
    };
    let was = |field: &domain::record::FieldName| {
        part.before
            .iter()
            .find(|before| before.record == *record && before.field == *field)
    };
    let (mut new, mut old) = (0, 0);
    for (field, proposed) in part.effect.values() {
        if was(&field).is_some_and(|before| is_written(&before.value, &proposed)) {
            continue;
        }
        if is_written(found.get(field.as_str()), &proposed) {
            new += 1;
        } else {
            old += 1;
        }
    }
    match (new, old) {
        (_, 0) => Happened::Yes(Receipt::default()),
        (0, _) => Happened::No,
        _ => Happened::Unknown,
    }
}

/// Whether the org holds this value, as it stores values: an empty text is null, outer white space is cut, points in time
/// are whole seconds, a number has no type. Case counts.
pub fn is_written(live: &Value, proposed: &Value) -> bool {
    match (live, proposed) {
        (a, b) if a.is_empty() && b.is_empty() => true,
        (Value::Text(a), Value::Text(b)) => {
            a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim()
        }
        (Value::Instant(a), Value::Instant(b)) => {
            a.micros().div_euclid(1_000_000) == b.micros().div_euclid(1_000_000)
        }
        (Value::Reference(id), Value::Text(text)) | (Value::Text(text), Value::Reference(id)) => {
            text.parse().is_ok_and(|parsed: RecordId| parsed == *id)
        }
        (Value::Money(a), Value::Money(b)) => {
            a.amount == b.amount
                && (a.currency == b.currency || a.currency.is_none() || b.currency.is_none())
        }
        (a, b) => {
            a == b
                || a.as_decimal()
                    .is_some_and(|number| b.as_decimal() == Some(number))
        }
    }
}

#[cfg(test)]
mod tests;
