//! A connected org as seen through a scope: what is not granted is not there.

mod reads;
mod writes;

use crate::connection::Connection;
use crate::error::Error;
use domain::record::{FieldName, ObjectName};
use domain::schema::ObjectSchema;
use domain::scope::{Denied, Grant, Scope};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A scoped view. One run, or one call of an agent, holds one.
pub struct Org {
    connection: Arc<Connection>,
    scope: Scope,
    spent: Mutex<Spent>,
    /// Schemas as this scope shows them; a run asks for the same one again and again.
    schemas: Mutex<HashMap<ObjectName, Arc<ObjectSchema>>>,
}

/// What a run has used of its budgets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub records: u32,
    pub calls: u32,
}

impl Org {
    pub(crate) fn new(connection: Arc<Connection>, scope: Scope, spent: Spent) -> Self {
        Self {
            connection,
            scope,
            spent: Mutex::new(spent),
            schemas: Mutex::default(),
        }
    }
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
    /// To be kept with the run, so that a resumed run does not start with full budgets.
    pub fn spent(&self) -> Spent {
        *self.lock()
    }

    /// Counts what earlier parts of the run have used as well.
    pub fn spent_before(&self, before: Spent) {
        let mut spent = self.lock();
        spent.records = spent.records.saturating_add(before.records);
        spent.calls = spent.calls.saturating_add(before.calls);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Spent> {
        self.spent
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn grant(&self, object: &ObjectName) -> Option<&Grant> {
        self.scope
            .objects
            .iter()
            .find(|(name, _)| name.is(object.as_str()))
            .map(|(_, grant)| grant)
    }

    /// Every field that is selected, tested or sorted by must be readable: a filter tells of a value too.
    fn may_read<'a>(
        &self,
        object: &ObjectName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> Result<(), Denied> {
        self.scope.may_read(object, fields)
    }

    /// Whether there is a call and a record left. Answers how many records.
    fn room(&self) -> Result<u32, Denied> {
        let spent = self.spent();
        if spent.calls >= self.scope.max_calls {
            return Err(Denied::Calls(self.scope.max_calls));
        }
        match self.scope.max_records.saturating_sub(spent.records) {
            0 => Err(Denied::Records(self.scope.max_records)),
            left => Ok(left),
        }
    }

    /// Books what a read brought. More rows than were left are not handed out.
    fn book(&self, records: usize, left: u32) -> Result<(), Error> {
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        let mut spent = self.lock();
        spent.records = spent.records.saturating_add(records.min(left));
        if records > left {
            Err(Denied::Records(self.scope.max_records).into())
        } else {
            Ok(())
        }
    }

    fn called(&self, calls: u32) {
        let mut spent = self.lock();
        spent.calls = spent.calls.saturating_add(calls);
    }
}
