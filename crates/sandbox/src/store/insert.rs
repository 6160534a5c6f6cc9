//! A new row.

use super::{Given, Record, Work, execute, rows};
use crate::automation;
use crate::history;
use crate::id;
use crate::refusal::Refusal;
use crate::schema::{Default, Field, Object};
use crate::value::{Cell, Value};
use sqlx::{Row as _, SqliteConnection};

impl Work<'_> {
    /// Writes a new row as the acting user, and answers its id.
    pub(crate) async fn insert(
        &mut self,
        object: &'static Object,
        given: Given,
    ) -> Result<String, Refusal> {
        if !object.createable || !self.actor.sight.of(object).create {
            return Err(Refusal::new(
                403,
                "INSUFFICIENT_ACCESS_OR_READONLY",
                format!("insufficient access rights to create {}", object.name),
            ));
        }
        let mut record = Record::empty(object);
        for field in &object.fields {
            record.values[field.index] = self.default(object, field).await?;
        }
        let names: Vec<&str> = given.iter().map(|(field, _)| field.name).collect();
        for (field, value) in given {
            record.values[field.index] = value;
        }
        for (name, value) in [
            ("CreatedById", Value::Text(self.actor.user_id.clone())),
            ("CreatedDate", Value::Instant(self.now)),
        ] {
            record.set(name, value);
        }
        self.stamp(&mut record);
        self.derive(&mut record, None, &names).await?;
        self.check(&record, None).await?;
        let number = next(self.conn, object.prefix, 1).await?;
        record.set("Id", Value::Text(id::make(object.prefix, number)));
        if object.name == "ContentVersion" {
            self.file(&mut record).await?;
        }
        write(self.conn, &record).await?;
        history::created(self, &record).await?;
        self.tally.creates += 1;
        self.tally.rights_changed |= object.governs_rights();
        Box::pin(automation::after_write(self, &record, None)).await?;
        Ok(record.id().to_owned())
    }

    async fn default(&mut self, object: &Object, field: &Field) -> Result<Value, Refusal> {
        Ok(match field.default {
            Default::None => Value::Null,
            Default::False => Value::Bool(false),
            Default::True => Value::Bool(true),
            Default::Text(text) => Value::text(text),
            Default::Me => Value::Text(self.actor.user_id.clone()),
            Default::Number(width) => {
                let number = next(self.conn, &format!("{}.{}", object.name, field.name), 1).await?;
                Value::Text(format!("{:0width$}", number + 1000))
            }
        })
    }

    /// The stamps every write leaves.
    pub(super) fn stamp(&self, record: &mut Record) {
        record.set("LastModifiedById", Value::Text(self.actor.user_id.clone()));
        record.set("LastModifiedDate", Value::Instant(self.now));
        record.set("SystemModstamp", Value::Instant(self.now));
    }
}

/// Takes `count` numbers of a sequence and answers the first.
pub(crate) async fn next(
    conn: &mut SqliteConnection,
    name: &str,
    count: i64,
) -> Result<i64, sqlx::Error> {
    let sql = "insert into org_counter (name, next) values (?1, 1 + ?2) on conflict (name) do update set next = next + ?2 returning next - ?2";
    let found = rows(
        conn,
        sql.to_owned(),
        vec![Cell::Text(name.to_owned()), Cell::Int(count)],
    )
    .await?;
    found.first().map_or(Ok(1), |row| row.try_get(0))
}

pub(crate) async fn write(conn: &mut SqliteConnection, record: &Record) -> Result<(), sqlx::Error> {
    let columns: Vec<String> = record
        .object
        .fields
        .iter()
        .map(|field| format!("\"{}\"", field.name))
        .collect();
    let places = vec!["?"; columns.len()].join(", ");
    let sql = format!(
        "insert into \"{}\" ({}) values ({places})",
        record.object.name,
        columns.join(", ")
    );
    execute(conn, sql, record.cells()).await?;
    Ok(())
}
