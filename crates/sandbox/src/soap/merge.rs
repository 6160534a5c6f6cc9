//! Merge: up to two rows vanish into a third of the same type.

use super::envelope::{Element, errors, text};
use crate::id;
use crate::refusal::Refusal;
use crate::schema::{Object, schema};
use crate::store::{Given, Purpose, Record, Work, given};
use crate::value::{Cell, Value};

/// Losers a request, at most.
const MOST: usize = 2;
const MOST_REQUESTS: usize = 200;

pub(super) async fn merge(work: &mut Work<'_>, body: &Element) -> Result<String, Refusal> {
    // jsforce writes `mergeRequests`, the WSDL says `request`.
    let requests: Vec<&Element> = body
        .children
        .iter()
        .filter(|child| matches!(child.name.as_str(), "request" | "mergeRequests"))
        .collect();
    if requests.len() > MOST_REQUESTS {
        return Err(Refusal::bad(
            "EXCEEDED_ID_LIMIT",
            format!("at most {MOST_REQUESTS} merge requests in one call"),
        ));
    }
    let mut results = Vec::new();
    for request in requests {
        let before = work.mark().await?;
        match Box::pin(one(work, request)).await {
            Ok(result) => {
                work.keep().await?;
                results.push(result);
            }
            Err(refusal) => {
                work.back(before).await?;
                results.push(format!(
                    "<result>{}<id xsi:nil=\"true\"/><success>false</success></result>",
                    errors(&refusal)
                ));
            }
        }
    }
    Ok(results.concat())
}

async fn one(work: &mut Work<'_>, request: &Element) -> Result<String, Refusal> {
    let master = request
        .child("masterRecord")
        .ok_or_else(|| Refusal::bad("MISSING_ARGUMENT", "masterRecord missing"))?;
    let (kind, id, fields) = master.row()?;
    let object = work
        .actor
        .sight
        .object(&kind)
        .ok_or_else(|| Refusal::unknown_type(&kind))?;
    if !object.mergeable {
        return Err(Refusal::bad(
            "INVALID_OPERATION",
            format!("entity type {} does not support merge", object.name),
        ));
    }
    let master = own(object, id.as_deref().unwrap_or_default())?;
    let losers = request
        .named("recordToMergeIds")
        .filter_map(Element::content)
        .map(|id| own(object, id))
        .collect::<Result<Vec<_>, _>>()?;
    let given = given(&work.actor.sight, object, &fields, Purpose::Update)?;
    let (merged, moved) = carry_out(work, object, &master, &losers, given).await?;
    let merged = merged
        .iter()
        .map(|id| format!("<mergedRecordIds>{}</mergedRecordIds>", text(id)))
        .collect::<Vec<_>>()
        .concat();
    let moved = moved
        .iter()
        .map(|id| format!("<updatedRelatedIds>{}</updatedRelatedIds>", text(id)))
        .collect::<Vec<_>>()
        .concat();
    Ok(format!(
        "<result><id>{master}</id>{merged}<success>true</success>{moved}</result>"
    ))
}

fn own(object: &Object, text: &str) -> Result<String, Refusal> {
    let id = id::parse(text).ok_or_else(|| Refusal::malformed_id(text))?;
    if id.starts_with(object.prefix) {
        Ok(id)
    } else {
        Err(Refusal::bad(
            "INVALID_ID_FIELD",
            format!("Invalid record type for merge: {text}"),
        ))
    }
}

/// Answers the ids that vanished and the ids of rows that now belong to the survivor.
async fn carry_out(
    work: &mut Work<'_>,
    object: &'static Object,
    master: &str,
    losers: &[String],
    given: Given,
) -> Result<(Vec<String>, Vec<String>), Refusal> {
    if losers.is_empty() || losers.len() > MOST {
        return Err(Refusal::bad(
            "INVALID_NUMBER_FIELDS",
            format!("between 1 and {MOST} records can be merged into a master record"),
        ));
    }
    let survivor = work.changeable(object, master).await?;
    if !work.actor.sight.of(object).delete {
        return Err(Refusal::insufficient_access());
    }
    let mut moved = Vec::new();
    for (at, loser) in losers.iter().enumerate() {
        if loser == master || losers[..at].contains(loser) {
            return Err(Refusal::bad(
                "INVALID_ID_FIELD",
                format!("duplicate id in merge: {loser}"),
            ));
        }
        let record = Record::load(work.conn, object, loser)
            .await?
            .ok_or_else(|| {
                Refusal::bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
            })?;
        if record.is_deleted() {
            return Err(Refusal::deleted());
        }
        if record.get("IsConverted").is_true() {
            return Err(Refusal::bad(
                "CANNOT_UPDATE_CONVERTED_LEAD",
                "cannot reference converted lead",
            ));
        }
        no_ring(work, &survivor, loser).await?;
        moved.extend(reparent(work, object, loser, master).await?);
        let mut gone = record.clone();
        gone.set("MasterRecordId", Value::Text(master.to_owned()));
        work.replace(&record, &mut gone).await?;
        work.bin(&gone, None).await?;
    }
    let tally = work.tally;
    // Loaded again: the moves may have touched the survivor itself.
    let survivor = work.changeable(object, master).await?;
    work.update_from(survivor, given).await?;
    work.tally = tally;
    work.tally.merges += 1;
    Ok((losers.to_vec(), moved))
}

/// Taking in one's own ancestor would make the survivor its own ancestor.
async fn no_ring(work: &mut Work<'_>, survivor: &Record, loser: &str) -> Result<(), Refusal> {
    match survivor.get("ParentId").as_text() {
        Some(parent) if survivor.object.name == "Account" => work.no_cycle(loser, parent).await,
        _ => Ok(()),
    }
}

/// Every reference to the loser becomes one to the survivor; history stays with the loser.
pub(super) async fn reparent(
    work: &mut Work<'_>,
    object: &'static Object,
    from: &str,
    to: &str,
) -> Result<Vec<String>, Refusal> {
    let mut moved = Vec::new();
    for (child, field) in object.children() {
        let trail = schema()
            .objects
            .iter()
            .any(|object| object.history.is_some_and(|(name, _)| name == child.name));
        if trail || field.name == "MasterRecordId" {
            continue;
        }
        let condition = format!("\"{}\" = ? and IsDeleted = 0", field.name);
        for row in Record::load_where(
            work.conn,
            child,
            &condition,
            vec![Cell::Text(from.to_owned())],
        )
        .await?
        {
            let id = row.id().to_owned();
            work.put(child, &id, vec![(field.name, Value::Text(to.to_owned()))])
                .await?;
            if !moved.contains(&id) {
                moved.push(id);
            }
        }
    }
    Ok(moved)
}
