use crate::worker::Trouble;
use domain::change::{Before, Effect};
use domain::record::{FieldName, Record};

/// Before-values of what is set and of what it rests on. A field that is set must have been read: a diff needs both sides.
pub(super) fn before(
    effect: &Effect,
    records: &[&Record],
    rests_on: &[FieldName],
) -> Result<Vec<Before>, Trouble> {
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
            if !record.fields.keys().any(|read| read.is(field.as_str())) {
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
            if let Some((field, value)) = record
                .fields
                .iter()
                .find(|(read, _)| read.is(field.as_str()))
            {
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
