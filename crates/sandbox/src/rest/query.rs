//! Queries and searches over REST.

use super::only;
use crate::http::{Answer, Call};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::soql::{Asked, column_metadata, more, run};
use crate::sosl;
use crate::store::Work;

/// Rows a page, unless `Sforce-Query-Options` asks for fewer.
const PAGE: usize = 2_000;

fn batch(call: &Call) -> usize {
    call.header("sforce-query-options")
        .and_then(|options| {
            options
                .split(',')
                .find_map(|option| option.trim().strip_prefix("batchSize="))
        })
        .and_then(|size| size.trim().parse::<usize>().ok())
        .map_or(PAGE, |size| size.clamp(200, PAGE))
}

pub(super) async fn first(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    all_rows: bool,
) -> Result<Answer, Refusal> {
    only(call, &["GET"])?;
    let actor = work.actor.clone();
    let asked = Asked {
        actor: &actor,
        today: work.today(),
        version,
        batch: batch(call),
        all_rows,
        cursors: &work.org.cursors,
    };
    if let Some(explained) = call.param("explain") {
        return explain(&asked, &explained);
    }
    let text = call
        .param("q")
        .ok_or_else(|| Refusal::query("A query string has to be specified"))?;
    if call
        .param("columns")
        .is_some_and(|columns| columns == "true")
    {
        return Ok(Answer::ok(column_metadata(&asked, &text)?));
    }
    let page = run(work.conn, &asked, &text).await?;
    Ok(Answer::ok(page.json(version)))
}

pub(super) async fn next(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    locator: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET"])?;
    let actor = work.actor.clone();
    let asked = Asked {
        actor: &actor,
        today: work.today(),
        version,
        batch: PAGE,
        all_rows: true,
        cursors: &work.org.cursors,
    };
    let page = more(work.conn, &asked, locator).await?;
    Ok(Answer::ok(page.json(version)))
}

fn explain(asked: &Asked<'_>, text: &str) -> Result<Answer, Refusal> {
    let metadata = column_metadata(asked, text)?;
    let name = metadata.get("entityName").cloned().unwrap_or(Json::Null);
    let plan = Json::object([
        ("cardinality", 1_i64.into()),
        ("fields", Json::List(vec![])),
        ("leadingOperationType", "TableScan".into()),
        ("notes", Json::List(vec![])),
        ("relativeCost", Json::Real(1.0)),
        ("sobjectCardinality", 1_i64.into()),
        ("sobjectType", name),
    ]);
    Ok(Answer::ok(Json::object([
        ("plans", Json::List(vec![plan])),
        ("sourceQuery", text.into()),
    ])))
}

pub(super) async fn search(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET"])?;
    let text = call
        .param("q")
        .ok_or_else(|| Refusal::bad("MALFORMED_SEARCH", "A search string has to be specified"))?;
    let found = sosl::search(work, version, &text).await?;
    Ok(Answer::ok(Json::object([(
        "searchRecords",
        Json::List(found),
    )])))
}

pub(super) async fn parameterized(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
) -> Result<Answer, Refusal> {
    only(call, &["GET", "POST"])?;
    let found = if call.is_get() {
        let term = call.param("q").unwrap_or_default();
        let objects = call
            .param("sobject")
            .into_iter()
            .map(|name| {
                (
                    name,
                    call.param("fields").unwrap_or_else(|| "Id".to_owned()),
                )
            })
            .collect();
        sosl::parameterized(work, version, &term, objects).await?
    } else {
        let sent = call.json_object()?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: Option<&serde_json::Value>| -> Vec<String> {
            value
                .and_then(serde_json::Value::as_array)
                .map(|items| items.iter().map(text).collect())
                .unwrap_or_default()
        };
        let common = list(sent.get("fields"));
        let objects = sent
            .get("sobjects")
            .and_then(serde_json::Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|object| {
                let own = list(object.get("fields"));
                let fields = if own.is_empty() { &common } else { &own };
                let fields = if fields.is_empty() {
                    "Id".to_owned()
                } else {
                    fields.join(", ")
                };
                (object.get("name").map(text).unwrap_or_default(), fields)
            })
            .collect();
        sosl::parameterized(
            work,
            version,
            &sent.get("q").map(text).unwrap_or_default(),
            objects,
        )
        .await?
    };
    Ok(Answer::ok(Json::object([(
        "searchRecords",
        Json::List(found),
    )])))
}
