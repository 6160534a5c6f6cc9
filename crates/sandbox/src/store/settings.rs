//! What the org knows about itself beside its rows.

use sqlx::{Row as _, SqliteConnection};

use super::{execute, rows};
use crate::value::Cell;

pub(crate) async fn setting(
    conn: &mut SqliteConnection,
    name: &str,
) -> Result<Option<String>, sqlx::Error> {
    let found = rows(
        conn,
        "select value from org_setting where name = ?".to_owned(),
        vec![Cell::Text(name.to_owned())],
    )
    .await?;
    found.first().map(|row| row.try_get(0)).transpose()
}

pub(crate) async fn settle(
    conn: &mut SqliteConnection,
    name: &str,
    value: &str,
) -> Result<(), sqlx::Error> {
    let sql = "insert into org_setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value";
    execute(
        conn,
        sql.to_owned(),
        vec![Cell::Text(name.to_owned()), Cell::Text(value.to_owned())],
    )
    .await?;
    Ok(())
}
