//! Independent reads in one call: at most 25 of them, at most five of those queries.

use super::rows::{Page, by_id, columns, finish, row_path};
use crate::answer::Refusal;
use crate::call::{Body, Call};
use crate::client::Client;
use crate::error::Error;
use crate::row;
use crate::soql;
use crate::typed::Shape;
use domain::query::Query;
use domain::record::{FieldName, Record, RecordRef};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// One of several reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    Record {
        record: RecordRef,
        fields: Vec<FieldName>,
    },
    Rows(Query),
    /// How many rows fit; `limit` and `order` do not matter.
    Count(Query),
}

/// What came of it, in the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// None: there is no such record, or it may not be seen.
    Record(Option<Record>),
    Rows(Vec<Record>),
    Count(u64),
}

const MOST: usize = 25;
const MOST_QUERIES: usize = 5;

/// One subrequest, and how to read what comes of it.
struct Sub {
    place: usize,
    path: String,
    reading: Reading,
}

enum Reading {
    Row { record: RecordRef, shape: Shape },
    Rows { query: Query, shape: Shape },
    Count,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    all_or_none: bool,
    composite_request: Vec<Subrequest<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subrequest<'a> {
    method: &'a str,
    url: &'a str,
    reference_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    composite_response: Vec<Subresponse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subresponse {
    body: Box<RawValue>,
    http_status_code: u16,
    #[serde(default)]
    http_headers: BTreeMap<String, String>,
}

impl Client {
    /// Several reads for as few calls as the org allows. One that fails fails them all.
    pub async fn ask(&self, asks: &[Ask]) -> Result<Vec<Answer>, Error> {
        let mut answers: Vec<Answer> = asks.iter().map(Ask::nothing).collect();
        let mut subs = vec![];
        for (place, ask) in asks.iter().enumerate() {
            subs.extend(self.subs(place, ask).await?);
        }
        let in_pieces = |place| subs.iter().filter(|sub: &&Sub| sub.place == place).count() > 1;
        let in_pieces: Vec<bool> = (0..asks.len()).map(in_pieces).collect();
        for batch in batches(subs) {
            for (sub, response) in self.composite(batch).await? {
                self.put(&mut answers[sub.place], sub.reading, &response)
                    .await?;
            }
        }
        for (place, (answer, ask)) in answers.iter_mut().zip(asks).enumerate() {
            if let (Answer::Rows(rows), Ask::Rows(query)) = (answer, ask) {
                *rows = finish(query, std::mem::take(rows), in_pieces[place]);
            }
        }
        Ok(answers)
    }

    /// Several records, each with its own fields, in the order asked for. None: not there, or not to be seen.
    pub async fn get_many(
        &self,
        wanted: &[(RecordRef, Vec<FieldName>)],
    ) -> Result<Vec<Option<Record>>, Error> {
        // One alone needs no envelope.
        if let [(record, fields)] = wanted {
            return match self.get(record, fields).await {
                Ok(found) => Ok(vec![Some(found)]),
                Err(Error::NotFound { .. }) => Ok(vec![None]),
                Err(error) => Err(error),
            };
        }
        let asks: Vec<Ask> = wanted
            .iter()
            .map(|(record, fields)| Ask::Record {
                record: record.clone(),
                fields: fields.clone(),
            })
            .collect();
        let answers = self.ask(&asks).await?;
        Ok(answers
            .into_iter()
            .map(|answer| {
                if let Answer::Record(record) = answer {
                    record
                } else {
                    None
                }
            })
            .collect())
    }

    async fn subs(&self, place: usize, ask: &Ask) -> Result<Vec<Sub>, Error> {
        let sub = |path, reading| Sub {
            place,
            path,
            reading,
        };
        match ask {
            Ask::Record { record, fields } if !fields.iter().any(FieldName::is_path) => {
                let shape = self.shape(&record.object, fields.clone()).await?;
                let path = self
                    .data(&format!("{}?fields={}", row_path(record), columns(fields)))
                    .await?;
                Ok(vec![sub(
                    path,
                    Reading::Row {
                        record: record.clone(),
                        shape,
                    },
                )])
            }
            // Parents are read by query only.
            Ask::Record { record, fields } => {
                let query = by_id(&record.object, std::slice::from_ref(record), fields);
                self.row_subs(place, &query).await
            }
            Ask::Rows(query) => self.row_subs(place, query).await,
            Ask::Count(query) => {
                let (query, _) = self.prepared(query).await?;
                let Some(text) = soql::count(&query)? else {
                    return Ok(vec![]);
                };
                Ok(vec![sub(
                    self.query_path(&query, &text).await?,
                    Reading::Count,
                )])
            }
        }
    }

    async fn row_subs(&self, place: usize, query: &Query) -> Result<Vec<Sub>, Error> {
        let (query, shape) = self.prepared(query).await?;
        let mut subs = vec![];
        for text in &soql::select(&query)? {
            let reading = Reading::Rows {
                query: query.clone(),
                shape: shape.clone(),
            };
            subs.push(Sub {
                place,
                path: self.query_path(&query, text).await?,
                reading,
            });
        }
        Ok(subs)
    }

    async fn query_path(&self, query: &Query, text: &str) -> Result<String, Error> {
        let verb = if query.with_deleted {
            "queryAll"
        } else {
            "query"
        };
        self.data(&format!("/{verb}?q={}", percent(text))).await
    }

    async fn composite(&self, batch: Vec<Sub>) -> Result<Vec<(Sub, Subresponse)>, Error> {
        let requests = batch.iter().enumerate();
        let requests = requests.map(|(at, sub)| Subrequest {
            method: "GET",
            url: &sub.path,
            reference_id: format!("r{at}"),
        });
        let request = Request {
            all_or_none: false,
            composite_request: requests.collect(),
        };
        let body = Body::Json(serde_json::to_string(&request).map_err(Error::malformed)?);
        let path = self.data("/composite").await?;
        let response: Response = self.read(Call::post(path, body)).await?.json()?;
        if response.composite_response.len() != batch.len() {
            return Err(Error::malformed(
                "a composite answer with another number of parts",
            ));
        }
        Ok(batch.into_iter().zip(response.composite_response).collect())
    }

    async fn put(
        &self,
        answer: &mut Answer,
        reading: Reading,
        response: &Subresponse,
    ) -> Result<(), Error> {
        if !(200..300).contains(&response.http_status_code) {
            let refusal = Refusal::read(response.http_status_code, response.body.get().as_bytes());
            return match (refusal.into_error(), answer) {
                (Error::NotFound { .. }, Answer::Record(_)) => Ok(()),
                (error, _) => Err(error),
            };
        }
        match (reading, answer) {
            (Reading::Row { record, shape }, Answer::Record(slot)) => {
                let found = row::record(&record.object, &shape, &response.body)?;
                *slot = Some(Record {
                    etag: response.etag(),
                    ..found
                });
            }
            (Reading::Rows { query, shape }, Answer::Record(slot)) => {
                let mut rows = vec![];
                self.collect(&query, &shape, response.page()?, &mut rows)
                    .await?;
                *slot = finish(&query, rows, false).pop();
            }
            (Reading::Rows { query, shape }, Answer::Rows(rows)) => {
                self.collect(&query, &shape, response.page()?, rows).await?;
            }
            (Reading::Count, Answer::Count(count)) => *count = response.page()?.total_size,
            _ => return Err(Error::malformed("an answer of another kind")),
        }
        Ok(())
    }
}

impl Ask {
    fn nothing(&self) -> Answer {
        match self {
            Self::Record { .. } => Answer::Record(None),
            Self::Rows(_) => Answer::Rows(vec![]),
            Self::Count(_) => Answer::Count(0),
        }
    }
}

impl Subresponse {
    fn etag(&self) -> Option<String> {
        self.http_headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("etag"))
            .map(|(_, value)| value.clone())
    }
    fn page(&self) -> Result<Page, Error> {
        serde_json::from_str(self.body.get()).map_err(Error::malformed)
    }
}

/// In the order asked, each as full as the two limits allow.
fn batches(subs: Vec<Sub>) -> Vec<Vec<Sub>> {
    let mut batches: Vec<Vec<Sub>> = vec![];
    let mut queries = 0;
    for sub in subs {
        let is_query = usize::from(!matches!(sub.reading, Reading::Row { .. }));
        match batches.last_mut() {
            Some(batch) if batch.len() < MOST && queries + is_query <= MOST_QUERIES => {
                queries += is_query;
                batch.push(sub);
            }
            _ => {
                queries = is_query;
                batches.push(vec![sub]);
            }
        }
    }
    batches
}

fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() * 2);
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}
