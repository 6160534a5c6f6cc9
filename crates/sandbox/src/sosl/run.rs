//! A search carried out: candidates from SQLite, words compared here.

use sqlx::Row as _;

use super::parse::{Group, Search, parse, term};
use super::words::{Term, words};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::schema::{Field, Kind, Object, schema};
use crate::soql::ast::{Among, Condition, Expression, Literal, Query};
use crate::soql::{Asked, parse as parse_query, run_query, where_clause};
use crate::store::{Work, rows};
use crate::value::Cell;

/// Rows a search answers, at most.
const MOST: u64 = 2_000;

pub(crate) async fn search(
    work: &mut Work<'_>,
    version: &str,
    text: &str,
) -> Result<Vec<Json>, Refusal> {
    let search = parse(text)?;
    Box::pin(answer(work, version, search)).await
}

/// The same without SOSL's grammar: a term, and objects with the fields to return.
pub(crate) async fn parameterized(
    work: &mut Work<'_>,
    version: &str,
    sought: &str,
    objects: Vec<(String, String)>,
) -> Result<Vec<Json>, Refusal> {
    let returning = objects
        .iter()
        .map(|(name, fields)| parse_query(&format!("SELECT {fields} FROM {name}")))
        .collect::<Result<_, _>>()?;
    let search = Search {
        term: term(sought)?,
        group: Group::All,
        returning,
        limit: None,
    };
    Box::pin(answer(work, version, search)).await
}

async fn answer(
    work: &mut Work<'_>,
    version: &str,
    mut search: Search,
) -> Result<Vec<Json>, Refusal> {
    if search.returning.is_empty() {
        let seen = schema()
            .objects
            .iter()
            .filter(|object| object.searchable && work.actor.sight.reads(object));
        search.returning = seen
            .map(|object| parse_query(&format!("SELECT Id FROM {}", object.name)))
            .collect::<Result<_, _>>()?;
    }
    let mut left = search.limit.unwrap_or(MOST).min(MOST);
    let mut records = Vec::new();
    for mut query in search.returning {
        let object = work
            .actor
            .sight
            .object(&query.from)
            .filter(|object| object.searchable)
            .ok_or_else(|| Refusal::unknown_type(&query.from))?;
        let ids = matching(work, object, &search.term, search.group, &query).await?;
        // Nothing found still runs: a field that is not there must be refused either way.
        let ids = if ids.is_empty() {
            vec![Literal::Null]
        } else {
            ids.into_iter().map(Literal::Text).collect()
        };
        let among = Condition::In {
            of: Expression::Field(vec!["Id".to_owned()]),
            negated: false,
            among: Among::Values(ids),
        };
        query.filter = Some(among);
        query.limit = Some(query.limit.unwrap_or(left).min(left));
        let actor = work.actor.clone();
        let asked = Asked {
            actor: &actor,
            today: work.today(),
            version,
            batch: 2_000,
            all_rows: false,
            cursors: &work.org.cursors,
        };
        let page = run_query(work.conn, &asked, query).await?;
        left -= page.records.len() as u64;
        records.extend(page.records);
    }
    Ok(records)
}

/// Ids of rows whose searched fields hold the term and that meet the WHERE.
async fn matching(
    work: &mut Work<'_>,
    object: &'static Object,
    term: &Term,
    group: Group,
    query: &Query,
) -> Result<Vec<String>, Refusal> {
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| work.actor.sight.sees(object, field) && searched(object, field, group))
        .collect();
    if fields.is_empty() {
        return Ok(vec![]);
    }
    let columns: Vec<String> = fields
        .iter()
        .map(|field| format!("t0.\"{}\"", field.name))
        .collect();
    let mut sql = format!(
        "select t0.Id, {} from \"{}\" t0 where t0.IsDeleted = 0",
        columns.join(", "),
        object.name
    );
    let mut binds = Vec::new();
    if let Some(condition) = &query.filter {
        let (inner, own) = where_clause(&work.actor.sight, work.today(), object, condition)?;
        sql = format!("{sql} and t0.Id in ({inner})");
        binds.extend(own);
    }
    // The longest plain stretch of a wanted word narrows the rows SQLite hands over; ASCII only, since SQLite keeps accents.
    if let Some(stretch) =
        needle(term).filter(|stretch| !stretch.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let any: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} like ?"))
            .collect();
        sql = format!(
            "{sql} and ({} or {})",
            any.join(" or "),
            columns
                .iter()
                .map(|column| format!("{column} glob '*[^ -~]*'"))
                .collect::<Vec<_>>()
                .join(" or ")
        );
        binds.extend(columns.iter().map(|_| Cell::Text(format!("%{stretch}%"))));
    }
    let mut ids = Vec::new();
    for row in rows(work.conn, sql, binds).await? {
        let mut found = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let text: Option<String> = row.try_get(at + 1)?;
            let text = text.unwrap_or_default();
            found.extend(words(&text));
            if field.kind == Kind::Phone {
                found.push(text.chars().filter(char::is_ascii_digit).collect());
            }
            // A phrase does not run from one field into the next.
            found.push(String::new());
        }
        if term.found_in(&found) {
            ids.push(row.try_get(0)?);
            if ids.len() as u64 == MOST {
                break;
            }
        }
    }
    Ok(ids)
}

fn searched(object: &Object, field: &Field, group: Group) -> bool {
    match group {
        Group::All => field.is_text(),
        Group::Name => {
            field.names
                || matches!(field.name, "FirstName" | "LastName" | "Company" | "Subject")
                    && object.name != "EmailMessage"
        }
        Group::Email => {
            field.kind == Kind::Email || matches!(field.name, "FromAddress" | "ToAddress")
        }
        Group::Phone => field.kind == Kind::Phone,
    }
}

/// A stretch of letters every match must hold, when there is one.
fn needle(term: &Term) -> Option<String> {
    match term {
        Term::Phrase(words) => words
            .iter()
            .flat_map(|word| word.split(['*', '?']))
            .filter(|part| part.len() > 1)
            .max_by_key(|part| part.len())
            .map(str::to_owned),
        Term::And(all) => all.iter().filter_map(needle).max_by_key(String::len),
        Term::Or(_) | Term::Not(_) => None,
    }
}
