use crate::worker::Trouble;
use domain::change::{Before, Effect};
use domain::record::{FieldName, Record};
use domain::value::Value;

/// Before-values of what is set and of what it rests on. A field that is set must have been read: a diff needs both sides.
pub(super) fn before(
    effect: &Effect,
    records: &[&Record],
    rests_on: &[FieldName],
) -> Result<Vec<Before>, Trouble> {
    let unread = rests_on.iter().find(|field| {
        !field.is_path()
            && !records.is_empty()
            && records.iter().all(|record| read(record, field).is_none())
    });
    if let Some(field) = unread {
        return Err(Trouble::Broken(format!(
            "the proposal would rest on {field}, but it was not read before"
        )));
    }
    let mut before = vec![];
    for (at, record) in records.iter().enumerate() {
        let set: Vec<FieldName> = if at == 0 {
            effect
                .values()
                .into_iter()
                .map(|(field, _)| field)
                .collect()
        } else {
            vec![]
        };
        for field in &set {
            if read(record, field).is_none() {
                return Err(Trouble::Broken(format!(
                    "{}.{field} would be set, but was not read before",
                    record.object
                )));
            }
        }
        let rests = rests_on
            .iter()
            .filter(|field| !field.is_path() && !set.iter().any(|set| set.is(field.as_str())));
        for field in set.iter().chain(rests) {
            if let Some(value) = read(record, field) {
                before.push(Before {
                    record: record.reference(),
                    field: field.clone(),
                    value: value.clone(),
                });
            }
        }
    }
    Ok(before)
}

fn read<'r>(record: &'r Record, field: &FieldName) -> Option<&'r Value> {
    let mut fields = record.fields.iter();
    fields
        .find(|(read, _)| read.is(field.as_str()))
        .map(|(_, value)| value)
}
