use super::super::seen::Seen;
use super::value_of;
use domain::change::{Assignments, Part};
use domain::record::RecordId;
use domain::value::Value;

/// A field and the value that nobody will have afterwards.
pub(super) type Lost = (String, Value);

/// Fields that say something of the record itself, not of what it stands for.
const OF_THE_RECORD: [&str; 7] = [
    "Id",
    "Name",
    "OwnerId",
    "CreatedDate",
    "LastModifiedDate",
    "SystemModstamp",
    "MasterRecordId",
];
/// So many are named; the others are counted.
const NAMED: usize = 4;

/// Values of the record that goes which the one that stays will not have.
pub(super) fn by_merging(
    seen: &Seen,
    master: &RecordId,
    loser: &RecordId,
    values: &Assignments,
) -> Vec<Lost> {
    let Some(goes) = seen.record(loser) else {
        return vec![];
    };
    let stays = seen.record(master);
    let is_lost = |field: &domain::record::FieldName, value: &Value| {
        let kept = values
            .get(field)
            .map_or_else(|| value_of(stays, &field.to_string()), |given| &given.value);
        !field.is_path()
            && !value.is_empty()
            && !matches!(value, Value::Bool(false))
            && !OF_THE_RECORD.iter().any(|own| field.is(own))
            && !kept.same_as(value)
    };
    goes.fields
        .iter()
        .filter(|(field, value)| is_lost(field, value))
        .map(|(field, value)| (field.to_string(), value.clone()))
        .collect()
}

/// Values of a record that are overwritten.
pub(super) fn overwritten(part: &Part, record: &RecordId, values: &Assignments) -> Vec<Lost> {
    part.before
        .iter()
        .filter(|before| before.record.id == *record && !before.value.is_empty())
        .filter(|before| {
            values
                .get(&before.field)
                .is_some_and(|given| given.value != before.value)
        })
        .map(|before| (before.field.to_string(), before.value.clone()))
        .collect()
}

/// `its Phone “0117 …” and its Website “…”, and 3 more values`
pub(super) fn told(lost: &[Lost]) -> String {
    let mut named: Vec<String> = lost
        .iter()
        .take(NAMED)
        .map(|(field, value)| format!("its {field} “{}”", short(&value.to_string())))
        .collect();
    match lost.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("one more value".to_owned()),
        more => named.push(format!("{more} more values")),
    }
    super::listed(named)
}

/// A value may be a whole page; the diff and the record of the run have all of it.
fn short(value: &str) -> String {
    const LONGEST: usize = 40;
    if value.chars().count() <= LONGEST {
        value.to_owned()
    } else {
        let cut: String = value.chars().take(LONGEST).collect();
        format!("{}…", cut.trim_end())
    }
}
