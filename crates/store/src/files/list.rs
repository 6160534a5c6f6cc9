use super::{COLUMNS, File, Row, whole};
use crate::Result;
use crate::database::{InWorkspace, on};
use crate::page::{Page, Paged};
use crate::row::word;
use domain::file::Folder;
use domain::id::{ActorId, MissionId, RunId};
use domain::record::RecordId;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// Which files a list shows. The default shows all that are not put away.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub folder: Option<Folder>,
    pub run: Option<RunId>,
    pub mission: Option<MissionId>,
    /// Only what is about this record, or mentions it.
    pub record: Option<RecordId>,
    /// Only what this person uploaded, or runs made that they started.
    pub by: Option<ActorId>,
    /// Each of them occurs in the name, in any case.
    pub words: Vec<String>,
}

/// Files, newest first.
pub async fn list(here: InWorkspace<'_>, filter: &Filter, page: &Page) -> Result<Paged<File>> {
    let workspace = here.id();
    let folder = filter.folder.as_ref().map(word).transpose()?;
    let (at, id) = page.below();
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new(format!("select {COLUMNS} from files where archived_at is null and workspace = "));
        query.push_bind(workspace);
        query.push(" and (created_at, id) < (").push_bind(at).push(", ").push_bind(id).push(")");
        if let Some(folder) = &folder {
            query.push(" and folder = ").push_bind(folder.as_str());
        }
        if let Some(run) = &filter.run {
            query.push(" and run = ").push_bind(run.as_str());
        }
        if let Some(mission) = &filter.mission {
            query.push(" and mission = ").push_bind(mission.as_str());
        }
        if let Some(by) = &filter.by {
            query.push(" and made_by = ").push_bind(by.as_str());
        }
        if let Some(record) = &filter.record {
            query.push(" and id in (select file from file_records where workspace = ").push_bind(workspace);
            query.push(" and record = ").push_bind(record.as_str()).push(")");
        }
        for like in filter.words.iter().map(|word| within(word)) {
            query.push(" and name_folded like ").push_bind(like).push(" escape '\\'");
        }
        query.push(" order by created_at desc, id desc limit ").push_bind(page.fetch());
        query.build_query_as().fetch_all(c).await?
    });
    let files = whole(held.conn(), workspace, rows).await?;
    Ok(page.cut(files, |file| (file.created_at, file.id.to_string())))
}

/// The newest file of that name in Templates.
pub async fn template(here: InWorkspace<'_>, name: &str) -> Result<Option<File>> {
    let workspace = here.id();
    let folder = word(&Folder::Templates)?;
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from files where workspace = $1 and folder = $2 and name_folded = $3 and archived_at is null \
          order by created_at desc, id desc limit 1"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(folder).bind(name.to_lowercase()).fetch_all(c).await?);
    Ok(whole(held.conn(), workspace, rows).await?.pop())
}

/// A pattern for a word anywhere in a name; what the word holds means only itself.
fn within(word: &str) -> String {
    let word = word.to_lowercase();
    let plain = word
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
        .replace('\0', "");
    format!("%{plain}%")
}
