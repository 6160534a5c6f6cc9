//! Plain writes over SOAP: create, update, upsert, delete, undelete, emptyRecycleBin.

use super::envelope::{Element, errors};
use crate::id;
use crate::refusal::Refusal;
use crate::rest::known_id;
use crate::store::{Purpose, Tally, Work, given};

const MOST: usize = 200;

pub(super) async fn save(
    work: &mut Work<'_>,
    body: &Element,
    all: bool,
) -> Result<String, Refusal> {
    let sent: Vec<&Element> = body.named("sObjects").collect();
    few(sent.len())?;
    let start = work.mark().await?;
    let mut results = Vec::new();
    for element in sent {
        let before = work.mark().await?;
        let done = Box::pin(save_one(work, body, element)).await;
        settle(work, before, done.is_ok()).await?;
        results.push(done);
    }
    let results = all_or_none(work, start, results, all).await?;
    Ok(results
        .into_iter()
        .map(|result| match result {
            Ok((id, created)) => {
                let created = if body.name == "upsert" {
                    format!("<created>{created}</created>")
                } else {
                    String::new()
                };
                format!("<result>{created}<id>{id}</id><success>true</success></result>")
            }
            Err(refusal) => format!(
                "<result>{}<id xsi:nil=\"true\"/><success>false</success></result>",
                errors(&refusal)
            ),
        })
        .collect())
}

async fn save_one(
    work: &mut Work<'_>,
    body: &Element,
    element: &Element,
) -> Result<(String, bool), Refusal> {
    let (kind, id, mut fields) = element.row()?;
    let object = work
        .actor
        .sight
        .object(&kind)
        .ok_or_else(|| Refusal::unknown_type(&kind))?;
    let mut id = id;
    if body.name == "upsert" {
        let key = body.value("externalIDFieldName").unwrap_or("Id");
        let field = object
            .field(key)
            .filter(|field| field.external_id || field.name == "Id")
            .ok_or_else(|| Refusal::unknown_column(key, object.name))?;
        if field.name != "Id" {
            let value = fields
                .get(field.name)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned();
            id = crate::rest::holders(work, object, field, &value)
                .await?
                .into_iter()
                .next();
            if id.is_some() {
                fields.remove(field.name);
            }
        }
    }
    match id {
        Some(id) if body.name != "create" => {
            let id = id::parse(&id)
                .filter(|id| id.starts_with(object.prefix))
                .ok_or_else(|| Refusal::malformed_id(&id))?;
            let given = given(&work.actor.sight, object, &fields, Purpose::Update)?;
            work.update(object, &id, given).await?;
            Ok((id, false))
        }
        None if body.name == "update" => Err(Refusal::bad(
            "MISSING_ARGUMENT",
            "Id not specified in an update call",
        )),
        Some(_) => Err(Refusal::bad(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "cannot specify Id in an insert call",
        )
        .on("Id")),
        None => {
            let given = given(&work.actor.sight, object, &fields, Purpose::Create)?;
            Ok((work.insert(object, given).await?, true))
        }
    }
}

pub(super) async fn by_id(
    work: &mut Work<'_>,
    body: &Element,
    all: bool,
) -> Result<String, Refusal> {
    let ids: Vec<String> = body
        .named("ids")
        .chain(body.named("ID"))
        .filter_map(Element::content)
        .map(str::to_owned)
        .collect();
    few(ids.len())?;
    let start = work.mark().await?;
    let mut results = Vec::new();
    for id in ids {
        let before = work.mark().await?;
        let done = Box::pin(one(work, &body.name, &id)).await;
        settle(work, before, done.is_ok()).await?;
        results.push(done);
    }
    let results = all_or_none(work, start, results, all).await?;
    Ok(results
        .into_iter()
        .map(|result| match result {
            Ok(id) => format!("<result><id>{id}</id><success>true</success></result>"),
            Err(refusal) => format!(
                "<result>{}<id xsi:nil=\"true\"/><success>false</success></result>",
                errors(&refusal)
            ),
        })
        .collect())
}

async fn one(work: &mut Work<'_>, operation: &str, id: &str) -> Result<String, Refusal> {
    let (object, id) = known_id(work, id)?;
    match operation {
        "delete" => work.delete(object, &id).await?,
        "undelete" => work.undelete(object, &id).await?,
        _ => work.erase(object, &id).await?,
    }
    Ok(id)
}

fn few(count: usize) -> Result<(), Refusal> {
    if count <= MOST {
        Ok(())
    } else {
        Err(Refusal::bad(
            "EXCEEDED_ID_LIMIT",
            format!(
                "record limit reached. cannot submit more than {MOST} records in this operation"
            ),
        ))
    }
}

async fn settle(work: &mut Work<'_>, before: Tally, done: bool) -> Result<(), Refusal> {
    if done {
        work.keep().await
    } else {
        work.back(before).await
    }
}

async fn all_or_none<T>(
    work: &mut Work<'_>,
    start: Tally,
    results: Vec<Result<T, Refusal>>,
    all: bool,
) -> Result<Vec<Result<T, Refusal>>, Refusal> {
    if !all || results.iter().all(Result::is_ok) {
        work.keep().await?;
        return Ok(results);
    }
    work.back(start).await?;
    let rolled_back = || {
        Refusal::bad(
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "Record rolled back because not all records were valid and the request was using AllOrNone header",
        )
    };
    Ok(results
        .into_iter()
        .map(|result| result.and_then(|_| Err(rolled_back())))
        .collect())
}
