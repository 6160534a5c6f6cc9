//! What the engine knows of decisions, as a page shows it.

mod parts; // effects and values
mod words; // states, seats and courses

use domain::canonical::Digest;
use domain::change::{PartNumber, Risk};
use domain::id::DecisionId;
use domain::text::plain;
use domain::time::Timestamp;
use engine::{Decide, DecisionSummary, Hazard, HazardKind, QueueFilter, QueueTally};

use super::api::{
    CourseView, DecisionRow, DecisionView, HazardView, MissionCount, PlaceView, QueueView, Verb,
    WhyNot,
};
use super::asked::{Asked, Show};
use super::when::{ago, day, left};
use crate::Problem;
use crate::context::{caller, engine, page};
pub use words::seats;

/// Decisions on one page of the queue.
const PAGE: u32 = 50;

pub async fn queue(asked: Asked) -> Result<QueueView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let wanted = QueueFilter {
        risk: asked.risk,
        mission: asked.mission.clone(),
        words: asked.words.clone(),
        closed: asked.show == Show::Decided,
        ..QueueFilter::default()
    };
    let for_me = asked.show == Show::Mine;
    let page = page(PAGE, asked.after.as_deref())?;
    let found = engine.queue(&caller, for_me, wanted, page).await?;
    let now = engine.clock().now();
    let shown = if for_me { &found.mine } else { &found.all };
    let total = |tallies: &[QueueTally]| tallies.iter().map(|tally| tally.decisions).sum();
    Ok(QueueView {
        mine: total(&found.mine),
        all: total(&found.all),
        risks: risks(shown),
        missions: missions(shown),
        rows: found.items.into_iter().map(|item| row(item, now)).collect(),
        next: found.next.map(|next| next.to_string()),
    })
}

pub async fn decision(id: DecisionId) -> Result<DecisionView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let view = Box::pin(engine.decision(&caller, &id)).await?;
    let now = engine.clock().now();
    let all = view.parts.len();
    let place = place(&id).await?;
    Ok(DecisionView {
        place,
        reader: caller.actor.id.to_string(),
        run: view.summary.run.clone(),
        because: parts::reasons(&view.parts),
        waiting: words::if_nobody_acts(&view, now),
        signed: words::signed(&view),
        last: words::missing(&view.summary.status) == 1,
        hindrance: view
            .summary
            .hindrance
            .as_deref()
            .map(|why| plain(&crate::ui::sentence_case(why)).into_owned()),
        course: words::course(&view.summary.status, &view.course),
        hazards: view.hazards.iter().map(hazard).collect(),
        signatures: view
            .signatures
            .into_iter()
            .map(|one| words::signature(one, all, now))
            .collect(),
        parts: view
            .parts
            .into_iter()
            .map(|part| parts::part(part, &view.names))
            .collect(),
        row: row(view.summary, now),
        matches: view.matches,
        seen: view.seen,
        live_problem: view.live_problem,
    })
}

/// Among the first page of what waits for the reader: further back nobody goes one by one.
async fn place(id: &DecisionId) -> Result<PlaceView, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let (waiting, page) = (QueueFilter::default(), page(PAGE, None)?);
    let found = engine.queue(&caller, true, waiting, page).await?;
    let ids: Vec<DecisionId> = found.items.into_iter().map(|item| item.id).collect();
    let Some(at) = ids.iter().position(|one| one == id) else {
        return Ok(PlaceView {
            after: ids.into_iter().next(),
            ..PlaceView::default()
        });
    };
    let all: u64 = found.mine.iter().map(|tally| tally.decisions).sum();
    Ok(PlaceView {
        said: Some(format!("{} of {all}", at + 1)),
        before: at.checked_sub(1).and_then(|at| ids.get(at).cloned()),
        after: ids.get(at + 1).cloned(),
    })
}

pub async fn course(id: DecisionId) -> Result<CourseView, Problem> {
    let (status, course) = engine().course(&caller()?, &id).await?;
    Ok(words::course(&status, &course))
}

pub async fn answer(
    id: DecisionId,
    verb: Verb,
    parts: Vec<String>,
    why: Option<WhyNot>,
    say: String,
) -> Result<CourseView, Problem> {
    let answer = match verb {
        Verb::Approve => Decide::Approve {
            parts: Some(
                parts
                    .iter()
                    .map(|part| ticked(part))
                    .collect::<Result<_, _>>()?,
            ),
        },
        Verb::Reject => Decide::Reject {
            reason: reason(why, &say),
        },
    };
    let status = engine().decide(&caller()?, &id, answer).await?;
    leptos_axum::redirect(&format!("/decisions/{id}"));
    Ok(words::answered(&status))
}

/// `not duplicates (they bill apart)`
fn reason(why: Option<WhyNot>, say: &str) -> String {
    match (why.map(word_of), say.trim().trim_end_matches('.')) {
        (None, say) => say.to_owned(),
        (Some(word), "") => word.to_owned(),
        (Some(word), say) => format!("{word} ({say})"),
    }
}

/// As the record keeps it.
fn word_of(why: WhyNot) -> &'static str {
    match why {
        WhyNot::NotDuplicates => "not duplicates",
        WhyNot::WrongValues => "wrong values",
        WhyNot::NotNow => "not now",
    }
}

/// `number:digest`, as the tick box carries it.
fn ticked(text: &str) -> Result<(PartNumber, Digest), Problem> {
    let parsed = text
        .split_once(':')
        .and_then(|(number, digest)| Some((number.parse().ok()?, digest.parse().ok()?)));
    parsed.ok_or_else(|| {
        Problem::Refused("the form was not as this page made it; load it again".to_owned())
    })
}

/// A decision as lists show it.
pub fn row(summary: DecisionSummary, now: Timestamp) -> DecisionRow {
    DecisionRow {
        id: summary.id,
        title: plain(&summary.title).into_owned(),
        mission: plain(&summary.mission).into_owned(),
        state: words::state(&summary.status),
        parts: summary.part_count,
        undo: summary.undo,
        risk: summary.risk,
        freshness: words::freshness(&summary.freshness, now),
        due: (
            day(summary.expires_at, now),
            format!("{}, then it expires", left(summary.expires_at, now)),
        ),
        asked: format!("Asked {}", ago(summary.asked_at, now)),
    }
}

fn hazard(hazard: &Hazard) -> HazardView {
    let icon = match hazard.kind {
        HazardKind::Doubt => "scale",
        HazardKind::Moves => "move",
        HazardKind::Lost => "alert",
        HazardKind::Automation => "flow",
        HazardKind::NoWayBack => "noundo",
        HazardKind::Rival => "swap",
    };
    HazardView {
        icon: icon.to_owned(),
        part: parts::number(hazard.part),
        text: plain(&hazard.text).into_owned(),
    }
}

fn risks(tallies: &[QueueTally]) -> Vec<(Risk, u64)> {
    let of = |risk: Risk| {
        let fitting = tallies.iter().filter(|tally| tally.risk == risk);
        (risk, fitting.map(|tally| tally.decisions).sum())
    };
    [Risk::High, Risk::Medium, Risk::Low].map(of).into()
}

/// They come sorted by mission.
fn missions(tallies: &[QueueTally]) -> Vec<MissionCount> {
    let mut counts: Vec<MissionCount> = vec![];
    for tally in tallies {
        match counts.last_mut().filter(|last| last.slug == tally.slug) {
            Some(last) => last.decisions += tally.decisions,
            None => counts.push(MissionCount {
                slug: tally.slug.clone(),
                title: plain(&tally.mission).into_owned(),
                decisions: tally.decisions,
            }),
        }
    }
    counts
}
