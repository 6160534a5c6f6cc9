//! Changes to a row that is there.

use super::{Given, Record, Work, execute};
use crate::automation;
use crate::history;
use crate::refusal::Refusal;
use crate::schema::Object;
use crate::value::{Cell, Value};

impl Work<'_> {
    /// Changes a row as the acting user.
    pub(crate) async fn update(
        &mut self,
        object: &'static Object,
        id: &str,
        given: Given,
    ) -> Result<(), Refusal> {
        let before = self.changeable(object, id).await?;
        self.update_from(before, given).await
    }

    /// The row, when it is there and the acting user may change it.
    pub(crate) async fn changeable(
        &mut self,
        object: &'static Object,
        id: &str,
    ) -> Result<Record, Refusal> {
        let before = Record::load(self.conn, object, id)
            .await?
            .ok_or_else(Refusal::not_found)?;
        if before.is_deleted() {
            return Err(Refusal::deleted());
        }
        if !object.updateable || !self.actor.sight.of(object).edit {
            return Err(Refusal::insufficient_access());
        }
        if before.get("IsConverted").is_true() && object.name == "Lead" {
            return Err(Refusal::bad(
                "CANNOT_UPDATE_CONVERTED_LEAD",
                "cannot reference converted lead",
            ));
        }
        Ok(before)
    }

    pub(crate) async fn update_from(
        &mut self,
        before: Record,
        given: Given,
    ) -> Result<(), Refusal> {
        let mut after = before.clone();
        let names: Vec<&str> = given.iter().map(|(field, _)| field.name).collect();
        for (field, value) in given {
            after.values[field.index] = value;
        }
        self.derive(&mut after, Some(&before), &names).await?;
        self.check(&after, Some(&before)).await?;
        self.replace(&before, &mut after).await?;
        self.tally.updates += 1;
        Box::pin(automation::after_write(self, &after, Some(&before))).await
    }

    /// Writes what differs, the stamps and the history.
    pub(crate) async fn replace(
        &mut self,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        self.stamp(after);
        let mut columns = Vec::new();
        let mut binds = Vec::new();
        for field in &after.object.fields {
            if after.value(field) != before.value(field) {
                columns.push(format!("\"{}\" = ?", field.name));
                binds.push(after.value(field).cell(field.scale()));
            }
        }
        columns.push("_version = _version + 1".to_owned());
        binds.push(Cell::Text(after.id().to_owned()));
        let sql = format!(
            "update \"{}\" set {} where Id = ?",
            after.object.name,
            columns.join(", ")
        );
        execute(self.conn, sql, binds).await?;
        after.version += 1;
        history::changed(self, before, after).await?;
        self.tally.rights_changed |= after.object.governs_rights();
        Ok(())
    }

    /// A change the org makes on behalf of an operation (a merge, a conversion): no field rights, no flows.
    pub(crate) async fn put(
        &mut self,
        object: &'static Object,
        id: &str,
        values: Vec<(&str, Value)>,
    ) -> Result<(), Refusal> {
        let Some(before) = Record::load(self.conn, object, id).await? else {
            return Err(Refusal::not_found());
        };
        let mut after = before.clone();
        for (name, value) in values {
            after.set(name, value);
        }
        self.replace(&before, &mut after).await
    }
}

impl Work<'_> {
    pub(crate) fn may_start_flows(&self) -> bool {
        !self.in_flow
    }

    /// One write of the automated process, inside this transaction.
    pub(crate) async fn as_flow(
        &mut self,
        object: &'static Object,
        id: &str,
        given: Given,
    ) -> Result<(), Refusal> {
        let automated = self.org.automated_process();
        let person = std::mem::replace(&mut self.actor, automated);
        self.in_flow = true;
        let tally = self.tally;
        let done = self.update(object, id, given).await;
        self.tally = tally;
        self.in_flow = false;
        self.actor = person;
        done
    }
}
