//! Rows go to the recycle bin, with the rows that cannot be without them.

use super::{Record, Work, execute};
use crate::refusal::Refusal;
use crate::schema::Object;
use crate::value::{Cell, Value};

impl Work<'_> {
    /// Deletes a row as the acting user.
    pub(crate) async fn delete(
        &mut self,
        object: &'static Object,
        id: &str,
    ) -> Result<(), Refusal> {
        let record = Record::load(self.conn, object, id)
            .await?
            .ok_or_else(Refusal::not_found)?;
        if record.is_deleted() {
            return Err(Refusal::deleted());
        }
        if !object.deletable || !self.actor.sight.of(object).delete {
            return Err(Refusal::insufficient_access());
        }
        self.not_held_back(&record).await?;
        self.bin(&record, None).await?;
        self.cascade(&record).await?;
        self.tally.deletes += 1;
        self.tally.rights_changed |= object.governs_rights();
        Ok(())
    }

    /// Cases and contracts keep their account or contact.
    async fn not_held_back(&mut self, record: &Record) -> Result<(), Refusal> {
        for (child, field) in record.object.children() {
            let holds = matches!(
                (record.object.name, child.name, field.name),
                ("Account" | "Contact", "Case", "AccountId" | "ContactId")
            ) || matches!((record.object.name, child.name), ("Account", "Contract"));
            if !holds {
                continue;
            }
            let condition = format!("\"{}\" = ? and IsDeleted = 0", field.name);
            let held = Record::load_where(
                self.conn,
                child,
                &condition,
                vec![Cell::Text(record.id().to_owned())],
            )
            .await?;
            if !held.is_empty() {
                let named: Vec<String> = held
                    .iter()
                    .filter_map(|row| child.name_field().map(|name| row.value(name).plain()))
                    .collect();
                return Err(Refusal::bad(
                    "DELETE_FAILED",
                    format!(
                        "Your attempt to delete {} could not be completed because it is associated with the following {}.: {}\n",
                        record
                            .object
                            .name_field()
                            .map_or_else(String::new, |name| record.value(name).plain()),
                        child.plural.to_lowercase(),
                        named.join(", ")
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Marks one row as deleted. `with` names the row whose deletion took this one along.
    pub(crate) async fn bin(&mut self, record: &Record, with: Option<&str>) -> Result<(), Refusal> {
        let mut after = record.clone();
        after.set("IsDeleted", Value::Bool(true));
        self.replace(record, &mut after).await?;
        let sql = format!(
            "update \"{}\" set _deleted_with = ? where Id = ?",
            record.object.name
        );
        let with = with.map_or(Cell::Null, |id| Cell::Text(id.to_owned()));
        execute(
            self.conn,
            sql,
            vec![with, Cell::Text(record.id().to_owned())],
        )
        .await?;
        Ok(())
    }

    async fn cascade(&mut self, record: &Record) -> Result<(), Refusal> {
        let top = record.id().to_owned();
        let mut open = vec![record.clone()];
        while let Some(parent) = open.pop() {
            for (child, field) in parent.object.children().filter(|(_, field)| field.cascade) {
                let condition = format!("\"{}\" = ? and IsDeleted = 0", field.name);
                for row in Record::load_where(
                    self.conn,
                    child,
                    &condition,
                    vec![Cell::Text(parent.id().to_owned())],
                )
                .await?
                {
                    self.bin(&row, Some(&top)).await?;
                    open.push(row);
                }
            }
        }
        Ok(())
    }
}
