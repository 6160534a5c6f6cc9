//! What must hold of a row before it is written.

use crate::automation;
use crate::refusal::Refusal;
use crate::schema::{Access, Field, Kind, object};
use crate::store::{Record, Work, rows};
use crate::value::{Cell, Value};
use sqlx::Row as _;

impl Work<'_> {
    /// Required fields, references, unique values, the validation rule. `before` is the row as it lies in the file.
    pub(super) async fn check(
        &mut self,
        after: &Record,
        before: Option<&Record>,
    ) -> Result<(), Refusal> {
        required(after)?;
        for field in &after.object.fields {
            let value = after.value(field);
            if value.is_null()
                || field.access == Access::ReadOnly
                || before.is_some_and(|before| before.value(field) == value)
            {
                continue;
            }
            if let (Kind::Reference(_), Some(id)) = (&field.kind, value.as_text()) {
                self.referenced(after, field, id).await?;
            }
            if field.unique {
                self.unique(after, field, value).await?;
            }
        }
        automation::validate(&self.org.switches(), after)
    }

    async fn referenced(&mut self, after: &Record, field: &Field, id: &str) -> Result<(), Refusal> {
        if id == after.id() {
            return Err(Refusal::bad(
                "CIRCULAR_DEPENDENCY",
                format!("{}: attempt to violate hierarchy constraints", field.label),
            )
            .on(field.name));
        }
        let Some(target) = field
            .targets()
            .iter()
            .find(|target| id.starts_with(object(target).prefix))
        else {
            return Err(
                Refusal::bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
                    .on(field.name),
            );
        };
        let sql = format!("select 1 from \"{target}\" where Id = ? and IsDeleted = 0");
        if rows(self.conn, sql, vec![Cell::Text(id.to_owned())])
            .await?
            .is_empty()
        {
            return Err(Refusal::bad(
                "INVALID_CROSS_REFERENCE_KEY",
                format!("invalid cross reference id: {id}"),
            )
            .on(field.name));
        }
        if field.name == "ParentId" && after.object.name == "Account" {
            self.no_cycle(after.id(), id).await?;
        }
        Ok(())
    }

    /// Walks up from `parent`; meeting `child` would close a ring.
    pub(crate) async fn no_cycle(&mut self, child: &str, parent: &str) -> Result<(), Refusal> {
        let mut at = Some(parent.to_owned());
        for _ in 0..200 {
            let Some(id) = at else { return Ok(()) };
            if id == child {
                break;
            }
            let sql = "select ParentId from Account where Id = ?".to_owned();
            at = rows(self.conn, sql, vec![Cell::Text(id)])
                .await?
                .first()
                .map(|row| row.try_get(0))
                .transpose()?
                .flatten();
        }
        Err(Refusal::bad(
            "CIRCULAR_DEPENDENCY",
            "Parent Account ID: attempt to violate hierarchy constraints",
        )
        .on("ParentId"))
    }

    async fn unique(
        &mut self,
        after: &Record,
        field: &Field,
        value: &Value,
    ) -> Result<(), Refusal> {
        let sql = format!(
            "select Id from \"{}\" where \"{}\" = ? and Id <> ? and IsDeleted = 0 limit 1",
            after.object.name, field.name
        );
        let found = rows(
            self.conn,
            sql,
            vec![value.cell(field.scale()), Cell::Text(after.id().to_owned())],
        )
        .await?;
        let Some(row) = found.first() else {
            return Ok(());
        };
        let other: String = row.try_get(0)?;
        Err(Refusal::bad(
            "DUPLICATE_VALUE",
            format!(
                "duplicate value found: {} duplicates value on record with id: {}",
                field.name,
                &other[..15]
            ),
        ))
    }
}

fn required(after: &Record) -> Result<(), Refusal> {
    let missing: Vec<String> = after
        .object
        .fields
        .iter()
        .filter(|field| field.required && after.value(field).is_null())
        .map(|field| field.name.to_owned())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::bad(
        "REQUIRED_FIELD_MISSING",
        format!("Required fields are missing: [{}]", missing.join(", ")),
    );
    refusal.fields = missing;
    Err(refusal)
}
