//! Files: what missions make and people upload. A version never changes; what is put away stays readable by its id.

mod list; // which files there are
mod version; // the bytes

pub use list::{Filter, list, template};
pub use version::{Version, add_version, bytes, versions};

use crate::database::{InWorkspace, on};
use crate::row::{bigint, count, from_json, from_word, json, parse, parse_some, time, word};
use crate::writer::Tx;
use crate::{Error, Result};
use domain::canonical::Digest;
use domain::file::{Cited, FileName, Folder, Made, Template};
use domain::id::{ActorId, FileId, WorkspaceId};
use domain::record::RecordRef;
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow, QueryBuilder};
use std::collections::BTreeMap;

/// A file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: FileId,
    pub folder: Folder,
    pub name: FileName,
    /// The number of its current version, and how many bytes that has.
    pub current: u32,
    pub bytes: u64,
    /// Who uploaded it, or started the run that made it.
    pub made_by: ActorId,
    /// The step that made it; none when a person uploaded it.
    pub made: Option<Made>,
    pub template: Option<Template>,
    pub cited: Vec<Cited>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

/// A file that is not kept yet, with its first version.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub id: FileId,
    pub folder: Folder,
    pub name: FileName,
    pub body: Vec<u8>,
    pub made_by: ActorId,
    pub made: Option<Made>,
    pub template: Option<Template>,
    pub cited: Vec<Cited>,
    pub at: Timestamp,
}

const COLUMNS: &str = "id, folder, name, current, bytes, made_by, run, path, mission, version, template, created_at, changed_at, archived_at";

/// Keeps a file. A step that has made its file before makes no second one: false, and nothing is changed.
pub async fn create(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &NewFile) -> Result<bool> {
    let made = new.made.as_ref();
    let kept = on!(tx.conn(), c => sqlx::query(
        "insert into files (id, workspace, folder, name, name_folded, current, bytes, made_by, run, path, mission, version, template, created_at, changed_at) \
         values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict (run, path) do nothing")
        .bind(new.id.as_str()).bind(workspace.as_str()).bind(word(&new.folder)?).bind(new.name.as_str()).bind(new.name.as_str().to_lowercase())
        .bind(bigint(new.body.len())?).bind(new.made_by.as_str())
        .bind(made.map(|made| made.run.as_str())).bind(made.map(|made| made.path.as_str()))
        .bind(made.map(|made| made.mission.as_str())).bind(made.map(|made| made.version.to_string()))
        .bind(new.template.as_ref().map(json).transpose()?).bind(new.at.micros())
        .execute(c).await?.rows_affected());
    if kept == 0 {
        return Ok(false);
    }
    version::put(tx, workspace, &new.id, 1, &new.body, &new.made_by, new.at).await?;
    for cited in &new.cited {
        on!(tx.conn(), c => sqlx::query("insert into file_records (workspace, file, object, record, name, fields, about) values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(workspace.as_str()).bind(new.id.as_str()).bind(cited.record.object.as_str()).bind(cited.record.id.as_str())
            .bind(cited.name.as_deref().map(crate::row::clean)).bind(json(&cited.fields)?).bind(cited.about)
            .execute(c).await.map(|_| ())?);
    }
    Ok(true)
}

/// Puts a file away: lists leave it out, links to it still open.
pub async fn archive(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    file: &FileId,
    by: &ActorId,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update files set archived_at = coalesce(archived_at, $3), archived_by = coalesce(archived_by, $4) where id = $1 and workspace = $2")
        .bind(file.as_str()).bind(workspace.as_str()).bind(at.micros()).bind(by.as_str())
        .execute(c).await?.rows_affected());
    if rows == 1 { Ok(()) } else { Err(Error::Gone) }
}

/// One file, put away or not.
pub async fn get(here: InWorkspace<'_>, file: &FileId) -> Result<File> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from files where id = $1 and workspace = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(file.as_str()).bind(workspace).fetch_one(c).await?);
    whole(held.conn(), workspace, vec![row])
        .await?
        .pop()
        .ok_or(Error::Gone)
}

/// Files with the records they cite, in the order of the rows.
async fn whole(
    mut conn: crate::database::Conn<'_>,
    workspace: &str,
    rows: Vec<Row>,
) -> Result<Vec<File>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let cited: Vec<CitedRow> = on!(conn.by_ref(), c => {
        let mut query = QueryBuilder::new("select file, object, record, name, fields, about from file_records where workspace = ");
        query.push_bind(workspace).push(" and file in (");
        let mut ids = query.separated(", ");
        for row in &rows {
            ids.push_bind(row.id.as_str());
        }
        query.push(") order by file, about desc, object, record").build_query_as().fetch_all(c).await?
    });
    let mut by_file: BTreeMap<String, Vec<Cited>> = BTreeMap::new();
    for row in cited {
        let (file, cited) = row.cited()?;
        by_file.entry(file).or_default().push(cited);
    }
    let whole = |row: Row| {
        let cited = by_file.remove(&row.id).unwrap_or_default();
        row.file(cited)
    };
    rows.into_iter().map(whole).collect()
}

#[derive(FromRow)]
struct Row {
    id: String,
    folder: String,
    name: String,
    current: i64,
    bytes: i64,
    made_by: String,
    run: Option<String>,
    path: Option<String>,
    mission: Option<String>,
    version: Option<String>,
    template: Option<String>,
    created_at: i64,
    changed_at: i64,
    archived_at: Option<i64>,
}

impl Row {
    fn file(self, cited: Vec<Cited>) -> Result<File> {
        let run = parse_some(self.run.as_deref())?;
        let path = parse_some(self.path.as_deref())?;
        let mission = parse_some(self.mission.as_deref())?;
        let version: Option<Digest> = parse_some(self.version.as_deref())?;
        let made = match (run, path, mission, version) {
            (Some(run), Some(path), Some(mission), Some(version)) => Some(Made {
                run,
                path,
                mission,
                version,
            }),
            _ => None,
        };
        Ok(File {
            id: parse(&self.id)?,
            folder: from_word(&self.folder)?,
            name: parse(&self.name)?,
            current: count(self.current)?,
            bytes: count(self.bytes)?,
            made_by: parse(&self.made_by)?,
            made,
            template: self.template.as_deref().map(from_json).transpose()?,
            cited,
            created_at: time(self.created_at),
            changed_at: time(self.changed_at),
            archived_at: self.archived_at.map(time),
        })
    }
}

#[derive(FromRow)]
struct CitedRow {
    file: String,
    object: String,
    record: String,
    name: Option<String>,
    fields: String,
    about: bool,
}

impl CitedRow {
    fn cited(self) -> Result<(String, Cited)> {
        let cited = Cited {
            record: RecordRef::new(parse(&self.object)?, parse(&self.record)?),
            name: self.name,
            fields: from_json(&self.fields)?,
            about: self.about,
        };
        Ok((self.file, cited))
    }
}
