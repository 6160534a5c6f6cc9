//! What the engine knows, as the first page shows it.

use std::time::Duration;

use domain::run::Phase;
use domain::text::plain;
use domain::time::Timestamp;
use domain::verdict::Verdict;
use engine::{Caller, ConnectionState, ConnectionView, QueueFilter, RunFilter, Week, WrittenView};

use super::api::{Change, Going, Home, Notice};
use crate::Problem;
use crate::connections::connection_row;
use crate::context::{caller, engine, page};
use crate::decisions::when::{day, rough};
use crate::runs::step_state;
use crate::ui::Tone;

/// Lines of each list.
const WAITS: u32 = 6;
const GOING: u32 = 5;
const CHANGES: u32 = 6;
/// Runs that are looked through for what wants an eye.
const LOOKED_AT: u32 = 20;

pub async fn home() -> Result<Home, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let now = engine.clock().now();
    let (waits, mine, all) = waits(&caller, now).await?;
    let changes = engine.changed(&caller, CHANGES).await?;
    let connections = engine.connections(&caller).await?;
    let first = caller.actor.name.split_whitespace().next();
    Ok(Home {
        name: plain(first.unwrap_or_default()).into_owned(),
        mine,
        all,
        waits,
        going: going(&caller, now).await?,
        changes: changes.into_iter().map(|view| change(view, now)).collect(),
        notices: notices(&caller, &connections, now).await?,
        connections: connections.into_iter().map(connection_row).collect(),
        week: week(engine.week(&caller).await?),
    })
}

async fn waits(
    caller: &Caller,
    now: Timestamp,
) -> Result<(Vec<crate::decisions::api::DecisionRow>, u64, u64), Problem> {
    let engine = engine();
    let some = |for_me| {
        let wanted = QueueFilter::default();
        Ok::<_, Problem>(engine.queue(caller, for_me, wanted, page(WAITS, None)?))
    };
    let mut found = some(true)?.await?;
    let sum = |tallies: &[engine::QueueTally]| tallies.iter().map(|one| one.decisions).sum::<u64>();
    let (mine, all) = (sum(&found.mine), sum(&found.all));
    if mine == 0 && all > 0 {
        found = some(false)?.await?;
    }
    let row = |item| crate::decisions::row(item, now);
    Ok((found.items.into_iter().map(row).collect(), mine, all))
}

/// What has not ended; what waits for a decision stands above already, so what is at work comes first.
async fn going(caller: &Caller, now: Timestamp) -> Result<Vec<Going>, Problem> {
    let engine = engine();
    let open = RunFilter {
        open: true,
        ..RunFilter::default()
    };
    let mut found = engine
        .runs(caller, open, page(LOOKED_AT, None)?)
        .await?
        .items;
    found.sort_by_key(|run| run.phase == Phase::WaitingForDecision);
    found.truncate(GOING as usize);
    let mut going = vec![];
    for run in found {
        let view = engine.run(caller, &run.id).await?;
        going.push(Going {
            id: run.id,
            mission: plain(&run.mission).into_owned(),
            about: plain(&run.about).into_owned(),
            phase: view.summary.phase,
            says: match view.summary.phase {
                Phase::WaitingForDecision => "Waits for a decision".to_owned(),
                _ => plain(&view.sentence).into_owned(),
            },
            steps: view
                .steps
                .iter()
                .map(|step| step_state(step.state))
                .collect(),
            since: match now.since(run.started_at) {
                young if young < Duration::from_mins(1) => "just now".to_owned(),
                span => rough(span),
            },
        });
    }
    Ok(going)
}

fn change(view: WrittenView, now: Timestamp) -> Change {
    let names: Vec<_> = view.signers.iter().map(|name| plain(name)).collect();
    Change {
        decision: view.decision,
        title: plain(&view.title).into_owned(),
        signers: names.join(" and "),
        verdict: view.verdict,
        at: day(view.at, now),
    }
}

/// Connections that fail, and runs that ended without an answer.
async fn notices(
    caller: &Caller,
    connections: &[ConnectionView],
    now: Timestamp,
) -> Result<Vec<Notice>, Problem> {
    let mut notices = vec![];
    if connections.is_empty() {
        notices.push(Notice {
            tone: Tone::Act,
            icon: "plug".into(),
            text: "No org is connected yet, so no mission can read anything.".into(),
            href: "/connections".into(),
            act: "Connect one".into(),
        });
    }
    let failing = connections
        .iter()
        .filter(|view| view.state == ConnectionState::Failing);
    notices.extend(failing.map(|view| {
        let why = view.last_error.as_deref().unwrap_or("the last call failed");
        Notice {
            tone: Tone::Stop,
            icon: "plug".into(),
            text: format!("{} does not work: {}.", plain(&view.name), plain(why)),
            href: "/connections".into(),
            act: "See what is wrong".into(),
        }
    }));
    let week = Duration::from_hours(7 * 24);
    for (verdict, tone, icon, one, many) in [
        (
            Verdict::NeedsReview,
            Tone::Care,
            "users",
            "run needs a person’s judgement",
            "runs need a person’s judgement",
        ),
        (
            Verdict::Failed,
            Tone::Stop,
            "alert",
            "run failed this week",
            "runs failed this week",
        ),
        (
            Verdict::PartlyApplied,
            Tone::Care,
            "alert",
            "run wrote only a part of what was signed",
            "runs wrote only a part of what was signed",
        ),
    ] {
        let filter = RunFilter {
            verdict: Some(verdict),
            ..RunFilter::default()
        };
        let found = engine()
            .runs(caller, filter, page(LOOKED_AT, None)?)
            .await?;
        let late =
            |run: &&engine::RunSummary| run.ended_at.is_some_and(|ended| now.since(ended) < week);
        let count = found.items.iter().filter(late).count();
        let more = if found.next.is_some() && count == found.items.len() {
            " or more"
        } else {
            ""
        };
        let word = serde_json::to_value(verdict).ok();
        let word = word
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default();
        if count > 0 {
            notices.push(Notice {
                tone,
                icon: icon.into(),
                text: format!("{count}{more} {}.", if count == 1 { one } else { many }),
                href: format!("/runs?show={word}"),
                act: "Look at them".into(),
            });
        }
    }
    Ok(notices)
}

fn week(week: Week) -> Option<String> {
    let Week {
        written,
        rejected,
        expired,
        stale,
    } = week;
    if written + rejected + expired + stale == 0 {
        return None;
    }
    let mut said = vec![
        format!("{written} approved and written"),
        format!("{rejected} rejected"),
    ];
    if expired > 0 {
        said.push(format!("{expired} expired with nothing changed"));
    }
    if stale > 0 {
        said.push(format!("{stale} stopped because the org had moved on"));
    }
    Some(format!("{}.", said.join(", ")))
}
