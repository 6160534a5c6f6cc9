//! Many rows in one call, each with its own SaveResult.

use serde_json::{Map, Value as Sent};

use super::only;
use super::rows::{holders, own_id, row, shown, upserted};
use crate::http::{Answer, Call};
use crate::id;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::schema::{Field, Object, schema};
use crate::store::{Purpose, Record, Work, given};

const MOST: usize = 200;
const MOST_READ: usize = 2_000;
const MOST_TYPE_CHANGES: usize = 10;

/// What is done to each row.
enum Deed {
    Create(Map<String, Sent>),
    Update(Map<String, Sent>),
    Upsert(&'static Object, &'static Field, Map<String, Sent>),
    Delete(String),
}

/// `composite/sobjects`: POST creates, PATCH changes, DELETE deletes.
pub(super) async fn many(work: &mut Work<'_>, call: &Call) -> Result<Answer, Refusal> {
    only(call, &["POST", "PATCH", "DELETE"])?;
    if call.method == "DELETE" {
        let ids: Vec<Deed> = call
            .param("ids")
            .unwrap_or_default()
            .split(',')
            .filter(|id| !id.is_empty())
            .map(|id| Deed::Delete(id.to_owned()))
            .collect();
        few(ids.len(), MOST)?;
        let all = call
            .param("allOrNone")
            .is_some_and(|all| all.eq_ignore_ascii_case("true"));
        return each(work, ids, all).await;
    }
    let (records, all) = records(call)?;
    chunks(&records)?;
    let deeds = records
        .into_iter()
        .map(if call.method == "POST" {
            Deed::Create
        } else {
            Deed::Update
        })
        .collect();
    each(work, deeds, all).await
}

/// `composite/sobjects/X/Key`: upserts.
pub(super) async fn upsert(
    work: &mut Work<'_>,
    call: &Call,
    name: &str,
    key: &str,
) -> Result<Answer, Refusal> {
    only(call, &["PATCH"])?;
    let object = work
        .actor
        .sight
        .object(name)
        .ok_or_else(Refusal::not_found)?;
    let field = object
        .field(key)
        .filter(|field| field.external_id || field.name == "Id")
        .ok_or_else(Refusal::not_found)?;
    let (records, all) = records(call)?;
    each(
        work,
        records
            .into_iter()
            .map(|sent| Deed::Upsert(object, field, sent))
            .collect(),
        all,
    )
    .await
}

async fn carry_out(work: &mut Work<'_>, deed: Deed) -> Result<(String, Option<bool>), Refusal> {
    match deed {
        Deed::Create(sent) => {
            let object = typed(work, &sent)?;
            let given = given(&work.actor.sight, object, &sent, Purpose::Create)?;
            Ok((work.insert(object, given).await?, None))
        }
        Deed::Update(mut sent) => {
            let object = typed(work, &sent)?;
            let key = sent
                .keys()
                .find(|name| name.eq_ignore_ascii_case("id"))
                .cloned();
            let id = key
                .and_then(|key| sent.remove(&key))
                .and_then(|id| id.as_str().map(str::to_owned));
            let id = id.ok_or_else(|| {
                Refusal::bad("MISSING_ARGUMENT", "Id not specified in an update call").on("Id")
            })?;
            let id = id::parse(&id)
                .filter(|id| id.starts_with(object.prefix))
                .ok_or_else(|| Refusal::malformed_id(&id).on("Id"))?;
            let given = given(&work.actor.sight, object, &sent, Purpose::Update)?;
            work.update(object, &id, given).await?;
            Ok((id, None))
        }
        Deed::Upsert(object, field, mut sent) => {
            let name = sent
                .keys()
                .find(|name| name.eq_ignore_ascii_case(field.name))
                .cloned()
                .unwrap_or_default();
            let value = sent
                .get(&name)
                .and_then(Sent::as_str)
                .unwrap_or_default()
                .to_owned();
            if value.is_empty() {
                return Err(Refusal::bad(
                    "MISSING_ARGUMENT",
                    format!("{} not specified", field.name),
                ));
            }
            let found = holders(work, object, field, &value).await?;
            if found.len() > 1 {
                return Err(Refusal::bad(
                    "DUPLICATE_EXTERNAL_ID",
                    format!(
                        "{}: more than one record found for external id field",
                        field.name
                    ),
                ));
            }
            let (id, created) = upserted(work, object, field, &value, &mut sent, found).await?;
            Ok((id, Some(created)))
        }
        Deed::Delete(id) => {
            let (object, id) = known_id(work, &id)?;
            work.delete(object, &id).await?;
            Ok((id, None))
        }
    }
}

/// Reads many rows of one object in the order asked; `null` where there is none.
pub(super) async fn retrieve(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    name: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET", "POST"])?;
    let object = work
        .actor
        .sight
        .object(name)
        .ok_or_else(Refusal::not_found)?;
    let (ids, fields): (Vec<String>, String) = if call.is_get() {
        let list = call.param("ids").unwrap_or_default();
        (
            list.split(',').map(str::to_owned).collect(),
            call.param("fields").unwrap_or_default(),
        )
    } else {
        let sent = call.json_object()?;
        let list = |name: &str| -> Vec<String> {
            let items = sent
                .get(name)
                .and_then(Sent::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default();
            items
                .iter()
                .filter_map(Sent::as_str)
                .map(str::to_owned)
                .collect()
        };
        (list("ids"), list("fields").join(","))
    };
    few(ids.len(), MOST_READ)?;
    if fields.is_empty() {
        return Err(Refusal::bad("MISSING_ARGUMENT", "fields must be given"));
    }
    let shown = shown(work, object, Some(&fields))?;
    let mut found = Vec::new();
    for id in ids {
        let id = own_id(object, &id).map_err(|_| Refusal::malformed_id(&id))?;
        let record = Record::load(work.conn, object, &id)
            .await?
            .filter(|record| !record.is_deleted());
        found.push(record.map_or(Json::Null, |record| row(&record, &shown, version)));
    }
    Ok(Answer::ok(Json::List(found)))
}

/// Does one thing to each; a failed one leaves nothing behind, and with `all` neither do the others.
async fn each(work: &mut Work<'_>, deeds: Vec<Deed>, all: bool) -> Result<Answer, Refusal> {
    let start = work.mark().await?;
    let mut results = Vec::new();
    for deed in deeds {
        let before = work.mark().await?;
        let done = Box::pin(carry_out(work, deed)).await;
        match &done {
            Ok(_) => work.keep().await?,
            Err(_) => work.back(before).await?,
        }
        results.push(done);
    }
    if all && results.iter().any(Result::is_err) {
        work.back(start).await?;
        let rolled_back = || {
            Refusal::bad(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header",
            )
        };
        results = results
            .into_iter()
            .map(|result| result.and_then(|_| Err(rolled_back())))
            .collect();
    } else {
        work.keep().await?;
    }
    Ok(Answer::ok(Json::list(results.into_iter().map(result))))
}

fn result(result: Result<(String, Option<bool>), Refusal>) -> Json {
    match result {
        Ok((id, created)) => super::rows::saved(&id, created),
        Err(refusal) => Json::object([
            ("success", false.into()),
            ("errors", Json::List(vec![refusal.row_error()])),
        ]),
    }
}

fn records(call: &Call) -> Result<(Vec<Map<String, Sent>>, bool), Refusal> {
    let mut sent = call.json_object()?;
    let all = sent
        .get("allOrNone")
        .and_then(Sent::as_bool)
        .unwrap_or(false);
    let Some(Sent::Array(records)) = sent.remove("records") else {
        return Err(Refusal::json("records must be a list"));
    };
    few(records.len(), MOST)?;
    let records = records
        .into_iter()
        .map(|record| match record {
            Sent::Object(map) => Ok(map),
            _ => Err(Refusal::json("each record must be an object")),
        })
        .collect::<Result<_, _>>()?;
    Ok((records, all))
}

fn few(count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most {
        return Ok(());
    }
    Err(Refusal::bad(
        "EXCEEDED_ID_LIMIT",
        format!("record limit reached. cannot submit more than {most} records into this call"),
    ))
}

fn type_of(sent: &Map<String, Sent>) -> Option<&str> {
    sent.get("attributes")?.get("type")?.as_str()
}

fn chunks(records: &[Map<String, Sent>]) -> Result<(), Refusal> {
    let changes = records
        .windows(2)
        .filter(|pair| type_of(&pair[0]) != type_of(&pair[1]))
        .count();
    if changes < MOST_TYPE_CHANGES {
        return Ok(());
    }
    Err(Refusal::bad(
        "INVALID_INPUT",
        format!("Collection has more than {MOST_TYPE_CHANGES} chunks"),
    ))
}

fn typed(work: &Work<'_>, sent: &Map<String, Sent>) -> Result<&'static Object, Refusal> {
    let name = type_of(sent)
        .ok_or_else(|| Refusal::bad("INVALID_TYPE", "each record needs attributes.type"))?;
    work.actor
        .sight
        .object(name)
        .ok_or_else(|| Refusal::unknown_type(name))
}

/// The object of an id, by its prefix.
pub(crate) fn known_id(work: &Work<'_>, text: &str) -> Result<(&'static Object, String), Refusal> {
    let id = id::parse(text).ok_or_else(|| Refusal::malformed_id(text).on("Id"))?;
    let object = schema()
        .by_prefix(&id)
        .filter(|object| work.actor.sight.reads(object));
    object
        .map(|object| (object, id))
        .ok_or_else(|| Refusal::malformed_id(text).on("Id"))
}
