//! Field history: one row per tracked field that a person (or a flow) changed.

use crate::id;
use crate::refusal::Refusal;
use crate::schema::{Field, Kind, object};
use crate::store::bulk::{next, write};
use crate::store::{Record, Work};
use crate::value::Value;

pub(crate) async fn created(work: &mut Work<'_>, record: &Record) -> Result<(), Refusal> {
    if record.object.history.is_some() {
        log(work, record, "created", "Text", [Value::Null, Value::Null]).await?;
    }
    stage(work, record).await
}

pub(crate) async fn changed(
    work: &mut Work<'_>,
    before: &Record,
    after: &Record,
) -> Result<(), Refusal> {
    if after.object.history.is_none() {
        return Ok(());
    }
    for field in after
        .object
        .fields
        .iter()
        .filter(|field| field.tracked && before.value(field) != after.value(field))
    {
        let values =
            [before.value(field), after.value(field)].map(|value| Value::text(&value.plain()));
        let name = if field.relationship.is_some() {
            field.relationship.unwrap_or(field.name)
        } else {
            field.name
        };
        log(work, after, name, data_type(field), values).await?;
    }
    let moved = ["StageName", "Amount", "Probability", "CloseDate"]
        .iter()
        .any(|name| before.get(name) != after.get(name));
    if moved {
        stage(work, after).await
    } else {
        Ok(())
    }
}

async fn log(
    work: &mut Work<'_>,
    of: &Record,
    field: &str,
    data_type: &str,
    [old, new]: [Value; 2],
) -> Result<(), Refusal> {
    let Some((name, parent)) = of.object.history else {
        return Ok(());
    };
    let mut row = Record::empty(object(name));
    row.set(parent, of.get("Id").clone());
    row.set("Field", Value::text(field));
    row.set("DataType", Value::text(data_type));
    row.set("OldValue", old);
    row.set("NewValue", new);
    put(work, row).await
}

/// Opportunities keep their stages apart from their field history.
async fn stage(work: &mut Work<'_>, of: &Record) -> Result<(), Refusal> {
    if of.object.name != "Opportunity" {
        return Ok(());
    }
    let mut row = Record::empty(object("OpportunityHistory"));
    row.set("OpportunityId", of.get("Id").clone());
    for name in ["StageName", "Amount", "Probability", "CloseDate"] {
        row.set(name, of.get(name).clone());
    }
    put(work, row).await
}

async fn put(work: &mut Work<'_>, mut row: Record) -> Result<(), Refusal> {
    let number = next(work.conn, row.object.prefix, 1).await?;
    row.set("Id", Value::Text(id::make(row.object.prefix, number)));
    row.set("IsDeleted", Value::Bool(false));
    row.set("CreatedById", Value::Text(work.actor.user_id.clone()));
    row.set("CreatedDate", Value::Instant(work.now));
    row.set("SystemModstamp", Value::Instant(work.now));
    write(work.conn, &row).await?;
    Ok(())
}

fn data_type(field: &Field) -> &'static str {
    match field.kind {
        Kind::Reference(_) => "EntityId",
        Kind::Boolean => "Boolean",
        Kind::Decimal { .. } | Kind::Int => "Double",
        Kind::Date => "DateOnly",
        Kind::DateTime => "DateTime",
        _ => "Text",
    }
}
