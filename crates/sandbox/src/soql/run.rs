//! Rows to JSON, a page at a time.

use std::collections::HashMap;

use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::ast::{Item, Query};
use super::columns;
use super::compile::{Compiler, Plan};
use super::cursor::{Cursor, Cursors};
use super::links::bounded;
use super::parse::parse;
use super::shape::{Child, Entry, Node, Shape, Shown};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::schema::{Object, schema};
use crate::security::Actor;
use crate::store::rows;
use crate::value::{Cell, Value, cell_of};

/// Who asks, and how.
pub(crate) struct Asked<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) today: Date,
    /// `v66.0`: rows carry URLs of the version they were asked in.
    pub(crate) version: &'a str,
    pub(crate) batch: usize,
    pub(crate) all_rows: bool,
    pub(crate) cursors: &'a Cursors,
}

pub(crate) struct Page {
    pub(crate) total: usize,
    pub(crate) records: Vec<Json>,
    /// The locator of the next page.
    pub(crate) next: Option<String>,
}

impl Page {
    pub(crate) fn json(self, version: &str) -> Json {
        let mut body = Json::object([
            ("totalSize", self.total.into()),
            ("done", self.next.is_none().into()),
        ]);
        if let Some(next) = self.next {
            body.push(
                "nextRecordsUrl",
                format!("/services/data/{version}/query/{next}").into(),
            );
        }
        body.push("records", Json::List(self.records));
        body
    }
}

/// Runs a query and answers its first page.
pub(crate) async fn run(
    conn: &mut SqliteConnection,
    asked: &Asked<'_>,
    text: &str,
) -> Result<Page, Refusal> {
    run_query(conn, asked, parse(text)?).await
}

pub(crate) async fn run_query(
    conn: &mut SqliteConnection,
    asked: &Asked<'_>,
    query: Query,
) -> Result<Page, Refusal> {
    let object = object(asked, &query)?;
    bounded(object, &query)?;
    let plan = asked.plan(object, &query, None)?;
    if let Shape::Count = plan.shape {
        let sql = format!(
            "select count(*) from (select 1{}{}{})",
            plan.from,
            plan.filter,
            limits(plan.limit, plan.offset)
        );
        let found = rows(conn, sql, plan.binds).await?;
        let total: i64 = found.first().map_or(Ok(0), |row| row.try_get(0))?;
        return Ok(Page {
            total: usize::try_from(total).unwrap_or(0),
            records: vec![],
            next: None,
        });
    }
    let grouped = matches!(plan.shape, Shape::Groups(_));
    let beyond = if grouped {
        plan.limit
    } else {
        Some(plan.limit.unwrap_or(u64::MAX).min(asked.batch as u64 + 1))
    };
    let mut found = rows(conn, sql(&plan, beyond), plan.binds.clone()).await?;
    if grouped || found.len() <= asked.batch {
        let records = Box::pin(asked.records(conn, &plan, &found)).await?;
        return Ok(Page {
            total: found.len(),
            records,
            next: None,
        });
    }
    let ids = format!(
        "select {}.Id{}{}{}{}",
        plan.alias,
        plan.from,
        plan.filter,
        plan.order,
        limits(plan.limit, plan.offset)
    );
    let ids = rows(conn, ids, plan.binds.clone())
        .await?
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<Vec<String>, _>>()?;
    found.truncate(asked.batch);
    let records = Box::pin(asked.records(conn, &plan, &found)).await?;
    let total = ids.len();
    let next = asked.cursors.keep(Cursor {
        query,
        ids,
        batch: asked.batch,
        user_id: asked.actor.user_id.clone(),
    });
    Ok(Page {
        total,
        records,
        next: Some(format!("{next}-{}", asked.batch)),
    })
}

/// Answers the page a locator (`01g…-2000`) stands for.
pub(crate) async fn more(
    conn: &mut SqliteConnection,
    asked: &Asked<'_>,
    locator: &str,
) -> Result<Page, Refusal> {
    let unknown = || Refusal::bad("INVALID_QUERY_LOCATOR", "invalid query locator");
    let (name, start) = locator.rsplit_once('-').ok_or_else(unknown)?;
    let start: usize = start.parse().map_err(|_| unknown())?;
    let cursor = asked
        .cursors
        .find(name, &asked.actor.user_id)
        .filter(|cursor| start < cursor.ids.len())
        .ok_or_else(unknown)?;
    let end = (start + cursor.batch).min(cursor.ids.len());
    let wanted = &cursor.ids[start..end];
    let mut query = cursor.query.clone();
    (query.filter, query.limit, query.offset, query.all_rows) = (None, None, None, true);
    query.order.clear();
    let object = object(asked, &query)?;
    let mut plan = asked.plan(object, &query, Some("Id"))?;
    plan.binds.push(id_list(wanted));
    let found = rows(conn, sql(&plan, None), plan.binds.clone()).await?;
    let records = Box::pin(asked.records(conn, &plan, &found)).await?;
    let mut by_id: HashMap<String, Json> = HashMap::new();
    for (row, record) in found.iter().zip(records) {
        by_id.insert(row.try_get(0)?, record);
    }
    let records = wanted.iter().filter_map(|id| by_id.remove(id)).collect();
    let next = (end < cursor.ids.len()).then(|| format!("{name}-{end}"));
    Ok(Page {
        total: cursor.ids.len(),
        records,
        next,
    })
}

/// What the CLI asks before it prints: the columns of a query.
pub(crate) fn column_metadata(asked: &Asked<'_>, text: &str) -> Result<Json, Refusal> {
    let query = parse(text)?;
    let object = object(asked, &query)?;
    asked.plan(object, &query, None)?;
    Ok(columns::metadata(object, &query))
}

fn object(asked: &Asked<'_>, query: &Query) -> Result<&'static Object, Refusal> {
    asked
        .actor
        .sight
        .object(&query.from)
        .ok_or_else(|| Refusal::unknown_type(&query.from))
}

impl Asked<'_> {
    fn plan(
        &self,
        object: &'static Object,
        query: &Query,
        among: Option<&str>,
    ) -> Result<Plan, Refusal> {
        Compiler::new(&self.actor.sight, self.today).plan(object, query, self.all_rows, among)
    }

    async fn records(
        &self,
        conn: &mut SqliteConnection,
        plan: &Plan,
        found: &[SqliteRow],
    ) -> Result<Vec<Json>, Refusal> {
        let root = match &plan.shape {
            Shape::Rows(root) => root,
            Shape::Groups(shown) => return found.iter().map(|row| group(shown, row)).collect(),
            Shape::Count => return Ok(vec![]),
        };
        let mut children = Vec::new();
        for child in &plan.children {
            children.push(self.children(conn, child, found).await?);
        }
        found
            .iter()
            .map(|row| self.node(root, row, plan, &mut children))
            .collect()
    }

    fn node(
        &self,
        node: &Node,
        row: &SqliteRow,
        plan: &Plan,
        children: &mut [HashMap<String, Json>],
    ) -> Result<Json, Refusal> {
        let Cell::Text(id) = cell_of(row, node.id)? else {
            return Ok(Json::Null);
        };
        let object = node.object.or_else(|| schema().by_prefix(&id));
        let name = object.map_or("Name", |object| object.name);
        let shown = if node.object.is_some() { name } else { "Name" };
        let attributes = Json::object([
            ("type", shown.into()),
            (
                "url",
                format!("/services/data/{}/sobjects/{name}/{id}", self.version).into(),
            ),
        ]);
        let mut json = Json::object([("attributes", attributes)]);
        for entry in &node.entries {
            match entry {
                Entry::Value(shown) => json.push(&shown.name, value(row, shown)?),
                Entry::Parent(name, parent) => {
                    json.push(name, self.node(parent, row, plan, children)?);
                }
                Entry::Child(at) => json.push(
                    plan.children[*at].name,
                    children[*at].remove(&id).unwrap_or(Json::Null),
                ),
            }
        }
        Ok(json)
    }

    /// The children of all found parents at once, by parent.
    async fn children(
        &self,
        conn: &mut SqliteConnection,
        child: &Child,
        found: &[SqliteRow],
    ) -> Result<HashMap<String, Json>, Refusal> {
        let parents = found
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<Vec<String>, _>>()?;
        let (object, reference) = schema()
            .objects
            .iter()
            .find_map(|object| {
                object
                    .fields
                    .iter()
                    .find(|field| std::ptr::eq(*field, child.reference))
                    .map(|field| (object, field))
            })
            .ok_or_else(Refusal::not_found)?;
        let mut query = child.query.clone();
        let (limit, offset) = (query.limit.take(), query.offset.take().unwrap_or(0));
        if query
            .select
            .iter()
            .any(|item| matches!(item, Item::Child(_)))
        {
            return Err(Refusal::query("nested child sub-queries are not supported"));
        }
        let mut plan = self.plan(object, &query, Some(reference.name))?;
        plan.binds.push(id_list(&parents));
        plan.select
            .push(format!("{}.\"{}\"", plan.alias, reference.name));
        let Shape::Rows(root) = &plan.shape else {
            return Err(Refusal::query(
                "aggregates are not allowed in child sub-queries",
            ));
        };
        let mut by_parent: HashMap<String, Vec<Json>> = HashMap::new();
        for row in rows(conn, sql(&plan, None), plan.binds.clone()).await? {
            let parent: String = row.try_get(plan.select.len() - 1)?;
            let record = self.node(root, &row, &plan, &mut [])?;
            by_parent.entry(parent).or_default().push(record);
        }
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let take = limit.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        Ok(by_parent
            .into_iter()
            .map(|(parent, records)| {
                (
                    parent,
                    records
                        .into_iter()
                        .skip(skip)
                        .take(take)
                        .collect::<Vec<_>>(),
                )
            })
            .filter(|(_, records)| !records.is_empty())
            .map(|(parent, records)| {
                (
                    parent,
                    Page {
                        total: records.len(),
                        records,
                        next: None,
                    }
                    .json(self.version),
                )
            })
            .collect())
    }
}

fn group(shown: &[Shown], row: &SqliteRow) -> Result<Json, Refusal> {
    let mut json = Json::object([(
        "attributes",
        Json::object([("type", "AggregateResult".into())]),
    )]);
    for shown in shown {
        json.push(&shown.name, value(row, shown)?);
    }
    Ok(json)
}

fn value(row: &SqliteRow, shown: &Shown) -> Result<Json, Refusal> {
    Ok(Value::from_cell(&shown.kind, cell_of(row, shown.column)?).json())
}

fn sql(plan: &Plan, limit: Option<u64>) -> String {
    let tail = limits(limit.or(plan.limit), plan.offset);
    format!(
        "select {}{}{}{}{}{tail}",
        plan.select.join(", "),
        plan.from,
        plan.filter,
        plan.group,
        plan.order
    )
}

fn limits(limit: Option<u64>, offset: u64) -> String {
    match (
        limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX)),
        offset,
    ) {
        (None, 0) => String::new(),
        (None, offset) => format!(" limit -1 offset {offset}"),
        (Some(limit), 0) => format!(" limit {limit}"),
        (Some(limit), offset) => format!(" limit {limit} offset {offset}"),
    }
}

fn id_list(ids: &[String]) -> Cell {
    Cell::Text(serde_json::to_string(ids).expect("a list of texts always serialises"))
}
