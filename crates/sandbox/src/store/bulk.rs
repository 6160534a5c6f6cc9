//! Many seeded rows in one statement.

use serde_json::Value as Sent;
use sqlx::SqliteConnection;

use super::{Record, execute};
use crate::schema::Object;
use crate::value::Cell;

pub(crate) use super::insert::{next, write};

/// Writes rows as they are: no checks, no history. Fields the rows leave null are null.
pub(crate) async fn write_all(
    conn: &mut SqliteConnection,
    object: &'static Object,
    records: &[Record],
) -> Result<(), sqlx::Error> {
    let used: Vec<_> = object
        .fields
        .iter()
        .filter(|field| records.iter().any(|record| !record.value(field).is_null()))
        .collect();
    let columns: Vec<String> = used
        .iter()
        .map(|field| format!("\"{}\"", field.name))
        .collect();
    let picks: Vec<String> = (0..used.len())
        .map(|at| format!("value ->> {at}"))
        .collect();
    let sql = format!(
        "insert into \"{}\" ({}) select {} from json_each(?)",
        object.name,
        columns.join(", "),
        picks.join(", ")
    );
    for some in records.chunks(4_000) {
        let sent: Vec<Vec<Sent>> = some
            .iter()
            .map(|record| {
                used.iter()
                    .map(|field| match record.value(field).cell(field.scale()) {
                        Cell::Null => Sent::Null,
                        Cell::Int(value) => value.into(),
                        Cell::Real(value) => value.into(),
                        Cell::Text(value) => value.into(),
                    })
                    .collect()
            })
            .collect();
        let sent = serde_json::to_string(&sent).expect("plain values always serialise");
        execute(conn, sql.clone(), vec![Cell::Text(sent)]).await?;
    }
    Ok(())
}
