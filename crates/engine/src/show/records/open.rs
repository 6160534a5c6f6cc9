use super::browse::{of_a_row, row};
use super::compact::{compact, spelled};
use super::deeds::Deed;
use super::sight::{Eyes, LINK, OF_A_FILE};
use super::why::gist;
use super::{field, is_away, told};
use crate::view::{FieldView, FileView, RecordState, RecordView, RelatedView, Shown};
use crate::{Caller, Engine, Error};
use domain::query::{Direction, Filter, Query};
use domain::record::{FieldName, ObjectName, Record, RecordRef};
use domain::schema::{FieldKind, ObjectSchema};
use domain::value::Value;
use gateway::{Answer, Ask};

/// Fields of one question: an address has a longest length.
const FIELDS: usize = 120;
/// Related records of one object that are read; a count that reaches it is told as "or more".
pub const RELATED: u32 = 50;
/// Of these so many are shown.
const SHOWN: usize = 5;
/// Files that are told.
const FILES: u32 = 50;

/// What the org has of a record now.
struct Now {
    record: Record,
    related: Vec<RelatedView>,
    files: Option<Vec<FileView>>,
}

impl Engine {
    /// One record with what hangs on it. One that is gone, or whose org is away, is told as a run read it last.
    pub async fn record(&self, caller: &Caller, record: &RecordRef) -> Result<RecordView, Error> {
        let record = RecordRef::new(spelled(&record.object), record.id.clone());
        let eyes = self.eyes(caller, &record.object).await?;
        eyes.may_look_at(&record.object)?;
        let deeds = Box::pin(self.deeds(caller, &eyes, &record, &[])).await?;
        let (now, state) = match now(&eyes, &record).await {
            Ok(Some(now)) => (Some(now), RecordState::There),
            Ok(None) if deeds.is_empty() => return Err(Error::Gone),
            Ok(None) => (None, RecordState::Gone),
            Err(Error::Unavailable(why)) => (None, RecordState::Away { why }),
            Err(error) => return Err(error),
        };
        let read = now.as_ref().map(|now| &now.record);
        let gist = gist(&eyes, &record, read, &deeds);
        let last = deeds.iter().rev().find_map(|deed| deed.before.as_ref());
        let fields = read
            .or(last)
            .map(|record| fields(&eyes, record, &deeds))
            .unwrap_or_default();
        let (related, files) = now.map_or((vec![], None), |now| (now.related, now.files));
        Ok(RecordView {
            gist,
            state,
            fields,
            related,
            files,
            sight: eyes.view(),
        })
    }
}

/// In few calls: the record and what hangs on it in one question, its files in another.
async fn now(eyes: &Eyes, record: &RecordRef) -> Result<Option<Now>, Error> {
    let org = eyes.org()?;
    let Some(schema) = eyes.schema(&record.object) else {
        return Err(Error::Unavailable("Salesforce does not answer".into()));
    };
    let names = schema.fields.iter().filter(|field| is_shown(field.kind));
    let all = eyes.readable(&record.object, names.map(|field| field.name.as_str()));
    let of_itself = all.chunks(FIELDS).map(|fields| Ask::Record {
        record: record.clone(),
        fields: fields.to_vec(),
    });
    let mut asks: Vec<Ask> = of_itself.collect();
    let pieces = asks.len();
    let related = related(eyes, record);
    asks.extend(related.iter().cloned().map(Ask::Rows));
    let mut answers = org
        .ask(&asks)
        .await
        .map_err(|error| if_away(error, told))?
        .into_iter();
    let mut whole: Option<Record> = None;
    for answer in answers.by_ref().take(pieces) {
        let Answer::Record(Some(piece)) = answer else {
            return Ok(None);
        };
        match &mut whole {
            Some(whole) => whole.fields.extend(piece.fields),
            None => whole = Some(piece),
        }
    }
    let Some(whole) = whole else { return Ok(None) };
    let hang = related
        .iter()
        .zip(answers)
        .filter_map(|(query, answer)| match answer {
            Answer::Rows(rows) => Some(hanging(eyes, &query.object, &rows)),
            _ => None,
        });
    Ok(Some(Now {
        related: hang.collect(),
        files: files(eyes, record).await,
        record: whole,
    }))
}

fn if_away(error: gateway::Error, otherwise: impl Fn(gateway::Error) -> Error) -> Error {
    if is_away(&error) {
        Error::Unavailable(error.to_string())
    } else {
        otherwise(error)
    }
}

/// What is made of parts is shown by its parts.
fn is_shown(kind: FieldKind) -> bool {
    kind != FieldKind::Compound
}

/// One question for each object that hangs on it, the latest first. Tasks that are done are left out.
fn related(eyes: &Eyes, record: &RecordRef) -> Vec<Query> {
    let related = compact(&record.object).map_or(&[][..], |compact| compact.related);
    let queries = related.iter().filter_map(|(object, by)| {
        let object: ObjectName = object.parse().ok()?;
        let by = eyes.schema(&object)?.field(by)?.name.clone();
        if !eyes.sees(&object, &by) {
            return None;
        }
        let mut all = vec![Filter::is(by, Value::Reference(record.id.clone()))];
        let closed = field("IsClosed");
        if object.is("Task") && eyes.sees(&object, &closed) {
            all.push(Filter::is(closed, Value::Bool(false)));
        }
        Some(Query {
            fields: of_a_row(eyes, &object),
            object,
            filter: Filter::All(all),
            order: vec![(field("SystemModstamp"), Direction::Descending)],
            limit: RELATED,
            with_deleted: false,
        })
    });
    queries.collect()
}

fn hanging(eyes: &Eyes, object: &ObjectName, rows: &[Record]) -> RelatedView {
    RelatedView {
        label: eyes.label(object),
        object: object.clone(),
        count: rows.len() as u64,
        items: rows
            .iter()
            .take(SHOWN)
            .map(|record| row(eyes, record))
            .collect(),
    }
}

/// None when files are out of sight, or the org does not tell them: a record without its files is still a record.
async fn files(eyes: &Eyes, record: &RecordRef) -> Option<Vec<FileView>> {
    let object: ObjectName = LINK.parse().ok()?;
    eyes.schema(&object)?;
    if !eyes.sight.sees_any_of(&object) {
        return None;
    }
    let query = Query {
        object,
        fields: OF_A_FILE.iter().map(|name| field(name)).collect(),
        filter: Filter::is(field("LinkedEntityId"), Value::Reference(record.id.clone())),
        order: vec![],
        limit: FILES,
        with_deleted: false,
    };
    let links = eyes.org().ok()?.read(&query).await.ok()?;
    let org = eyes.connection.as_ref()?.settings().url.as_str();
    let mut files: Vec<FileView> = links
        .iter()
        .map(|link| {
            let of = |name: &str| link.get(&format!("ContentDocument.{name}"));
            FileView {
                title: of("Title").to_string(),
                kind: of("FileExtension").to_string(),
                bytes: match of("ContentSize") {
                    Value::Int(bytes) => u64::try_from(*bytes).unwrap_or_default(),
                    _ => 0,
                },
                changed_at: match of("LastModifiedDate") {
                    Value::Instant(at) => Some(*at),
                    _ => None,
                },
                url: format!(
                    "{}/lightning/r/ContentDocument/{}/view",
                    org.trim_end_matches('/'),
                    link.get("ContentDocumentId")
                ),
            }
        })
        .collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.changed_at));
    Some(files)
}

/// In the order of describe, its name first.
fn fields(eyes: &Eyes, record: &Record, deeds: &[Deed]) -> Vec<FieldView> {
    let by_us = |name: &FieldName| {
        let sets = deeds.iter().flat_map(|deed| &deed.sets);
        sets.into_iter().any(|set| set.is(name.as_str()))
    };
    let Some(schema) = eyes.schema(&record.object) else {
        return without_describe(eyes, record, by_us);
    };
    let mut fields: Vec<FieldView> = schema
        .fields
        .iter()
        .filter(|field| is_shown(field.kind) && eyes.sees(&record.object, &field.name))
        .filter(|field| was_read(record, &field.name))
        .map(|field| FieldView {
            field: field.name.clone(),
            label: field.label.clone(),
            kind: field.kind,
            shown: eyes.shown(record, &field.name),
            changed_by_us: by_us(&field.name),
        })
        .collect();
    fields.sort_by_key(|field| !is_name(schema, &field.field));
    fields
}

fn is_name(schema: &ObjectSchema, name: &FieldName) -> bool {
    schema
        .name_field()
        .is_some_and(|field| field.name.is(name.as_str()))
}

fn was_read(record: &Record, name: &FieldName) -> bool {
    record.fields.keys().any(|read| read.is(name.as_str()))
}

/// The org is away and has not been described since we started: names are all there is to say.
fn without_describe(
    eyes: &Eyes,
    record: &Record,
    by_us: impl Fn(&FieldName) -> bool,
) -> Vec<FieldView> {
    let seen = record
        .fields
        .iter()
        .filter(|(name, _)| !name.is_path() && eyes.sees(&record.object, name));
    seen.map(|(name, value)| FieldView {
        field: name.clone(),
        label: name.to_string(),
        kind: FieldKind::Text,
        shown: Shown {
            value: value.clone(),
            leads_to: None,
            name: None,
        },
        changed_by_us: by_us(name),
    })
    .collect()
}
