use super::{COLUMNS, Row, Stored, with_signatures};
use crate::database::{Conn, InWorkspace, on};
use crate::page::{Page, Paged};
use crate::{Error, Result};
use domain::id::{DecisionId, RunId};
use domain::record::RecordRef;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// Which decisions a list shows. The default shows all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Filter {
    #[default]
    All,
    Waiting,
    Closed,
}

/// One decision. `Gone` when this workspace has none of that id.
pub async fn get(here: InWorkspace<'_>, decision: &DecisionId) -> Result<Stored> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from decisions where id = $1 and workspace = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(decision.as_str()).bind(workspace).fetch_one(c).await?);
    with_signatures(&mut held, vec![row])
        .await?
        .pop()
        .ok_or(Error::Gone)
}

/// Decisions that are not closed, oldest first. Some of them may be past their time: ask their status.
pub async fn waiting(here: InWorkspace<'_>, page: &Page) -> Result<Paged<Stored>> {
    let workspace = here.id();
    let (at, id) = page.above();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from decisions where workspace = $1 and closed_at is null and (asked_at, id) > ($2, $3) \
          order by asked_at, id limit $4"
    );
    let rows = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    Ok(cut(page, with_signatures(&mut held, rows).await?))
}

/// Decisions, newest first.
pub async fn list(here: InWorkspace<'_>, filter: Filter, page: &Page) -> Result<Paged<Stored>> {
    let workspace = here.id();
    let (at, id) = page.below();
    let only = match filter {
        Filter::All => "",
        Filter::Waiting => " and closed_at is null",
        Filter::Closed => " and closed_at is not null",
    };
    let query = format!(
        "select {COLUMNS} from decisions where workspace = $1{only} and (asked_at, id) < ($2, $3) order by asked_at desc, id desc limit $4"
    );
    let mut held = here.held().await?;
    let rows = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    Ok(cut(page, with_signatures(&mut held, rows).await?))
}

/// All decisions of one run, in the order they were asked.
pub async fn by_run(here: InWorkspace<'_>, run: &RunId) -> Result<Vec<Stored>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from decisions where run = $1 and workspace = $2 order by asked_at, id"
    );
    let rows = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(run.as_str()).bind(workspace).fetch_all(c).await?);
    with_signatures(&mut held, rows).await
}

/// The last hundred decisions that touch any of these records, newest first: why a record changed, and what else wants to.
pub async fn by_record(here: InWorkspace<'_>, records: &[RecordRef]) -> Result<Vec<Stored>> {
    if records.is_empty() {
        return Ok(vec![]);
    }
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows = touching(held.conn(), workspace, records).await?;
    with_signatures(&mut held, rows).await
}

async fn touching(conn: Conn<'_>, workspace: &str, records: &[RecordRef]) -> Result<Vec<Row>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new(format!(
            "select {COLUMNS} from decisions where id in (select decision from decision_records where workspace = "
        ));
        query.push_bind(workspace).push(" and (object, record) in (values ");
        let mut values = query.separated(", ");
        for record in records {
            values.push("(").push_bind_unseparated(record.object.as_str())
                .push_unseparated(", ").push_bind_unseparated(record.id.as_str()).push_unseparated(")");
        }
        query.push(")) order by asked_at desc, id desc limit 100").build_query_as().fetch_all(c).await?
    }))
}

fn cut(page: &Page, decisions: Vec<Stored>) -> Paged<Stored> {
    page.cut(decisions, |stored| {
        (stored.decision.asked_at, stored.decision.id.to_string())
    })
}
