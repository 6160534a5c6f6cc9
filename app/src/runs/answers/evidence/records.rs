use domain::record::Record;

use super::super::super::api::{Evidence, Seen};
use crate::ui::field_words;

/// Records that are shown in full; the rest is counted.
const RECORDS: usize = 20;

pub fn records(title: &str, records: Option<Vec<Record>>) -> Option<Evidence> {
    let records = records.filter(|records| !records.is_empty())?;
    let more = records.len().saturating_sub(RECORDS);
    Some(Evidence::Records {
        title: title.to_owned(),
        records: records.iter().take(RECORDS).map(seen).collect(),
        more,
    })
}

fn seen(record: &Record) -> Seen {
    Seen {
        object: record.object.to_string(),
        id: record.id.to_string(),
        title: record.title(),
        fields: record
            .fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(field, value)| (field_words(field.as_str()), value.to_string()))
            .collect(),
    }
}
