//! Rows come back from the recycle bin, with what went along when they were deleted.

use super::{Record, Work, execute};
use crate::refusal::Refusal;
use crate::schema::{Object, schema};
use crate::value::{Cell, Value};

impl Work<'_> {
    pub(crate) async fn undelete(
        &mut self,
        object: &'static Object,
        id: &str,
    ) -> Result<(), Refusal> {
        let record = Record::load(self.conn, object, id).await?.ok_or_else(|| {
            Refusal::bad(
                "INVALID_ID_FIELD",
                "Invalid id: record is not in the recycle bin",
            )
        })?;
        if !record.is_deleted() {
            return Err(Refusal::bad(
                "UNDELETE_FAILED",
                "Entity is not in the recycle bin",
            ));
        }
        if !object.deletable || !self.actor.sight.of(object).delete {
            return Err(Refusal::insufficient_access());
        }
        self.restore(&record).await?;
        for child in &schema().objects {
            for row in Record::load_where(
                self.conn,
                child,
                "_deleted_with = ?",
                vec![Cell::Text(id.to_owned())],
            )
            .await?
            {
                self.restore(&row).await?;
            }
        }
        self.tally.undeletes += 1;
        Ok(())
    }

    /// Undelete is not unmerge: only the mark of the survivor goes.
    async fn restore(&mut self, record: &Record) -> Result<(), Refusal> {
        let mut after = record.clone();
        after.set("IsDeleted", Value::Bool(false));
        after.set("MasterRecordId", Value::Null);
        self.replace(record, &mut after).await?;
        let sql = format!(
            "update \"{}\" set _deleted_with = null where Id = ?",
            record.object.name
        );
        execute(self.conn, sql, vec![Cell::Text(record.id().to_owned())]).await?;
        Ok(())
    }

    /// Takes a deleted row out of the bin for good.
    pub(crate) async fn erase(&mut self, object: &'static Object, id: &str) -> Result<(), Refusal> {
        let record = Record::load(self.conn, object, id)
            .await?
            .filter(Record::is_deleted);
        if record.is_none() {
            return Err(Refusal::bad(
                "INVALID_ID_FIELD",
                "Invalid id: record is not in the recycle bin",
            ));
        }
        let sql = format!("delete from \"{}\" where Id = ?", object.name);
        execute(self.conn, sql, vec![Cell::Text(id.to_owned())]).await?;
        Ok(())
    }
}
