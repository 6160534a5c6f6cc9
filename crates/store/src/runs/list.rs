use super::{COLUMNS, Row, Run};
use crate::Result;
use crate::database::{InWorkspace, on};
use crate::page::{Page, Paged};
use crate::row::{count, from_word, parse, word};
use domain::canonical::Digest;
use domain::id::{MissionId, RunId};
use domain::run::Phase;
use domain::verdict::Verdict;
use sqlx::{AssertSqlSafe, QueryBuilder};
use std::collections::BTreeMap;

/// Which runs a list shows. The default shows all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub phase: Option<Phase>,
    pub mission: Option<MissionId>,
    /// Only what has not ended.
    pub open: bool,
    /// Only what ended like this.
    pub verdict: Option<Verdict>,
    /// Trials instead of what counts.
    pub trials: bool,
}

/// One run. `Gone` when this workspace has none of that id.
pub async fn get(here: InWorkspace<'_>, run: &RunId) -> Result<Run> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let query = format!("select {COLUMNS} from runs where id = $1 and workspace = $2");
    let row: Row = on!(held.conn(), c => sqlx::query_as(AssertSqlSafe(query)).bind(run.as_str()).bind(workspace).fetch_one(c).await?);
    row.try_into()
}

/// The mission and version that each of these runs is pinned to.
pub async fn pinned(
    here: InWorkspace<'_>,
    runs: &[&RunId],
) -> Result<BTreeMap<RunId, (MissionId, Digest)>> {
    if runs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, String, String)> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new("select id, mission, version from runs where workspace = ");
        query.push_bind(workspace).push(" and id in (");
        let mut ids = query.separated(", ");
        for run in runs {
            ids.push_bind(run.as_str());
        }
        query.push(")").build_query_as().fetch_all(c).await?
    });
    rows.into_iter()
        .map(|(run, mission, version)| Ok((parse(&run)?, (parse(&mission)?, parse(&version)?))))
        .collect()
}

/// Runs, newest first.
pub async fn list(here: InWorkspace<'_>, filter: &Filter, page: &Page) -> Result<Paged<Run>> {
    let workspace = here.id();
    let phase = filter.phase.as_ref().map(word).transpose()?;
    let verdict = filter.verdict.as_ref().map(word).transpose()?;
    let (at, id) = page.below();
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new(format!("select {COLUMNS} from runs where workspace = "));
        query.push_bind(workspace);
        query.push(" and (started_at, id) < (").push_bind(at).push(", ").push_bind(id).push(")");
        query.push(" and trial = ").push_bind(filter.trials);
        if filter.open {
            query.push(" and ended_at is null");
        }
        if let Some(phase) = &phase {
            query.push(" and phase = ").push_bind(phase.as_str());
        }
        if let Some(verdict) = &verdict {
            query.push(" and verdict = ").push_bind(verdict.as_str());
        }
        if let Some(mission) = &filter.mission {
            query.push(" and mission = ").push_bind(mission.as_str());
        }
        query.push(" order by started_at desc, id desc limit ").push_bind(page.fetch());
        query.build_query_as().fetch_all(c).await?
    });
    let runs = rows
        .into_iter()
        .map(Run::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(page.cut(runs, |run| (run.started_at, run.id.to_string())))
}

/// How many runs are in each phase; phases without any are left out.
pub async fn count_by_phase(here: InWorkspace<'_>) -> Result<Vec<(Phase, u64)>> {
    let workspace = here.id();
    let mut held = here.held().await?;
    let rows: Vec<(String, i64)> = on!(held.conn(), c => sqlx::query_as("select phase, count(*) from runs where workspace = $1 and trial = $2 group by phase order by phase")
        .bind(workspace).bind(false).fetch_all(c).await?);
    rows.into_iter()
        .map(|(phase, runs)| Ok((from_word(&phase)?, count(runs)?)))
        .collect()
}
