use super::{COLUMNS, Row, Stored, with_signatures};
use crate::Result;
use crate::database::{InWorkspace, on};
use crate::row::{bigint, count};
use domain::time::Timestamp;
use sqlx::QueryBuilder;

/// The last decisions that were closed under one of these words, the latest first.
pub async fn lately(here: InWorkspace<'_>, words: &[&str], limit: u32) -> Result<Vec<Stored>> {
    if words.is_empty() {
        return Ok(vec![]);
    }
    let workspace = here.id();
    let limit = bigint(limit)?;
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new(format!("select {COLUMNS} from decisions where workspace = "));
        query.push_bind(workspace).push(" and closed_at is not null and closed_as in (");
        let mut listed = query.separated(", ");
        for word in words {
            listed.push_bind(*word);
        }
        query.push(") order by closed_at desc, id desc limit ").push_bind(limit);
        query.build_query_as().fetch_all(c).await?
    });
    with_signatures(&mut held, rows).await
}

/// How many decisions were closed under which word since then.
pub async fn closings(here: InWorkspace<'_>, since: Timestamp) -> Result<Vec<(String, u64)>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, i64)> = on!(held.conn(), c => sqlx::query_as(
        "select closed_as, count(*) from decisions where workspace = $1 and closed_at >= $2 and closed_as is not null \
          group by closed_as order by closed_as")
        .bind(workspace).bind(since.micros()).fetch_all(c).await?);
    rows.into_iter()
        .map(|(word, decisions)| Ok((word, count(decisions)?)))
        .collect()
}
