//! Several statements in one go. On SQLite each round trip costs two changes of thread, more than most statements
//! themselves, and one trip takes many; PostgreSQL takes one statement at a time.

use crate::database::Conn;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Statements with their arguments, in order.
#[derive(Default)]
pub(crate) struct Script<'a>(Vec<(Cow<'a, str>, Vec<Arg<'a>>)>);

/// What stands for `$1`, `$2`, …
pub(crate) enum Arg<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Bytes(&'a [u8]),
    Bool(bool),
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(text.into()))
    }
}
impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text.into()))
    }
}
impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(Some(text))
    }
}
impl From<Option<String>> for Arg<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::from))
    }
}
impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::from))
    }
}
impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}
impl From<Option<i64>> for Arg<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}
impl From<bool> for Arg<'_> {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

/// The arguments of one statement, whatever their types.
macro_rules! args {
    ($($arg:expr),+ $(,)?) => { vec![$($crate::script::Arg::from($arg)),+] };
}
pub(crate) use args;

macro_rules! bound {
    ($query:expr, $args:expr) => {
        $args.into_iter().fold($query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Int(number) => query.bind(number),
            Arg::Bytes(bytes) => query.bind(bytes),
            Arg::Bool(flag) => query.bind(flag),
        })
    };
}

impl<'a> Script<'a> {
    pub(crate) fn add(&mut self, statement: impl Into<Cow<'a, str>>, args: Vec<Arg<'a>>) {
        self.0.push((statement.into(), args));
    }

    /// Adds rows to a table; nothing when there are none.
    pub(crate) fn insert(&mut self, into: &str, rows: Vec<Vec<Arg<'a>>>, or: &str) {
        if rows.is_empty() {
            return;
        }
        let mut statement = format!("insert into {into} values ");
        let mut number = 0;
        for (at, row) in rows.iter().enumerate() {
            statement += if at == 0 { "(" } else { ", (" };
            for column in 0..row.len() {
                number += 1;
                let comma = if column == 0 { "" } else { ", " };
                let _ = write!(statement, "{comma}${number}");
            }
            statement.push(')');
        }
        statement += or;
        self.add(statement, rows.into_iter().flatten().collect());
    }

    /// Runs all of it and gives the rows of the first statement, the only one that may have any.
    pub(crate) async fn rows<R>(self, conn: Conn<'_>) -> sqlx::Result<Vec<R>>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        match conn {
            Conn::Lite(conn) => {
                let (text, args) = self.joined();
                bound!(sqlx::query_as(AssertSqlSafe(text)), args)
                    .fetch_all(conn)
                    .await
            }
            Conn::Pg(conn) => {
                let mut statements = self.0.into_iter();
                let Some((first, args)) = statements.next() else {
                    return Ok(vec![]);
                };
                let rows = bound!(sqlx::query_as(AssertSqlSafe(first.into_owned())), args)
                    .fetch_all(&mut *conn)
                    .await?;
                for (statement, args) in statements {
                    bound!(sqlx::query(AssertSqlSafe(statement.into_owned())), args)
                        .execute(&mut *conn)
                        .await?;
                }
                Ok(rows)
            }
        }
    }

    /// Runs all of it.
    pub(crate) async fn run(self, conn: Conn<'_>) -> sqlx::Result<()> {
        self.rows::<()>(conn).await.map(|_| ())
    }

    /// One text, its arguments numbered through.
    fn joined(self) -> (String, Vec<Arg<'a>>) {
        let mut text = String::new();
        let mut args = vec![];
        for (statement, own) in self.0 {
            let mut pieces = statement.split('$');
            text += pieces.next().unwrap_or_default();
            for piece in pieces {
                let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
                let number = piece[..digits].parse::<usize>().unwrap_or_default();
                let _ = write!(text, "${}{}", args.len() + number, &piece[digits..]);
            }
            text += "; ";
            args.extend(own);
        }
        (text, args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_numbered_through() {
        let mut script = Script::default();
        script.add("update a set b = $2 where c = $1", args!["x", 1_i64]);
        script.insert(
            "d (e, f)",
            vec![args![2_i64, None::<&str>], args![3_i64, "y"]],
            " on conflict do nothing",
        );
        script.insert("g (h)", vec![], "");
        let (text, args) = script.joined();
        assert_eq!(
            text,
            "update a set b = $2 where c = $1; \
             insert into d (e, f) values ($3, $4), ($5, $6) on conflict do nothing; "
        );
        assert_eq!(args.len(), 6);
    }
}
