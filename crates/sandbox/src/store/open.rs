//! The file: made when missing, given new columns when the schema grew.

use std::cmp::Ordering;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Row as _, SqliteConnection};

use super::{execute, rows};
use crate::schema::{Field, Kind, Object, schema};
use crate::value::Cell;

/// Many readers, one writer.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: SqlitePool,
}

/// Opens the file and makes sure every object has its table.
pub(crate) async fn open(file: &Path) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A sandbox survives its process, not a power cut: nobody waits for the disk.
        .synchronous(SqliteSynchronous::Off)
        .busy_timeout(Duration::from_secs(20))
        .statement_cache_capacity(400)
        .foreign_keys(false)
        .collation("sf", without_case);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    prepare(&mut *writer.acquire().await?).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(6)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?;
    Ok(Pools { readers, writer })
}

async fn prepare(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for sql in [
        "create table if not exists org_setting (name text primary key, value text not null)",
        "create table if not exists org_counter (name text primary key, next integer not null)",
        "create table if not exists org_token (token text primary key, kind text not null, user_id text not null, scope text not null, \
         family text not null, used integer not null default 0, detail text)",
        "create index if not exists org_token_family on org_token (family)",
    ] {
        execute(conn, sql.to_owned(), vec![]).await?;
    }
    for object in &schema().objects {
        table(conn, object).await?;
    }
    Ok(())
}

async fn table(conn: &mut SqliteConnection, object: &Object) -> Result<(), sqlx::Error> {
    let columns: Vec<String> = object.fields.iter().map(column).collect();
    let sql = format!(
        "create table if not exists \"{}\" ({}, _deleted_with text, _version integer not null default 1)",
        object.name,
        columns.join(", ")
    );
    execute(conn, sql, vec![]).await?;
    let known: Vec<String> = rows(
        conn,
        "select name from pragma_table_info(?)".to_owned(),
        vec![Cell::Text(object.name.to_owned())],
    )
    .await?
    .iter()
    .map(|row| row.try_get(0))
    .collect::<Result<_, _>>()?;
    for field in object
        .fields
        .iter()
        .filter(|field| !known.iter().any(|name| name == field.name))
    {
        execute(
            conn,
            format!(
                "alter table \"{}\" add column {}",
                object.name,
                column(field)
            ),
            vec![],
        )
        .await?;
    }
    for field in object
        .fields
        .iter()
        .filter(|field| field.kind != Kind::Id && looked_up(field))
    {
        // Most references and keys are empty; leaving those out keeps bulk writes fast. Names are sorted by, so all are in.
        let filled = if field.names {
            String::new()
        } else {
            format!(" where \"{}\" is not null", field.name)
        };
        let sql = format!(
            "create index if not exists \"{0}_{1}\" on \"{0}\" (\"{1}\"){filled}",
            object.name, field.name
        );
        execute(conn, sql, vec![]).await?;
    }
    if object.has("SystemModstamp") {
        let sql = format!(
            "create index if not exists \"{0}_stamp\" on \"{0}\" (SystemModstamp, Id)",
            object.name
        );
        execute(conn, sql, vec![]).await?;
    }
    Ok(())
}

fn looked_up(field: &Field) -> bool {
    let stamp = matches!(field.name, "CreatedById" | "LastModifiedById");
    (matches!(field.kind, Kind::Reference(_)) && !stamp)
        || field.unique
        || field.names
        || field.kind == Kind::Email
}

fn column(field: &Field) -> String {
    let kind = match field.kind {
        Kind::Id => "text primary key not null",
        Kind::Boolean => "integer not null default 0",
        Kind::Int | Kind::DateTime | Kind::Decimal { .. } => "integer",
        Kind::Date | Kind::Reference(_) => "text",
        _ => "text collate sf",
    };
    format!("\"{}\" {kind}", field.name)
}

/// Text compares without case, in every alphabet.
fn without_case(left: &str, right: &str) -> Ordering {
    let (mut ours, mut theirs) = (left.as_bytes(), right.as_bytes());
    // Byte by byte while it is ASCII, which it nearly always is: this runs for every step of every index.
    while let ([own, more @ ..], [other, rest @ ..]) = (ours, theirs) {
        if !own.is_ascii() || !other.is_ascii() {
            return left
                .chars()
                .flat_map(char::to_lowercase)
                .cmp(right.chars().flat_map(char::to_lowercase));
        }
        match own.to_ascii_lowercase().cmp(&other.to_ascii_lowercase()) {
            Ordering::Equal => (ours, theirs) = (more, rest),
            unequal => return unequal,
        }
    }
    ours.len().cmp(&theirs.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_nothing_and_length_is_something() {
        assert_eq!(without_case("KESTREL", "kestrel"), Ordering::Equal);
        assert_eq!(without_case("Ångström", "ångstrÖm"), Ordering::Equal);
        assert_eq!(without_case("kestrel", "Kestrel Bay"), Ordering::Less);
        assert_eq!(without_case("b", "A"), Ordering::Greater);
    }
}
