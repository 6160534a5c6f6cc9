//! Rows by query, by search and by id.

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::row;
use crate::soql;
use crate::typed::{Shape, fields_of, fit};
use domain::query::{Direction, Query, Search};
use domain::record::{FieldName, ObjectName, Record, RecordRef};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A page of rows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(default)]
    pub(super) total_size: u64,
    pub(super) done: bool,
    #[serde(default)]
    pub(super) next_records_url: Option<String>,
    #[serde(default)]
    pub(super) records: Vec<Box<RawValue>>,
}

impl From<soql::TooLong> for Error {
    fn from(too_long: soql::TooLong) -> Self {
        Self::refused("QUERY_TOO_COMPLICATED", too_long.to_string())
    }
}

impl Client {
    /// The rows that fit, at most `limit`, in the order asked for.
    pub async fn query(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let (query, shape) = self.prepared(query).await?;
        let asked = soql::select(&query)?;
        let mut rows = vec![];
        for text in &asked {
            let page = self.page(text, query.with_deleted).await?;
            self.collect(&query, &shape, page, &mut rows).await?;
        }
        Ok(finish(&query, rows, asked.len() > 1))
    }

    /// How many rows fit. `limit` and `order` do not matter.
    pub async fn count(&self, query: &Query) -> Result<u64, Error> {
        let (query, _) = self.prepared(query).await?;
        match soql::count(&query)? {
            Some(text) => Ok(self.page(&text, query.with_deleted).await?.total_size),
            None => Ok(0),
        }
    }

    /// Rows found by the org's search index, best first. It lags behind writes by seconds to minutes.
    pub async fn search(&self, search: &Search) -> Result<Vec<Record>, Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Found {
            search_records: Vec<Box<RawValue>>,
        }
        let shape = self
            .shape(
                &search.object,
                search
                    .fields
                    .iter()
                    .chain(fields_of(&search.filter))
                    .cloned()
                    .collect(),
            )
            .await?;
        let search = Search {
            filter: fit(&search.filter, &shape)?,
            ..search.clone()
        };
        let Some(text) = soql::find(&search)? else {
            return Ok(vec![]);
        };
        let path = self.data("/search").await?;
        let found: Found = self.read(Call::get(path).asking("q", text)).await?.json()?;
        let kept = only(&shape, &search.fields);
        let rows = found
            .search_records
            .iter()
            .map(|raw| row::record(&search.object, &kept, raw));
        rows.take(search.limit as usize).collect()
    }

    /// One record, with its `ETag` where the object has one (Account).
    pub async fn get(&self, record: &RecordRef, fields: &[FieldName]) -> Result<Record, Error> {
        let absent = || Error::NotFound {
            what: record.to_string(),
        };
        if fields.iter().any(FieldName::is_path) {
            let query = by_id(&record.object, std::slice::from_ref(record), fields);
            return self.query(&query).await?.pop().ok_or_else(absent);
        }
        let shape = self.shape(&record.object, fields.to_vec()).await?;
        let call = Call::get(self.data(&row_path(record)).await?).asking("fields", columns(fields));
        let answer = match self.read(call).await {
            Err(Error::NotFound { .. }) => return Err(absent()),
            answer => answer?,
        };
        let raw: Box<RawValue> = answer.json()?;
        let found = row::record(&record.object, &shape, &raw)?;
        Ok(Record {
            etag: answer.header("etag").map(ToOwned::to_owned),
            ..found
        })
    }

    /// The query with its values in their fields' kinds, and the kinds of what it selects.
    pub(super) async fn prepared(&self, query: &Query) -> Result<(Query, Shape), Error> {
        let spoken_of = soql::columns(query)
            .into_iter()
            .chain(&query.fields)
            .chain(fields_of(&query.filter));
        let shape = self
            .shape(&query.object, spoken_of.cloned().collect())
            .await?;
        let filter = fit(&query.filter, &shape)?;
        let selected: Vec<_> = soql::columns(query)
            .into_iter()
            .chain(&query.fields)
            .cloned()
            .collect();
        Ok((
            Query {
                filter,
                ..query.clone()
            },
            only(&shape, &selected),
        ))
    }

    async fn page(&self, text: &str, with_deleted: bool) -> Result<Page, Error> {
        let path = self
            .data(if with_deleted { "/queryAll" } else { "/query" })
            .await?;
        self.read(Call::get(path).asking("q", text)).await?.json()
    }

    /// This page and those after it, as far as the limit goes.
    pub(super) async fn collect(
        &self,
        query: &Query,
        shape: &Shape,
        first: Page,
        rows: &mut Vec<Record>,
    ) -> Result<(), Error> {
        let (mut page, mut here) = (first, 0);
        loop {
            for raw in page.records.iter().take(query.limit as usize - here) {
                rows.push(row::record(&query.object, shape, raw)?);
                here += 1;
            }
            let Some(next) = page
                .next_records_url
                .filter(|_| !page.done && here < query.limit as usize)
            else {
                return Ok(());
            };
            // Only a path of the same org: what an answer says is not trusted with our token.
            if !next.starts_with("/services/data/") {
                return Err(Error::malformed("the address of the next page"));
            }
            page = self.read(Call::get(next)).await?.json()?;
        }
    }
}

/// Without what was selected only to sort by; pieces of a long list are put together again.
pub(super) fn finish(query: &Query, mut rows: Vec<Record>, in_pieces: bool) -> Vec<Record> {
    if in_pieces {
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(row.id.clone()));
        rows.sort_by(|a, b| compare(query, a, b));
        rows.truncate(query.limit as usize);
    }
    for row in &mut rows {
        row.fields
            .retain(|name, _| query.fields.iter().any(|asked| asked.is(name.as_str())));
    }
    rows
}

/// As the org sorts: nulls first going up, last going down.
fn compare(query: &Query, a: &Record, b: &Record) -> Ordering {
    for (field, direction) in &query.order {
        let (a, b) = (a.get(field.as_str()), b.get(field.as_str()));
        let up = match (a.is_null(), b.is_null()) {
            (false, false) => a.order(b).unwrap_or(Ordering::Equal),
            (a, b) => b.cmp(&a),
        };
        let way = if *direction == Direction::Ascending {
            up
        } else {
            up.reverse()
        };
        if way != Ordering::Equal {
            return way;
        }
    }
    Ordering::Equal
}

fn only(shape: &Shape, fields: &[FieldName]) -> Shape {
    Shape(
        shape
            .0
            .iter()
            .filter(|(name, _)| fields.iter().any(|field| field.is(name.as_str())))
            .cloned()
            .collect(),
    )
}

pub(super) fn by_id(object: &ObjectName, records: &[RecordRef], fields: &[FieldName]) -> Query {
    let id: FieldName = "Id".parse().expect("a name");
    Query {
        object: object.clone(),
        fields: fields.to_vec(),
        filter: domain::query::Filter::In {
            field: id,
            values: records
                .iter()
                .map(|record| domain::value::Value::Reference(record.id.clone()))
                .collect(),
        },
        order: vec![],
        limit: u32::try_from(records.len()).unwrap_or(u32::MAX),
        with_deleted: false,
    }
}

pub(super) fn row_path(record: &RecordRef) -> String {
    format!("/sobjects/{}/{}", record.object, record.id)
}

pub(super) fn columns(fields: &[FieldName]) -> String {
    let mut names = vec!["Id"];
    names.extend(
        fields
            .iter()
            .map(FieldName::as_str)
            .filter(|name| !name.eq_ignore_ascii_case("Id")),
    );
    names.join(",")
}
