//! Missions and their versions. A version never changes; a run pins one by its hash.

use crate::database::{InWorkspace, on};
use crate::error::taken;
use crate::page::{Page, Paged};
use crate::row::{clean, count, parse, parse_some, time};
use crate::writer::Tx;
use crate::{Change, Error, Result};
use domain::canonical::Digest;
use domain::change::Publication;
use domain::id::{ActorId, MissionId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

/// A mission as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: MissionId,
    /// Its name in urls, unique in the workspace.
    pub slug: String,
    pub title: String,
    /// The version that new runs take; none before the first is published.
    pub current: Option<Digest>,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
}

/// One published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub mission: MissionId,
    pub hash: Digest,
    /// Counts from 1, for people; 0 while it is a candidate, not published.
    pub number: u32,
    /// The format of the file when it was written.
    pub format: u32,
    /// The file as it was written, comments and all.
    pub file: String,
    /// The canonical JSON that the hash is over.
    pub canonical: String,
    pub published_by: ActorId,
    pub published_at: Timestamp,
}

/// What is published.
#[derive(Clone, Debug)]
pub struct NewVersion {
    pub hash: Digest,
    pub format: u32,
    pub file: String,
    pub canonical: String,
    pub by: ActorId,
    pub at: Timestamp,
}

const COLUMNS: &str = "id, slug, title, current, created_at, archived_at";
const VERSION: &str = "mission, hash, number, format, file, canonical, published_by, published_at";

/// Makes a mission without a version. `Taken` when the slug is.
pub async fn create(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &MissionId,
    slug: &str,
    title: &str,
    at: Timestamp,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query("insert into missions (id, workspace, slug, title, created_at) values ($1, $2, $3, $4, $5)")
        .bind(id.as_str()).bind(workspace.as_str()).bind(slug).bind(clean(title)).bind(at.micros())
        .execute(c).await.map(|_| ()).map_err(taken("slug")))?;
    tx.announce(Change::Mission(id.clone()));
    Ok(())
}

/// Publishes a version and makes it the one that new runs take. Publishing the same content again only makes it current.
pub async fn publish(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    title: &str,
    version: &NewVersion,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update missions set current = $3, title = $4 where id = $1 and workspace = $2")
        .bind(mission.as_str()).bind(workspace.as_str()).bind(version.hash.to_string()).bind(clean(title))
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    on!(tx.conn(), c => sqlx::query(
        "insert into mission_versions (workspace, mission, hash, number, format, file, canonical, published_by, published_at) \
         select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7, $8 from mission_versions where mission = $2 \
         on conflict (mission, hash) do nothing")
        .bind(workspace.as_str()).bind(mission.as_str()).bind(version.hash.to_string()).bind(i64::from(version.format))
        .bind(clean(&version.file)).bind(version.canonical.as_str()).bind(version.by.as_str()).bind(version.at.micros())
        .execute(c).await.map(|_| ())?);
    turned(
        tx,
        workspace,
        mission,
        &version.hash,
        &version.by,
        version.at,
        false,
    )
    .await
}

/// Goes back to a version that was published before.
pub async fn go_back(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    title: &str,
    hash: &Digest,
    by: &ActorId,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query(
        "update missions set current = $3, title = $4 where id = $1 and workspace = $2 \
            and exists (select 1 from mission_versions where mission = $1 and hash = $3)")
        .bind(mission.as_str()).bind(workspace.as_str()).bind(hash.to_string()).bind(clean(title))
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    turned(tx, workspace, mission, hash, by, at, true).await
}

async fn turned(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    hash: &Digest,
    by: &ActorId,
    at: Timestamp,
    back: bool,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into mission_turns (workspace, mission, hash, made_by, made_at, back) values ($1, $2, $3, $4, $5, $6)")
        .bind(workspace.as_str()).bind(mission.as_str()).bind(hash.to_string()).bind(by.as_str()).bind(at.micros()).bind(back)
        .execute(c).await.map(|_| ())?);
    tx.announce(Change::Mission(mission.clone()));
    Ok(())
}

/// One time that another version became the one new runs take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub hash: Digest,
    pub by: ActorId,
    pub at: Timestamp,
    /// It had been published before.
    pub back: bool,
}

/// The last two hundred turns of a mission, newest first.
pub async fn turns(here: InWorkspace<'_>, mission: &MissionId) -> Result<Vec<Turn>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, String, i64, bool)> = on!(held.conn(), c => sqlx::query_as(
        "select hash, made_by, made_at, back from mission_turns where workspace = $1 and mission = $2 order by made_at desc limit 200")
        .bind(workspace).bind(mission.as_str()).fetch_all(c).await?);
    let turn = |(hash, by, at, back): (String, String, i64, bool)| {
        Ok(Turn {
            hash: parse(&hash)?,
            by: parse(&by)?,
            at: time(at),
            back,
        })
    };
    rows.into_iter().map(turn).collect()
}

/// Keeps a version that is tried or proposed, so that a run can pin it. It is not published for that.
pub async fn keep_candidate(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    version: &NewVersion,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(
        "insert into mission_candidates (workspace, mission, hash, format, file, canonical, made_by, made_at) \
         select $1, id, $3, $4, $5, $6, $7, $8 from missions where id = $2 and workspace = $1 \
         on conflict (mission, hash) do nothing")
        .bind(workspace.as_str()).bind(mission.as_str()).bind(version.hash.to_string()).bind(i64::from(version.format))
        .bind(clean(&version.file)).bind(version.canonical.as_str()).bind(version.by.as_str()).bind(version.at.micros())
        .execute(c).await.map(|_| ())?);
    Ok(())
}

/// Publishes a candidate, if new runs still take the version it was compared with, and drops the draft it came from. What
/// has been overtaken stays as it is.
pub async fn publish_candidate(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    publication: &Publication,
    by: &ActorId,
    at: Timestamp,
) -> Result<()> {
    let Publication {
        mission,
        title,
        version: hash,
        over,
        ..
    } = publication;
    let listed = get(tx.within(workspace), mission).await?;
    if listed.current != *over {
        return Ok(());
    }
    let candidate = version(tx.within(workspace), mission, hash).await?;
    let new = NewVersion {
        hash: *hash,
        format: candidate.format,
        file: candidate.file.clone(),
        canonical: candidate.canonical,
        by: by.clone(),
        at,
    };
    publish(tx, workspace, mission, title, &new).await?;
    on!(tx.conn(), c => sqlx::query("delete from mission_drafts where workspace = $1 and mission = $2 and file = $3")
        .bind(workspace.as_str()).bind(mission.as_str()).bind(candidate.file.as_str()).execute(c).await.map(|_| ())?);
    Ok(())
}

/// Takes a mission out of the lists; its runs go on.
pub async fn archive(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    mission: &MissionId,
    at: Timestamp,
) -> Result<()> {
    let rows = on!(tx.conn(), c => sqlx::query("update missions set archived_at = coalesce(archived_at, $3) where id = $1 and workspace = $2")
        .bind(mission.as_str()).bind(workspace.as_str()).bind(at.micros())
        .execute(c).await?.rows_affected());
    if rows == 0 {
        return Err(Error::Gone);
    }
    tx.announce(Change::Mission(mission.clone()));
    Ok(())
}

/// The mission of that slug, with its current version. `Gone` when there is none, or nothing is published yet.
pub async fn current(here: InWorkspace<'_>, slug: &str) -> Result<(Listed, Version)> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from missions where workspace = $1 and slug = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(slug).fetch_one(c).await?);
    let listed = Listed::try_from(row)?;
    let query = format!(
        "select {VERSION} from mission_versions where workspace = $1 and mission = $2 and hash = $3"
    );
    let current = listed.current.ok_or(Error::Gone)?.to_string();
    let row: VersionRow = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(listed.id.as_str()).bind(current).fetch_one(c).await?);
    Ok((listed, row.try_into()?))
}

/// The mission of that slug, published or not.
pub async fn by_slug(here: InWorkspace<'_>, slug: &str) -> Result<Listed> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from missions where workspace = $1 and slug = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(slug).fetch_one(c).await?);
    row.try_into()
}

/// One mission by id.
pub async fn get(here: InWorkspace<'_>, mission: &MissionId) -> Result<Listed> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from missions where workspace = $1 and id = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(mission.as_str()).fetch_one(c).await?);
    row.try_into()
}

/// The version that a run pinned: published, or a candidate.
pub async fn version(here: InWorkspace<'_>, mission: &MissionId, hash: &Digest) -> Result<Version> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {VERSION} from mission_versions where workspace = $1 and mission = $2 and hash = $3 \
         union all select mission, hash, 0 as number, format, file, canonical, made_by, made_at \
           from mission_candidates where workspace = $1 and mission = $2 and hash = $3 \
         order by number desc limit 1"
    );
    let row: VersionRow = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(mission.as_str()).bind(hash.to_string()).fetch_one(c).await?);
    row.try_into()
}

/// The last two hundred versions of a mission, newest first.
pub async fn versions(here: InWorkspace<'_>, mission: &MissionId) -> Result<Vec<Version>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!(
        "select {VERSION} from mission_versions where workspace = $1 and mission = $2 order by number desc limit 200"
    );
    let rows: Vec<VersionRow> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(workspace).bind(mission.as_str()).fetch_all(c).await?);
    rows.into_iter().map(Version::try_from).collect()
}

/// Missions that are not archived, oldest first.
pub async fn list(here: InWorkspace<'_>, page: &Page) -> Result<Paged<Listed>> {
    let workspace = here.id();
    let (at, id) = page.above();
    let mut held = here.held().await?;
    let query = format!(
        "select {COLUMNS} from missions where workspace = $1 and archived_at is null and (created_at, id) > ($2, $3) \
          order by created_at, id limit $4"
    );
    let rows: Vec<Row> = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query))
        .bind(workspace).bind(at).bind(id).bind(page.fetch()).fetch_all(c).await?);
    let missions = rows
        .into_iter()
        .map(Listed::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(page.cut(missions, |mission| {
        (mission.created_at, mission.id.to_string())
    }))
}

#[derive(FromRow)]
struct Row {
    id: String,
    slug: String,
    title: String,
    current: Option<String>,
    created_at: i64,
    archived_at: Option<i64>,
}

impl TryFrom<Row> for Listed {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            slug: row.slug,
            title: row.title,
            current: parse_some(row.current.as_deref())?,
            created_at: time(row.created_at),
            archived_at: row.archived_at.map(time),
        })
    }
}

#[derive(FromRow)]
struct VersionRow {
    mission: String,
    hash: String,
    number: i64,
    format: i64,
    file: String,
    canonical: String,
    published_by: String,
    published_at: i64,
}

impl TryFrom<VersionRow> for Version {
    type Error = Error;
    fn try_from(row: VersionRow) -> Result<Self> {
        Ok(Self {
            mission: parse(&row.mission)?,
            hash: parse(&row.hash)?,
            number: count(row.number)?,
            format: count(row.format)?,
            file: row.file,
            canonical: row.canonical,
            published_by: parse(&row.published_by)?,
            published_at: time(row.published_at),
        })
    }
}
