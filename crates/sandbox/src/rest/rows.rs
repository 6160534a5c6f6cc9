//! One row: create, read, change, delete, by id or by key.

use jiff::Timestamp;
use sqlx::Row as _;

use super::only;
use crate::conditional::{Conditions, etag};
use crate::http::{Answer, Call};
use crate::id;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::schema::{Field, Object, object};
use crate::soql::{Asked, run};
use crate::store::{Purpose, Record, Work, given, rows};
use crate::value::Cell;

pub(crate) use crate::conditional::http_date;

pub(super) async fn create(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    object: &'static Object,
) -> Result<Answer, Refusal> {
    let sent = call.json_object()?;
    let given = given(&work.actor.sight, object, &sent, Purpose::Create)?;
    let id = work.insert(object, given).await?;
    let location = format!("/services/data/{version}/sobjects/{}/{id}", object.name);
    Ok(Answer::json(201, saved(&id, None)).with("location", location))
}

pub(super) fn saved(id: &str, created: Option<bool>) -> Json {
    let mut body = Json::object([
        ("id", id.into()),
        ("success", true.into()),
        ("errors", Json::List(vec![])),
    ]);
    if let Some(created) = created {
        body.push("created", created.into());
    }
    body
}

pub(super) async fn one(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    object: &'static Object,
    id: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET", "PATCH", "DELETE"])?;
    let id = own_id(object, id)?;
    match call.method.as_str() {
        "PATCH" => patch(work, call, object, &id).await,
        "DELETE" => {
            work.delete(object, &id).await?;
            Ok(Answer::empty(204))
        }
        _ => {
            let record = Record::load(work.conn, object, &id)
                .await?
                .filter(|record| !record.is_deleted())
                .ok_or_else(Refusal::not_found)?;
            if let Some(answer) = Conditions::of(call)?.check_read(&record) {
                return Ok(answer);
            }
            let shown = shown(work, object, call.param("fields").as_deref())?;
            let answer = Answer::ok(row(&record, &shown, version));
            Ok(if object.name == "Account" {
                answer.with("etag", etag(&record))
            } else {
                answer
            }
            .with(
                "last-modified",
                record
                    .get("LastModifiedDate")
                    .json()
                    .text()
                    .map(http_text)
                    .unwrap_or_default(),
            ))
        }
    }
}

/// `Sat, 21 Nov 2026 19:07:00 GMT`
fn http_text(stamp: &str) -> String {
    crate::value::parse_instant(stamp)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

async fn patch(
    work: &mut Work<'_>,
    call: &Call,
    object: &'static Object,
    id: &str,
) -> Result<Answer, Refusal> {
    let conditions = Conditions::of(call)?;
    let sent = call.json_object()?;
    let given = given(&work.actor.sight, object, &sent, Purpose::Update)?;
    let before = work.changeable(object, id).await?;
    conditions.check_write(&before)?;
    work.update_from(before, given).await?;
    Ok(Answer::empty(204))
}

/// The id in its long form, when it is one of this object's.
pub(super) fn own_id(object: &Object, text: &str) -> Result<String, Refusal> {
    let id = id::parse(text).ok_or_else(|| {
        Refusal::new(
            404,
            "NOT_FOUND",
            format!("Provided external ID field does not exist or is not accessible: {text}"),
        )
    })?;
    if id.starts_with(object.prefix) {
        Ok(id)
    } else {
        Err(Refusal::not_found())
    }
}

pub(super) fn shown(
    work: &Work<'_>,
    object: &'static Object,
    fields: Option<&str>,
) -> Result<Vec<&'static Field>, Refusal> {
    let sight = &work.actor.sight;
    let Some(fields) = fields else {
        return Ok(object
            .fields
            .iter()
            .filter(|field| sight.sees(object, field))
            .collect());
    };
    fields
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            sight
                .field(object, name)
                .ok_or_else(|| Refusal::unknown_column(name, object.name))
        })
        .collect()
}

/// A row as REST shows it: attributes first, nulls present.
pub(super) fn row(record: &Record, shown: &[&'static Field], version: &str) -> Json {
    let name = record.object.name;
    let url = format!("/services/data/{version}/sobjects/{name}/{}", record.id());
    let mut json = Json::object([(
        "attributes",
        Json::object([("type", name.into()), ("url", url.into())]),
    )]);
    for field in shown {
        json.push(field.name, record.value(field).json());
    }
    if !shown.iter().any(|field| field.name == "Id") {
        json.push("Id", record.id().into());
    }
    json
}

/// Rows with this value in a key field.
pub(crate) async fn holders(
    work: &mut Work<'_>,
    object: &'static Object,
    field: &Field,
    value: &str,
) -> Result<Vec<String>, Refusal> {
    let sql = format!(
        "select Id from \"{}\" where \"{}\" = ? and IsDeleted = 0",
        object.name, field.name
    );
    let value = if field.name == "Id" {
        id::parse(value).unwrap_or_default()
    } else {
        value.to_owned()
    };
    let found = rows(work.conn, sql, vec![Cell::Text(value)]).await?;
    Ok(found
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?)
}

pub(super) async fn by_key(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    object: &'static Object,
    field: &'static Field,
    value: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET", "PATCH", "DELETE", "POST"])?;
    if !work.actor.sight.sees(object, field) {
        return Err(Refusal::new(
            404,
            "NOT_FOUND",
            format!(
                "Provided external ID field does not exist or is not accessible: {}",
                field.name
            ),
        ));
    }
    let found = holders(work, object, field, value).await?;
    if found.len() > 1 {
        let urls = found
            .iter()
            .map(|id| format!("/services/data/{version}/sobjects/{}/{id}", object.name));
        return Ok(Answer::json(300, Json::list(urls)));
    }
    if call.method == "PATCH" {
        let mut sent = call.json_object()?;
        let (id, created) = upserted(work, object, field, value, &mut sent, found).await?;
        return Ok(Answer::json(
            if created { 201 } else { 200 },
            saved(&id, Some(created)),
        ));
    }
    let id = found.into_iter().next().ok_or_else(Refusal::not_found)?;
    one(work, call, version, object, &id).await
}

pub(super) async fn upserted(
    work: &mut Work<'_>,
    object: &'static Object,
    field: &'static Field,
    value: &str,
    sent: &mut serde_json::Map<String, serde_json::Value>,
    found: Vec<String>,
) -> Result<(String, bool), Refusal> {
    sent.retain(|name, _| !name.eq_ignore_ascii_case(field.name));
    match found.into_iter().next() {
        Some(id) => {
            let given = given(&work.actor.sight, object, sent, Purpose::Update)?;
            work.update(object, &id, given).await?;
            Ok((id, false))
        }
        None if field.name == "Id" => Err(Refusal::not_found()),
        None => {
            sent.insert(field.name.to_owned(), value.into());
            let given = given(&work.actor.sight, object, sent, Purpose::Create)?;
            Ok((work.insert(object, given).await?, true))
        }
    }
}

/// `sobjects/Contact/003…/Account`: the parent; `sobjects/Account/001…/Contacts`: the children.
pub(super) async fn related(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    of: &'static Object,
    id: &str,
    name: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET"])?;
    let id = own_id(of, id)?;
    let record = Record::load(work.conn, of, &id)
        .await?
        .filter(|record| !record.is_deleted())
        .ok_or_else(Refusal::not_found)?;
    if let Some(field) = of
        .relationship(name)
        .filter(|field| work.actor.sight.sees(of, field))
    {
        let parent = record
            .value(field)
            .as_text()
            .ok_or_else(Refusal::not_found)?
            .to_owned();
        let target = field
            .targets()
            .iter()
            .map(|name| object(name))
            .find(|target| parent.starts_with(target.prefix))
            .ok_or_else(Refusal::not_found)?;
        return Box::pin(one(work, call, version, target, &parent)).await;
    }
    let (child, reference) = of
        .child(name)
        .filter(|(child, _)| work.actor.sight.reads(child))
        .ok_or_else(Refusal::not_found)?;
    let fields: Vec<&str> = shown(work, child, call.param("fields").as_deref())?
        .iter()
        .map(|field| field.name)
        .collect();
    let actor = work.actor.clone();
    let asked = Asked {
        actor: &actor,
        today: work.today(),
        version,
        batch: 2_000,
        all_rows: false,
        cursors: &work.org.cursors,
    };
    let text = format!(
        "SELECT {} FROM {} WHERE {} = '{id}'",
        fields.join(", "),
        child.name,
        reference.name
    );
    Ok(Answer::ok(
        run(work.conn, &asked, &text).await?.json(version),
    ))
}
