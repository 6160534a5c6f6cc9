//! `sobjects` and everything under it.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;

use super::{only, rows};
use crate::http::{Answer, Call};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::schema::{Object, describe, schema};
use crate::store::{self, Work};
use crate::value::{Cell, instant_text, parse_instant};

pub(super) fn list(work: &Work<'_>, version: &str) -> Answer {
    let sight = &work.actor.sight;
    let objects: Vec<Json> = schema()
        .objects
        .iter()
        .filter(|object| sight.reads(object))
        .map(|object| describe::brief(object, sight, version))
        .collect();
    Answer::ok(Json::object([
        ("encoding", "UTF-8".into()),
        ("maxBatchSize", 200_i64.into()),
        ("sobjects", Json::List(objects)),
    ]))
}

pub(super) async fn answer(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    name: &str,
    rest: &[&str],
) -> Result<Answer, Refusal> {
    let object = work
        .actor
        .sight
        .object(name)
        .ok_or_else(Refusal::not_found)?;
    match rest {
        [] if call.method == "POST" => rows::create(work, call, version, object).await,
        [] => {
            only(call, &["GET", "POST"])?;
            let brief = describe::brief(object, &work.actor.sight, version);
            Ok(Answer::ok(Json::object([
                ("objectDescribe", brief),
                ("recentItems", Json::List(vec![])),
            ])))
        }
        ["describe"] => {
            only(call, &["GET"])?;
            described(work, call, version, object)
        }
        ["updated"] => updated(work, call, object).await,
        ["deleted"] => deleted(work, call, object).await,
        ["describe", "layouts", ..] => Ok(Answer::ok(Json::object([
            ("layouts", Json::List(vec![])),
            ("recordTypeMappings", Json::List(vec![])),
        ]))),
        [id] => rows::one(work, call, version, object, id).await,
        [key, value] => match object
            .field(key)
            .filter(|field| field.external_id || field.name == "Id")
        {
            Some(field) => rows::by_key(work, call, version, object, field, value).await,
            None => rows::related(work, call, version, object, key, value).await,
        },
        _ => Err(Refusal::not_found()),
    }
}

/// The describe of one object never changes in a sandbox: a client may keep its copy.
fn described(
    work: &Work<'_>,
    call: &Call,
    version: &str,
    object: &'static Object,
) -> Result<Answer, Refusal> {
    if call
        .header("if-modified-since")
        .is_some_and(|since| crate::rest::rows::http_date(since).is_none())
    {
        return Err(Refusal::bad(
            "INVALID_DATE",
            "If-Modified-Since is not a date",
        ));
    }
    Ok(Answer::ok(describe::full(
        object,
        &work.actor.sight,
        version,
    )))
}

async fn updated(
    work: &mut Work<'_>,
    call: &Call,
    object: &'static Object,
) -> Result<Answer, Refusal> {
    let (start, end) = span(work, call)?;
    let ids = touched(work, object, start, end, false).await?;
    Ok(Answer::ok(Json::object([
        ("ids", Json::list(ids.into_iter().map(|(id, _)| id))),
        ("latestDateCovered", instant_text(end).into()),
    ])))
}

async fn deleted(
    work: &mut Work<'_>,
    call: &Call,
    object: &'static Object,
) -> Result<Answer, Refusal> {
    let (start, end) = span(work, call)?;
    let gone = touched(work, object, start, end, true).await?;
    let gone = gone.into_iter().map(|(id, at)| {
        Json::object([("deletedDate", instant_text(at).into()), ("id", id.into())])
    });
    Ok(Answer::ok(Json::object([
        ("deletedRecords", Json::list(gone)),
        (
            "earliestDateAvailable",
            instant_text(work.now - SignedDuration::from_hours(24 * 15)).into(),
        ),
        ("latestDateCovered", instant_text(end).into()),
    ])))
}

async fn touched(
    work: &mut Work<'_>,
    object: &'static Object,
    start: Timestamp,
    end: Timestamp,
    gone: bool,
) -> Result<Vec<(String, Timestamp)>, Refusal> {
    let sql = format!(
        "select Id, SystemModstamp from \"{}\" where IsDeleted = ? and SystemModstamp >= ? and SystemModstamp < ? order by SystemModstamp, Id",
        object.name
    );
    let binds = vec![
        Cell::Int(i64::from(gone)),
        Cell::Int(start.as_second()),
        Cell::Int(end.as_second()),
    ];
    store::rows(work.conn, sql, binds)
        .await?
        .iter()
        .map(|row| {
            Ok((
                row.try_get(0)?,
                Timestamp::from_second(row.try_get(1)?).unwrap_or_default(),
            ))
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(Into::into)
}

/// Minutes count, seconds are cut off; thirty days back at most.
fn span(work: &Work<'_>, call: &Call) -> Result<(Timestamp, Timestamp), Refusal> {
    only(call, &["GET"])?;
    let refused = |text: &str| Refusal::bad("INVALID_REPLICATION_DATE", text);
    let minute = |name: &str| {
        let at = call
            .param(name)
            .map(|text| text.replace(' ', "+"))
            .and_then(|text| parse_instant(&text))
            .ok_or_else(|| refused("Invalid datetime"))?;
        Timestamp::from_second(at.as_second() / 60 * 60).map_err(|_| refused("Invalid datetime"))
    };
    let (start, end) = (minute("start")?, minute("end")?);
    if end <= start {
        return Err(refused("startDate should be before endDate"));
    }
    if start < work.now - SignedDuration::from_hours(24 * 30) {
        return Err(refused("startDate before org replication enabled date"));
    }
    Ok((start, end))
}
