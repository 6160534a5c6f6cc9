//! Two databases behind one enum, and the macro that writes each query once for both.
//!
//! `on!` compiles its body against both drivers, so a type that one of them lacks is a compile error. Always bind
//! `i64`: PostgreSQL caches statements by text, with the types of the first call.

use crate::writer::Tx;
use crate::{Error, Result, Store};
use deadpool::unmanaged::{Object, Pool};
use domain::id::WorkspaceId;
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, SqliteConnection};

/// Runs one body on whichever connection is held. Both arms must give the same type.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::database::Conn::Lite($c) => $body,
            $crate::database::Conn::Pg($c) => $body,
        }
    };
}
pub(crate) use on;

/// A connection on loan, of either kind.
pub(crate) enum Conn<'c> {
    Lite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

impl Conn<'_> {
    pub(crate) fn by_ref(&mut self) -> Conn<'_> {
        match self {
            Self::Lite(conn) => Conn::Lite(conn),
            Self::Pg(conn) => Conn::Pg(conn),
        }
    }
    /// Several nodes claim at once on PostgreSQL; on SQLite there is one writer and no such word.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self {
            Self::Lite(_) => "",
            Self::Pg(_) => " for update skip locked",
        }
    }
}

impl<'c> From<&'c mut SqliteConnection> for Conn<'c> {
    fn from(conn: &'c mut SqliteConnection) -> Self {
        Self::Lite(conn)
    }
}
impl<'c> From<&'c mut PgConnection> for Conn<'c> {
    fn from(conn: &'c mut PgConnection) -> Self {
        Self::Pg(conn)
    }
}

/// Connections for questions. On SQLite they cannot write.
///
/// A file does not go away as a server does, so they are handed out as they are; the pool of sqlx would ask each one
/// whether it still lives whenever it comes back, which costs as much as most questions.
#[derive(Clone)]
pub(crate) enum Readers {
    Lite(Pool<SqliteConnection>),
    Pg(PgPool),
}

impl Readers {
    /// Waits for the questions at hand, and closes.
    pub(crate) async fn close(&self) {
        match self {
            Self::Lite(pool) => {
                for _ in 0..pool.status().max_size {
                    let Ok(conn) = pool.remove().await else { break };
                    // It is closed either way, and nothing waits to be written.
                    let _ = conn.close().await;
                }
                pool.close();
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}

/// Where a question is asked: of the store, or inside a job, which sees what the job has written so far.
pub struct Source<'a>(Of<'a>);

enum Of<'a> {
    Readers(&'a Readers),
    Conn(Conn<'a>),
}

impl<'a> From<&'a Store> for Source<'a> {
    fn from(store: &'a Store) -> Self {
        Self(Of::Readers(store.readers()))
    }
}
impl<'a> From<&'a mut Tx<'_>> for Source<'a> {
    fn from(tx: &'a mut Tx<'_>) -> Self {
        Self(Of::Conn(tx.conn()))
    }
}

impl<'a> Source<'a> {
    pub(crate) async fn held(self) -> Result<Held<'a>> {
        Ok(match self.0 {
            Of::Readers(Readers::Lite(pool)) => {
                Held::Lite(pool.get().await.map_err(|_| Error::Closed)?)
            }
            Of::Readers(Readers::Pg(pool)) => Held::Pg(pool.acquire().await?),
            Of::Conn(conn) => Held::Lent(conn),
        })
    }
}

/// A connection for as long as one question lasts.
pub(crate) enum Held<'a> {
    Lite(Object<SqliteConnection>),
    Pg(PoolConnection<Postgres>),
    Lent(Conn<'a>),
}

impl Held<'_> {
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Lite(conn) => Conn::Lite(conn),
            Self::Pg(conn) => Conn::Pg(conn),
            Self::Lent(conn) => conn.by_ref(),
        }
    }
}

/// One tenant's view of the data. Make it only from an authenticated actor or a leased run.
pub struct InWorkspace<'a> {
    source: Source<'a>,
    workspace: &'a WorkspaceId,
}

impl<'a> InWorkspace<'a> {
    pub(crate) fn new(source: Source<'a>, workspace: &'a WorkspaceId) -> Self {
        Self { source, workspace }
    }
    pub fn workspace(&self) -> &'a WorkspaceId {
        self.workspace
    }
    pub(crate) fn id(&self) -> &'a str {
        self.workspace.as_str()
    }
    pub(crate) fn source(self) -> Source<'a> {
        self.source
    }
    pub(crate) async fn held(self) -> Result<Held<'a>> {
        self.source.held().await
    }
}
