use super::Org;
use crate::error::Error;
use domain::query::{Filter, Query, Search};
use domain::record::{FieldName, ObjectName, Record, RecordRef};
use domain::schema::{FieldSchema, ObjectSchema};
use domain::value::Value;
use salesforce::{Answer, Ask, Change};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, MutexGuard, PoisonError};

/// What a history says of a row as a whole. The values beside them would name other records.
const WORDS: [&str; 5] = [
    "created",
    "accountMerged",
    "contactMerged",
    "leadMerged",
    "leadConverted",
];

impl Org {
    /// The object, with the fields that may be read or written here and no others.
    pub async fn describe(&self, object: &ObjectName) -> Result<Arc<ObjectSchema>, Error> {
        let known = self.schemas().get(object).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let work = async {
            self.may_read(object, [])?;
            let schema = self.connection.client.describe(object).await?;
            Ok(self.granted(&schema))
        };
        let granted = Arc::new(self.call("describe", Some(object), work).await?);
        self.schemas().insert(object.clone(), granted.clone());
        Ok(granted)
    }

    /// Rows, at most `limit` and at most what the run may still read.
    pub async fn read(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let work = async {
            self.may_ask(query)?;
            let left = self.room()?;
            // One more than is left, so that too many are noticed instead of cut off unseen.
            let query = Query {
                limit: query.limit.min(left.saturating_add(1)),
                ..query.clone()
            };
            let rows = self.connection.client.query(&query).await?;
            self.book(rows.len(), left)?;
            Ok(rows)
        };
        self.call("query", Some(&query.object), work).await
    }

    pub async fn count(&self, query: &Query) -> Result<u64, Error> {
        let work = async {
            self.may_ask(query)?;
            self.room()?;
            Ok(self.connection.client.count(query).await?)
        };
        self.call("count", Some(&query.object), work).await
    }

    pub async fn search(&self, search: &Search) -> Result<Vec<Record>, Error> {
        let work = async {
            self.may_read(
                &search.object,
                search.fields.iter().chain(fields_of(&search.filter)),
            )?;
            let left = self.room()?;
            let search = Search {
                limit: search.limit.min(left.saturating_add(1)),
                ..search.clone()
            };
            let rows = self.connection.client.search(&search).await?;
            self.book(rows.len(), left)?;
            Ok(rows)
        };
        self.call("search", Some(&search.object), work).await
    }

    pub async fn get(&self, record: &RecordRef, fields: &[FieldName]) -> Result<Record, Error> {
        let work = async {
            self.may_read(&record.object, fields)?;
            let left = self.room()?;
            let found = self.connection.client.get(record, fields).await?;
            self.book(1, left)?;
            Ok(found)
        };
        self.call("get", Some(&record.object), work).await
    }

    /// Several records in as few calls as the org allows. None: not there, or not to be seen.
    pub async fn get_many(
        &self,
        wanted: &[(RecordRef, Vec<FieldName>)],
    ) -> Result<Vec<Option<Record>>, Error> {
        let work = async {
            for (record, fields) in wanted {
                self.may_read(&record.object, fields)?;
            }
            let left = self.room()?;
            let found = self.connection.client.get_many(wanted).await?;
            self.book(found.iter().flatten().count(), left)?;
            Ok(found)
        };
        self.call(
            "get",
            wanted.first().map(|(record, _)| &record.object),
            work,
        )
        .await
    }

    /// Independent reads in as few calls as the org allows.
    pub async fn ask(&self, asks: &[Ask]) -> Result<Vec<Answer>, Error> {
        let work = async {
            for ask in asks {
                match ask {
                    Ask::Record { record, fields } => self.may_read(&record.object, fields)?,
                    Ask::Rows(query) | Ask::Count(query) => self.may_ask(query)?,
                }
            }
            let left = self.room()?;
            let asks: Vec<Ask> = asks.iter().map(|ask| bounded(ask, left)).collect();
            let answers = self.connection.client.ask(&asks).await?;
            let rows = answers.iter().map(|answer| match answer {
                Answer::Record(record) => usize::from(record.is_some()),
                Answer::Rows(rows) => rows.len(),
                Answer::Count(_) => 0,
            });
            self.book(rows.sum(), left)?;
            Ok(answers)
        };
        self.call("composite", None, work).await
    }

    /// Who changed what when, of the fields that may be read here, by the names that describe has for them; and words of the
    /// org's own such as `created`, which carry no values.
    pub async fn history(&self, record: &RecordRef, limit: u32) -> Result<Vec<Change>, Error> {
        let work = async {
            self.may_read(&record.object, [])?;
            let left = self.room()?;
            let mut changes = self
                .connection
                .client
                .history(record, limit.min(left.saturating_add(1)))
                .await?;
            let schema = self.connection.client.describe(&record.object).await?;
            changes.retain_mut(|change| self.tells(&schema, change));
            self.book(changes.len(), left)?;
            Ok(changes)
        };
        self.call("history", Some(&record.object), work).await
    }

    /// Whether a line of the history is for these eyes, under the field's own name.
    fn tells(&self, schema: &ObjectSchema, change: &mut Change) -> bool {
        if WORDS.contains(&change.field.as_str()) {
            (change.old, change.new) = (Value::Null, Value::Null);
            return true;
        }
        let Some(field) = schema.field_or_relationship(&change.field) else {
            return false;
        };
        change.field = field.name.to_string();
        self.may_read(&schema.name, [&field.name]).is_ok()
    }

    fn schemas(&self) -> MutexGuard<'_, HashMap<ObjectName, Arc<ObjectSchema>>> {
        self.schemas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_ask(&self, query: &Query) -> Result<(), Error> {
        let sorted = query.order.iter().map(|(field, _)| field);
        Ok(self.may_read(
            &query.object,
            query
                .fields
                .iter()
                .chain(sorted)
                .chain(fields_of(&query.filter)),
        )?)
    }

    fn granted(&self, schema: &ObjectSchema) -> ObjectSchema {
        use domain::change::Operation;
        let grant = self.grant(&schema.name).cloned().unwrap_or_default();
        let may = |operation| grant.operations.contains(&operation);
        let fields = schema.fields.iter().filter_map(|field| {
            let (reads, writes) = (grant.reads(&field.name), grant.writes(&field.name));
            let seen = FieldSchema {
                createable: field.createable && writes,
                updateable: field.updateable && writes,
                ..field.clone()
            };
            (reads || writes).then_some(seen)
        });
        ObjectSchema {
            createable: schema.createable && may(Operation::Create),
            updateable: schema.updateable && (may(Operation::Update) || may(Operation::Reparent)),
            deletable: schema.deletable && may(Operation::Delete),
            mergeable: schema.mergeable && may(Operation::Merge),
            fields: fields.collect(),
            ..schema.clone()
        }
    }

    /// One line in the call log, and the calls on the run's bill.
    pub(super) async fn call<T>(
        &self,
        operation: &'static str,
        object: Option<&ObjectName>,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let (result, calls) = self
            .connection
            .logged(operation, object.cloned(), work, |error| error.into())
            .await;
        self.called(calls);
        result
    }
}

fn bounded(ask: &Ask, left: u32) -> Ask {
    match ask {
        Ask::Rows(query) => Ask::Rows(Query {
            limit: query.limit.min(left.saturating_add(1)),
            ..query.clone()
        }),
        other => other.clone(),
    }
}

fn fields_of(filter: &Filter) -> Vec<&FieldName> {
    match filter {
        Filter::All(inner) | Filter::Any(inner) => inner.iter().flat_map(fields_of).collect(),
        Filter::Not(inner) => fields_of(inner),
        Filter::Test { field, .. } | Filter::In { field, .. } => vec![field],
    }
}
