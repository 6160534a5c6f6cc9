use super::compact::{compact, spelled};
use super::sight::Eyes;
use super::{field, told};
use crate::start::id_in;
use crate::view::{Column, FoundRecord, RecordQuery, RecordRow, RecordsView};
use crate::{Caller, Engine, Error};
use domain::query::{Direction, Filter, Op, Query, Search, SearchIn};
use domain::record::{FieldName, ObjectName, Record, RecordId};
use domain::value::Value;
use store::Cursor;

/// Rows of a page, when nobody says how many.
const PAGE: u32 = 50;
const MOST: u32 = 200;
/// The org's index finds records by these too, when it is asked for a name.
const CALLED: [&str; 4] = ["FirstName", "LastName", "Company", "Subject"];

impl Engine {
    /// Records of one object, changed last first; with words, those whose name holds them, best first.
    pub async fn records(
        &self,
        caller: &Caller,
        object: &ObjectName,
        query: &RecordQuery,
    ) -> Result<RecordsView, Error> {
        let object = spelled(object);
        let eyes = self.eyes(caller, &object).await?;
        eyes.may_look_at(&object)?;
        let only = only(&eyes, &object, query)?;
        let limit = query.limit.unwrap_or(PAGE).clamp(1, MOST);
        let words: Vec<String> = query.words.split_whitespace().map(str::to_owned).collect();
        let columns = columns(&eyes, &object);
        let (found, next) = if words.is_empty() {
            page(&eyes, &object, only, query.after.as_ref(), limit).await?
        } else {
            (by_words(&eyes, &object, &words, only, limit).await?, None)
        };
        Ok(RecordsView {
            items: found.iter().map(|record| row(&eyes, record)).collect(),
            label: eyes.label(&object),
            sight: eyes.view(),
            columns,
            object,
            next,
        })
    }

    /// Records to pick one from: by words of their name, or by an id or the address of a record's page; without words
    /// the ones changed last.
    pub async fn find_records(
        &self,
        caller: &Caller,
        object: &ObjectName,
        words: &str,
        limit: u32,
    ) -> Result<Vec<FoundRecord>, Error> {
        let query = match id_in(words).parse::<RecordId>() {
            Ok(id) => RecordQuery {
                only: Some((field("Id"), id.to_string())),
                ..RecordQuery::default()
            },
            Err(_) => RecordQuery {
                words: words.to_owned(),
                limit: Some(limit),
                ..RecordQuery::default()
            },
        };
        let found = Box::pin(self.records(caller, object, &query)).await?;
        Ok(found.items.into_iter().map(FoundRecord::from).collect())
    }
}

impl From<RecordRow> for FoundRecord {
    fn from(row: RecordRow) -> Self {
        let values = row.values.into_iter();
        let told = values
            .map(|shown| shown.name.unwrap_or_else(|| shown.value.to_string()))
            .filter(|value| !value.trim().is_empty());
        Self {
            record: row.record,
            name: row.name,
            hint: told.take(2).collect::<Vec<_>>().join(", "),
        }
    }
}

/// What a row tells besides the name.
fn columns(eyes: &Eyes, object: &ObjectName) -> Vec<Column> {
    let names = compact(object).map_or(&[][..], |compact| compact.columns);
    let schema = eyes.schema(object);
    let named = names.iter().filter_map(|name| schema?.field(name));
    named
        .filter(|field| eyes.sees(object, &field.name))
        .map(|field| Column {
            field: field.name.clone(),
            label: field.label.clone(),
        })
        .collect()
}

/// What is read for a row.
pub(super) fn of_a_row(eyes: &Eyes, object: &ObjectName) -> Vec<FieldName> {
    let names = compact(object).map_or(&[][..], |compact| compact.columns);
    let mut fields = eyes.readable(object, names.iter().copied());
    fields.extend(eyes.name_field(object));
    fields.push(field("SystemModstamp"));
    fields
}

pub(super) fn row(eyes: &Eyes, record: &Record) -> RecordRow {
    let columns = columns(eyes, &record.object);
    RecordRow {
        record: record.reference(),
        name: name(eyes, record),
        values: columns
            .iter()
            .map(|column| eyes.shown(record, &column.field))
            .collect(),
        changed_at: record.stamp,
    }
}

/// What people call it; its id when its name may not be seen, or is empty.
pub(super) fn name(eyes: &Eyes, record: &Record) -> String {
    let name = eyes
        .name_field(&record.object)
        .map(|name| record.get(name.as_str()).to_string())
        .filter(|name| !name.trim().is_empty());
    name.unwrap_or_else(|| record.id.to_string())
}

/// The one condition that may be asked for. A field that is out of sight is no condition either: it would tell.
fn only(eyes: &Eyes, object: &ObjectName, query: &RecordQuery) -> Result<Vec<Filter>, Error> {
    let Some((field, value)) = &query.only else {
        return Ok(vec![]);
    };
    if !eyes.sees(object, field) {
        return Err(Error::Forbidden(format!(
            "you may not see {object}.{field}"
        )));
    }
    Ok(vec![Filter::is(field.clone(), Value::text(value))])
}

async fn page(
    eyes: &Eyes,
    object: &ObjectName,
    mut conditions: Vec<Filter>,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Vec<Record>, Option<Cursor>), Error> {
    let stamp = || field("SystemModstamp");
    let test = |field, op, value| Filter::Test { field, op, value };
    if let Some(cursor) = after {
        let id = cursor
            .id()
            .parse()
            .map_err(|_| Error::Invalid("that is not a place in a list".into()))?;
        let at = Value::Instant(cursor.at());
        conditions.push(Filter::Any(vec![
            test(stamp(), Op::Less, at.clone()),
            Filter::All(vec![
                test(stamp(), Op::Is, at),
                test(field("Id"), Op::Less, Value::Reference(id)),
            ]),
        ]));
    }
    let query = Query {
        object: object.clone(),
        fields: of_a_row(eyes, object),
        filter: Filter::All(conditions),
        order: vec![
            (stamp(), Direction::Descending),
            (field("Id"), Direction::Descending),
        ],
        // One more tells whether there is a next page.
        limit: limit.saturating_add(1),
        with_deleted: false,
    };
    let mut rows = eyes.org()?.read(&query).await.map_err(told)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.and_then(|row| Some(Cursor::new(row.stamp?, row.id.as_str())));
    Ok((rows, next))
}

/// By the org's index, which ranks; else by what the name contains, which finds parts of words too.
async fn by_words(
    eyes: &Eyes,
    object: &ObjectName,
    words: &[String],
    conditions: Vec<Filter>,
    limit: u32,
) -> Result<Vec<Record>, Error> {
    let Some(name) = eyes.name_field(object) else {
        return Err(Error::Forbidden(format!(
            "you may not see the names of {} records, so they cannot be found by them",
            eyes.label(object)
        )));
    };
    let org = eyes.org()?;
    if is_indexed(eyes, object) {
        let search = Search {
            object: object.clone(),
            fields: of_a_row(eyes, object),
            words: words.to_vec(),
            within: SearchIn::Name,
            filter: Filter::All(conditions.clone()),
            limit,
        };
        let found = org.search(&search).await.map_err(told)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let mut called = vec![name];
    called.extend(eyes.readable(object, ["Subject", "Company"]));
    let holds = |word: &String| {
        let tests = called.iter().map(|field| Filter::Test {
            field: field.clone(),
            op: Op::Contains,
            value: Value::text(word),
        });
        Filter::Any(tests.collect())
    };
    let all = words.iter().map(holds).chain(conditions).collect();
    let query = Query {
        object: object.clone(),
        fields: of_a_row(eyes, object),
        filter: Filter::All(all),
        order: vec![(field("SystemModstamp"), Direction::Descending)],
        limit,
        with_deleted: false,
    };
    org.read(&query).await.map_err(told)
}

/// Whether the org's index may be asked: it looks into fields that the one who asks must see.
fn is_indexed(eyes: &Eyes, object: &ObjectName) -> bool {
    eyes.schema(object).is_some_and(|schema| {
        let looked_into = CALLED.iter().filter_map(|name| schema.field(name));
        schema.searchable
            && looked_into
                .into_iter()
                .all(|field| eyes.sees(object, &field.name))
    })
}
