use super::{COLUMNS, Row, Stored, with_signatures};
use crate::Result;
use crate::database::{InWorkspace, on};
use crate::page::{Page, Paged};
use crate::row::{bigint, count as counted, from_word, word};
use crate::writer::Tx;
use domain::change::Risk;
use domain::decision::Look;
use domain::id::{ActorId, DecisionId, WorkspaceId};
use domain::time::Timestamp;
use sqlx::{AssertSqlSafe, Database, QueryBuilder};

/// Which open decisions the queue shows. The default shows all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wanted {
    pub risk: Option<Risk>,
    /// By its slug.
    pub mission: Option<String>,
    /// In the title, whatever their case.
    pub words: Option<String>,
    /// Only what this person has neither proposed nor answered.
    pub open_to: Option<ActorId>,
    /// What is decided instead of what waits.
    pub closed: bool,
}

/// How many of the open decisions are of one mission and one risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub slug: String,
    pub mission: String,
    pub risk: Risk,
    pub decisions: u64,
}

/// The queue: what waits, what expires first coming first. Or what is decided, newest question first.
pub async fn queue(
    here: InWorkspace<'_>,
    wanted: &Wanted,
    now: Timestamp,
    page: &Page,
) -> Result<Paged<Stored>> {
    let workspace = here.id();
    let filters = Filters::of(wanted)?;
    let mut held = here.held().await?;
    let rows: Vec<Row> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new(format!("select {COLUMNS} from decisions d where d.workspace = "));
        query.push_bind(workspace);
        if wanted.closed {
            let (at, id) = page.below();
            query.push(" and d.closed_at is not null and (d.asked_at, d.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
        } else {
            let (at, id) = page.above();
            query.push(" and d.closed_at is null and d.expires_at > ").push_bind(now.micros());
            query.push(" and (d.expires_at, d.id) > (").push_bind(at).push(", ").push_bind(id).push(")");
        }
        filters.push(&mut query, workspace);
        query.push(if wanted.closed { " order by d.asked_at desc, d.id desc" } else { " order by d.expires_at, d.id" });
        query.push(" limit ").push_bind(page.fetch());
        query.build_query_as().fetch_all(c).await?
    });
    let found = with_signatures(&mut held, rows).await?;
    Ok(page.cut(found, |stored| {
        let decision = &stored.decision;
        let at = if wanted.closed {
            decision.asked_at
        } else {
            decision.expires_at
        };
        (at, decision.id.to_string())
    }))
}

/// How much waits, by mission and risk. An index answers it; no change set is read.
pub async fn tally(
    here: InWorkspace<'_>,
    open_to: Option<&ActorId>,
    now: Timestamp,
) -> Result<Vec<Tally>> {
    let workspace = here.id();
    let filters = Filters::of(&Wanted {
        open_to: open_to.cloned(),
        ..Wanted::default()
    })?;
    let mut held = here.held().await?;
    let rows: Vec<(String, String, String, i64)> = on!(held.conn(), c => {
        let mut query = QueryBuilder::new(
            "select m.slug, m.title, n.risk, n.decisions from missions m join \
             (select d.mission, d.risk, count(*) as decisions from decisions d where d.workspace = ");
        query.push_bind(workspace);
        query.push(" and d.closed_at is null and d.expires_at > ").push_bind(now.micros());
        filters.push(&mut query, workspace);
        query.push(" group by d.mission, d.risk) n on n.mission = m.id where m.workspace = ").push_bind(workspace);
        query.push(" order by m.title, m.slug, n.risk limit 600").build_query_as().fetch_all(c).await?
    });
    rows.into_iter()
        .map(|(slug, mission, risk, decisions)| {
            Ok(Tally {
                slug,
                mission,
                risk: from_word(&risk)?,
                decisions: counted(decisions)?,
            })
        })
        .collect()
}

/// Notes what a look at the org showed. It is no change of the decision: nobody has to look again because of it.
pub async fn looked(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    decision: &DecisionId,
    look: Look,
) -> Result<()> {
    on!(tx.conn(), c => sqlx::query(AssertSqlSafe(
        "update decisions set looked_at = $3, drifted = $4 where id = $1 and workspace = $2 and closed_at is null"))
        .bind(decision.as_str()).bind(workspace.as_str()).bind(look.at.micros()).bind(bigint(look.drifted)?)
        .execute(c).await.map(|_| ())?);
    Ok(())
}

/// What narrows the queue, ready to be bound.
struct Filters {
    risk: Option<String>,
    mission: Option<String>,
    words: Option<String>,
    actor: Option<String>,
}

impl Filters {
    fn of(wanted: &Wanted) -> Result<Self> {
        Ok(Self {
            risk: wanted.risk.as_ref().map(word).transpose()?,
            mission: wanted.mission.clone(),
            words: wanted.words.as_deref().map(containing),
            // Ids stand in quotes in what is stored, so one is never taken for the beginning of another.
            actor: wanted
                .open_to
                .as_ref()
                .map(|actor| format!("%\"{actor}\"%")),
        })
    }

    fn push<'a, DB: Database>(&'a self, query: &mut QueryBuilder<DB>, workspace: &'a str)
    where
        &'a str: sqlx::Encode<'a, DB> + sqlx::Type<DB>,
    {
        if let Some(risk) = &self.risk {
            query.push(" and d.risk = ").push_bind(risk.as_str());
        }
        if let Some(slug) = &self.mission {
            query
                .push(" and d.mission = (select id from missions where workspace = ")
                .push_bind(workspace)
                .push(" and slug = ")
                .push_bind(slug.as_str())
                .push(")");
        }
        if let Some(words) = &self.words {
            query
                .push(" and lower(d.title) like ")
                .push_bind(words.as_str())
                .push(" escape '!'");
        }
        if let Some(actor) = &self.actor {
            query
                .push(" and d.authors not like ")
                .push_bind(actor.as_str());
            query
                .push(" and (d.revision = 0 or not exists (select 1 from signatures s where s.decision = d.id and s.body like ")
                .push_bind(actor.as_str())
                .push("))");
        }
    }
}

/// A pattern for text that contains these words as they are.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
