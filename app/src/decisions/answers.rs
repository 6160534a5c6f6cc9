//! What the engine knows of decisions, as a page shows it.

use std::collections::BTreeMap;

use domain::canonical::Digest;
use domain::change::{Because, DiffRow, PartNumber, Source};
use domain::decision::{Answer, Status};
use domain::gate::Seats;
use domain::id::DecisionId;
use engine::{Caller, Decide, DecisionSummary};

use super::api::{
    DecisionRow, DecisionState, DecisionView, FieldView, PartView, Reason, SignatureView, Verb,
};
use crate::Problem;
use crate::context::{caller, engine, first_page};

pub async fn decisions() -> Result<Vec<DecisionRow>, Problem> {
    let (engine, caller) = (engine(), caller()?);
    let waiting = engine.decisions(&caller, true, first_page()).await?.items;
    let all = engine.decisions(&caller, false, first_page()).await?.items;
    let is_open = |row: &DecisionSummary| waiting.iter().any(|open| open.id == row.id);
    let closed: Vec<_> = all.into_iter().filter(|row| !is_open(row)).collect();
    Ok(waiting.into_iter().chain(closed).map(row).collect())
}

pub async fn decision(id: DecisionId) -> Result<DecisionView, Problem> {
    let caller = caller()?;
    let view = Box::pin(engine().decision(&caller, &id)).await?;
    let signatures: Vec<_> = view
        .signatures
        .into_iter()
        .map(|one| signature(one, view.summary.parts))
        .collect();
    Ok(DecisionView {
        run: view.summary.run.clone(),
        sentence: sentence(&view.summary.status),
        cannot_sign: cannot_sign(&view.summary.status, &caller),
        row: row(view.summary),
        parts: view.parts.into_iter().map(part).collect(),
        signatures,
        matches: view.matches,
        live_problem: view.live_problem,
    })
}

pub async fn answer(
    id: DecisionId,
    verb: Verb,
    parts: Vec<String>,
    reason: String,
) -> Result<(), Problem> {
    let answer = match verb {
        Verb::Approve => Decide::Approve {
            parts: Some(
                parts
                    .iter()
                    .map(|part| ticked(part))
                    .collect::<Result<_, _>>()?,
            ),
        },
        Verb::Reject => Decide::Reject { reason },
    };
    engine().decide(&caller()?, &id, answer).await?;
    Ok(())
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

fn row(summary: DecisionSummary) -> DecisionRow {
    DecisionRow {
        id: summary.id,
        title: summary.title,
        mission: summary.mission,
        state: match summary.status {
            Status::Waiting { .. } => DecisionState::Waiting,
            Status::Approved { .. } => DecisionState::Approved,
            Status::Rejected { .. } => DecisionState::Rejected,
            Status::Expired { .. } => DecisionState::Expired,
            Status::Blocked { .. } => DecisionState::Blocked,
        },
        parts: summary.parts,
        undo: summary.undo,
        asked_at: summary.asked_at,
        expires_at: summary.expires_at,
    }
}

fn sentence(status: &Status) -> String {
    match status {
        Status::Waiting { missing } => format!(
            "Still to sign: {}. Until then nothing is written.",
            seats(missing)
        ),
        Status::Approved { parts } => {
            let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
            format!(
                "Signed: {} {}. The run says what came of it.",
                if parts.len() == 1 { "part" } else { "parts" },
                parts.join(", ")
            )
        }
        Status::Rejected { reason, .. } => format!("Rejected: {reason}. Nothing was written."),
        Status::Expired { .. } => "Nobody decided in time. Nothing was written.".to_owned(),
        Status::Blocked { part, rule } => {
            format!("The rule “{rule}” blocks part {part}. Nothing is written.")
        }
    }
}

fn seats(missing: &Seats) -> String {
    let words: Vec<_> = missing
        .iter()
        .map(|(role, count)| {
            if *count == 1 {
                format!("one {role}")
            } else {
                format!("{count} {role}s")
            }
        })
        .collect();
    words.join(" and ")
}

/// Said before someone tries. The engine has the last word: it also knows who proposed or edited.
fn cannot_sign(status: &Status, caller: &Caller) -> Option<String> {
    match status {
        Status::Waiting { missing } if !missing.keys().any(|role| caller.actor.is(*role)) => {
            Some(format!(
                "Your role does not let you sign this. Still to sign: {}.",
                seats(missing)
            ))
        }
        _ => None,
    }
}

fn part(view: engine::PartView) -> PartView {
    let (mut fields, because): (BTreeMap<String, Vec<Reason>>, Vec<Reason>) = split(view.because);
    PartView {
        number: u32::try_from(view.number.place() + 1).unwrap_or(u32::MAX),
        digest: view.digest.to_string(),
        title: view.title,
        operation: view.operation.to_string(),
        undo: view.undo,
        needs: view
            .needs
            .iter()
            .map(|needed| u32::try_from(needed.place() + 1).unwrap_or(u32::MAX))
            .collect(),
        fields: view
            .diff
            .into_iter()
            .map(|row| field(&row, &mut fields))
            .collect(),
        because,
    }
}

/// Reasons by the field they explain, and those about the whole part.
fn split(because: Vec<Because>) -> (BTreeMap<String, Vec<Reason>>, Vec<Reason>) {
    let (mut fields, mut whole) = (BTreeMap::<String, Vec<Reason>>::new(), Vec::new());
    for one in because {
        let reason = Reason {
            text: one.text,
            source: source(&one.source),
        };
        match one.field {
            Some(field) => fields.entry(field.to_string()).or_default().push(reason),
            None => whole.push(reason),
        }
    }
    (fields, whole)
}

fn field(row: &DiffRow, because: &mut BTreeMap<String, Vec<Reason>>) -> FieldView {
    FieldView {
        field: row.field.to_string(),
        before: row.before.to_string(),
        proposed: row.proposed.to_string(),
        live: row.live.as_ref().map(ToString::to_string),
        drifted: row.is_drifted(),
        because: because.remove(&row.field.to_string()).unwrap_or_default(),
    }
}

fn source(source: &Source) -> String {
    match source {
        Source::Knowledge {
            title,
            version,
            section,
            ..
        } => format!("{title}, version {version}, section {section}"),
        Source::Record(record) => format!("{} {}", record.object, record.id),
        Source::Step(key) => format!("this run, step {key}"),
    }
}

fn signature(view: engine::SignatureView, all: usize) -> SignatureView {
    let said = match view.answer {
        Answer::Approve if view.parts.len() == all => "signed everything".to_owned(),
        Answer::Approve => {
            let parts: Vec<_> = view.parts.iter().map(ToString::to_string).collect();
            format!("signed part {}", parts.join(", "))
        }
        Answer::Reject { reason } => format!("rejected it: {reason}"),
    };
    SignatureView {
        by: view.by,
        said,
        at: view.at,
    }
}
