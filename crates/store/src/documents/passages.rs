//! Passages of versions, and search over those that are the newest of their document.
//!
//! FTS5 and tsvector would each read a text in a way of their own, rank it in another, and give two answers to one question.
//! So the words of both are made by [`words`], and what is found is ranked here.

use crate::database::{Conn, InWorkspace, Source, on};
use crate::row::{bigint, clean, count, parse};
use crate::script::{Script, args};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::id::{DocumentId, WorkspaceId};
use domain::knowledge::{Kind, words};
use sqlx::{AssertSqlSafe, FromRow};

/// Whoever finds more has searched for too little: of these the best are shown.
const LOOKED_AT: i64 = 500;
/// Rows in one statement.
const TOGETHER: usize = 200;

/// A passage that is to be stored with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPassage {
    /// `2.3`, `page-3`, `line-12`
    pub section: String,
    pub heading: String,
    pub text: String,
}

/// A passage that holds all the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub document: DocumentId,
    pub kind: Kind,
    pub title: String,
    pub version: u32,
    pub section: String,
    pub heading: String,
    pub text: String,
}

/// A version whose passages are not stored: it was published before there were any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub workspace: WorkspaceId,
    pub document: DocumentId,
    pub number: u32,
    pub text: String,
}

/// Passages that hold every word or one that begins with it, the best first, of documents in service in their newest
/// version. Words come from [`words::asked`]; without any nothing is found.
pub async fn search(
    here: InWorkspace<'_>,
    asked: &[String],
    kind: Option<Kind>,
    limit: usize,
) -> Result<Vec<Found>> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let workspace = here.id();
    let mut held = here.held().await?;
    let mut conn = held.conn();
    let (holds, needle) = conn.by_ref().holds(asked);
    let query = format!(
        "select d.id, d.kind, d.title, p.number, p.section, p.heading, p.body \
           from passages p join documents d on d.id = p.document and d.current = p.number \
          where {holds} and d.workspace = $2 and d.archived_at is null and (d.kind = $3 or $3 = '') \
          order by d.created_at desc, d.id, p.place limit {LOOKED_AT}"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(AssertSqlSafe(query))
        .bind(needle).bind(workspace).bind(kind.map_or("", Kind::word)).fetch_all(c).await?);
    let found = rows.into_iter().map(Found::try_from);
    let mut found = found.collect::<Result<Vec<_>>>()?;
    // Of equals the order above stays: newest document first, then as the text goes.
    found.sort_by_cached_key(|one| std::cmp::Reverse(words::rank(&one.heading, &one.text, asked)));
    found.truncate(limit);
    Ok(found)
}

impl Conn<'_> {
    /// How this database asks for passages that hold words, and the words as it wants them in `$1`. They are letters and
    /// digits alone, so nothing in them can act.
    fn holds(self, asked: &[String]) -> (&'static str, String) {
        let each = |left: &str, right: &str, between: &str| {
            let words = asked.iter().map(|word| format!("{left}{word}{right}"));
            words.collect::<Vec<_>>().join(between)
        };
        match self {
            Self::Lite(_) => (
                "p.id in (select rowid from passage_words where passage_words match $1)",
                each("\"", "\"*", " "),
            ),
            Self::Pg(_) => ("p.found_by @@ $1::tsquery", each("'", "':*", " & ")),
        }
    }
}

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    document: &DocumentId,
    number: u32,
    passages: &[NewPassage],
) -> Result<()> {
    for (chunk, passages) in passages.chunks(TOGETHER).enumerate() {
        let mut rows = vec![];
        for (at, passage) in passages.iter().enumerate() {
            let place: i64 = bigint(chunk * TOGETHER + at)?;
            let text = format!("{} {}", passage.heading, passage.text);
            rows.push(args![
                workspace.as_str(),
                document.as_str(),
                i64::from(number),
                place,
                passage.section.as_str(),
                clean(&passage.heading),
                clean(&passage.text),
                words::folded(&text)
            ]);
        }
        let mut script = Script::default();
        let into = "passages (workspace, document, number, place, section, heading, body, words)";
        script.insert(into, rows, "");
        script.run(tx.conn()).await.map_err(Error::from)?;
    }
    Ok(())
}

/// Versions without passages, of all workspaces. Asked once when the product starts.
pub async fn unread(source: impl Into<Source<'_>>) -> Result<Vec<Unread>> {
    let mut held = source.into().held().await?;
    let rows: Vec<(String, String, i64, String)> = on!(held.conn(), c => sqlx::query_as(
        "select v.workspace, v.document, v.number, v.body from document_versions v \
          where not exists (select 1 from passages p where p.document = v.document and p.number = v.number) \
          order by v.document, v.number limit 2000")
        .fetch_all(c).await?);
    rows.into_iter()
        .map(|(workspace, document, number, text)| {
            Ok(Unread {
                workspace: parse(&workspace)?,
                document: parse(&document)?,
                number: count(number)?,
                text,
            })
        })
        .collect()
}

/// Stores the passages of a version that has none.
pub async fn fill(tx: &mut Tx<'_>, version: &Unread, passages: &[NewPassage]) -> Result<()> {
    insert(
        tx,
        &version.workspace,
        &version.document,
        version.number,
        passages,
    )
    .await
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    title: String,
    number: i64,
    section: String,
    heading: String,
    body: String,
}

impl TryFrom<Row> for Found {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            document: parse(&row.id)?,
            kind: parse(&row.kind)?,
            title: row.title,
            version: count(row.number)?,
            section: row.section,
            heading: row.heading,
            text: row.body,
        })
    }
}
