//! One whole row in memory.

use sqlx::{Row as _, SqliteConnection};

use super::rows;
use crate::schema::{Field, Object};
use crate::value::{Cell, Value, value_of};

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) object: &'static Object,
    pub(crate) values: Vec<Value>,
    /// Moves with every write: the ETag is made of it.
    pub(crate) version: i64,
}

impl Record {
    pub(crate) fn empty(object: &'static Object) -> Self {
        Self {
            object,
            values: vec![Value::Null; object.fields.len()],
            version: 1,
        }
    }

    /// The value of a field this crate itself names; null when the object has no such field.
    pub(crate) fn get(&self, name: &str) -> &Value {
        self.object
            .field(name)
            .map_or(&Value::Null, |field| &self.values[field.index])
    }

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Some(field) = self.object.field(name) {
            self.values[field.index] = value;
        }
    }

    pub(crate) fn value(&self, field: &Field) -> &Value {
        &self.values[field.index]
    }

    pub(crate) fn id(&self) -> &str {
        self.get("Id").as_text().unwrap_or_default()
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.get("IsDeleted").is_true()
    }

    pub(crate) fn cells(&self) -> Vec<Cell> {
        self.object
            .fields
            .iter()
            .map(|field| self.values[field.index].cell(field.scale()))
            .collect()
    }

    /// Deleted rows included.
    pub(crate) async fn load(
        conn: &mut SqliteConnection,
        object: &'static Object,
        id: &str,
    ) -> Result<Option<Self>, sqlx::Error> {
        Ok(
            Self::load_where(conn, object, "Id = ?", vec![Cell::Text(id.to_owned())])
                .await?
                .pop(),
        )
    }

    /// Rows that meet a condition written by this crate, deleted ones included.
    pub(crate) async fn load_where(
        conn: &mut SqliteConnection,
        object: &'static Object,
        condition: &str,
        binds: Vec<Cell>,
    ) -> Result<Vec<Self>, sqlx::Error> {
        let columns: Vec<String> = object
            .fields
            .iter()
            .map(|field| format!("\"{}\"", field.name))
            .collect();
        let sql = format!(
            "select {}, _version from \"{}\" where {condition}",
            columns.join(", "),
            object.name
        );
        rows(conn, sql, binds)
            .await?
            .iter()
            .map(|row| {
                let values = object
                    .fields
                    .iter()
                    .map(|field| value_of(row, field.index, field))
                    .collect::<Result<_, _>>()?;
                Ok(Self {
                    object,
                    values,
                    version: row.try_get(object.fields.len())?,
                })
            })
            .collect()
    }
}
