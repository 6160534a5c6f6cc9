//! Decisions: change sets that wait for signatures. What is stored is what happened; what it amounts to is derived by
//! `Decision::status`. A closed decision stays: it is the audit trail.

mod closings;
mod list;
mod queue;
mod sign;

pub use closings::{closings, lately};
pub use list::{Filter, by_record, by_run, get, list, waiting};
pub use queue::{Tally, Wanted, looked, queue, tally};
pub use sign::{close, edit, open, sign};

use crate::database::{Held, on};
use crate::row::{count, from_json, parse, time};
use crate::{Error, Result};
use domain::decision::{Decision, Look, Signature};
use domain::time::Timestamp;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

/// A decision as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub decision: Decision,
    /// Grows with every signature and edit; a verb that names an old one is refused.
    pub revision: u64,
    /// How it was closed, and when; none while it waits.
    pub closed: Option<(String, Timestamp)>,
    /// The last look at the org for its sake; none since it was proposed.
    pub look: Option<Look>,
}

const COLUMNS: &str = "id, run, changes, authors, asked_at, expires_at, gate_version, revision, closed_as, closed_at, \
                       looked_at, drifted";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    run: String,
    changes: String,
    authors: String,
    asked_at: i64,
    expires_at: i64,
    gate_version: i64,
    revision: i64,
    closed_as: Option<String>,
    closed_at: Option<i64>,
    looked_at: Option<i64>,
    drifted: Option<i64>,
}

impl TryFrom<Row> for Stored {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            decision: Decision {
                id: parse(&row.id)?,
                run: parse(&row.run)?,
                changes: from_json(&row.changes)?,
                authors: from_json(&row.authors)?,
                asked_at: time(row.asked_at),
                expires_at: time(row.expires_at),
                signatures: vec![],
                gate_version: count(row.gate_version)?,
            },
            revision: count(row.revision)?,
            closed: row.closed_as.zip(row.closed_at.map(time)),
            look: match row.looked_at {
                None => None,
                Some(at) => Some(Look {
                    at: time(at),
                    drifted: count(row.drifted.unwrap_or_default())?,
                }),
            },
        })
    }
}

/// Rows with their signatures, which one more query fetches for all of them.
async fn with_signatures(held: &mut Held<'_>, rows: Vec<Row>) -> Result<Vec<Stored>> {
    let mut decisions = rows
        .into_iter()
        .map(Stored::try_from)
        .collect::<Result<Vec<_>>>()?;
    if decisions.iter().all(|stored| stored.revision == 0) {
        return Ok(decisions);
    }
    let found: Vec<(String, String)> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new("select decision, body from signatures where decision in (");
        let mut ids = query.separated(", ");
        for stored in decisions.iter().filter(|stored| stored.revision > 0) {
            ids.push_bind(stored.decision.id.as_str());
        }
        query.push(") order by decision, number").build_query_as().fetch_all(c).await?
    });
    let mut signatures: BTreeMap<String, Vec<Signature>> = BTreeMap::new();
    for (decision, body) in found {
        signatures
            .entry(decision)
            .or_default()
            .push(from_json(&body)?);
    }
    for stored in &mut decisions {
        stored.decision.signatures = signatures
            .remove(stored.decision.id.as_str())
            .unwrap_or_default();
    }
    Ok(decisions)
}
