use super::fresh::{read_now, rests_on};
use super::own;
use super::send::answered;
use crate::journal::Said;
use crate::step::away;
use crate::worker::{Drive, Halt, Trouble};
use domain::change::{Effect, Part, PartNumber};
use domain::id::DecisionId;
use domain::observation::{Event, Kind, Outcome, Verification};
use domain::record::{FieldName, Record, RecordRef};
use domain::time::Timestamp;
use gateway::{Happened, did_it_happen};
use std::collections::BTreeMap;
use std::time::Duration;

/// The first instant after one that may not be acted in.
const INSTANT: Duration = Duration::from_millis(1);

/// Finds out whether a request that was not answered did its work. Nothing is sent.
pub(crate) async fn reconcile(
    drive: &mut Drive,
    id: &DecisionId,
    number: PartNumber,
    send_by: Timestamp,
) -> Result<Option<Halt>, Trouble> {
    let safe_at = send_by.plus(drive.shared.look_after);
    if drive.now() <= safe_at {
        return Ok(Some(Halt::Sleep(Some(safe_at.plus(INSTANT)))));
    }
    let part = part(drive, id, number).await?;
    if part.effect.is_own() {
        // It is stored together with its answer: without one it did not happen.
        let why = "it was not carried out before".to_owned();
        answered(drive, id, number, Outcome::NotSent { why });
        return Ok(None);
    }
    let org = drive.org().await?;
    drive.journal.hand_over();
    let outcome = match org.settle(&part, &drive.made(id)).await.map_err(away)? {
        Happened::Yes(receipt) => Outcome::Done {
            made: receipt.created.or(receipt.contact),
            related: receipt.updated_related,
        },
        Happened::No => Outcome::NotSent {
            why: "a look at the org shows that it did not happen".into(),
        },
        Happened::Unknown => Outcome::Unknown,
    };
    answered(drive, id, number, outcome);
    Ok(None)
}

/// Reads a written part back and compares it with what was signed.
pub(crate) async fn verify(
    drive: &mut Drive,
    id: &DecisionId,
    number: PartNumber,
) -> Result<(), Trouble> {
    let part = part(drive, id, number).await?;
    let (verification, seen) = match &part.effect {
        Effect::Draft { .. } => (Verification::Unverifiable, vec![]),
        Effect::Publish(publication) => (own::published(drive, publication).await?, vec![]),
        _ => compare(drive, id, &part).await?,
    };
    let headline = match &verification {
        Verification::AsSigned { values: 0 } => format!("Part {number} read back as signed"),
        Verification::AsSigned { values } => format!(
            "Part {number} read back as signed: {values} value{}",
            if *values == 1 { "" } else { "s" }
        ),
        Verification::SideEffects { fields } => format!(
            "Part {number} read back as signed; also changed by something else: {}",
            listed(fields)
        ),
        Verification::Differs { fields } if fields.is_empty() => {
            format!("Part {number} did not read back as signed")
        }
        Verification::Differs { fields } => format!(
            "Part {number} did not read back as signed: {}",
            listed(fields)
        ),
        Verification::Unverifiable => {
            format!("Part {number} left a draft; there is nothing to read back")
        }
    };
    drive.journal.tell(
        Said::new(
            Kind::Verify,
            headline,
            Event::Verified {
                decision: id.clone(),
                part: number,
                verification,
            },
        ),
        &seen,
    );
    Ok(())
}

async fn compare(
    drive: &mut Drive,
    id: &DecisionId,
    part: &Part,
) -> Result<(Verification, Vec<Record>), Trouble> {
    let org = drive.org().await?;
    let resolved = resolved(drive, id, part);
    drive.journal.hand_over();
    // A merge, a conversion and a deletion show in records that an ordinary read does not see.
    let proven = match &part.effect {
        Effect::Merge { .. } | Effect::Convert { .. } | Effect::Delete { .. } => {
            matches!(
                did_it_happen(&resolved, &org.look(&resolved).await.map_err(away)?),
                Happened::Yes(_)
            )
        }
        _ => true,
    };
    let target = target(drive, id, part);
    let wanted = target.iter().cloned().chain(rests_on(&resolved)).collect();
    let now = read_now(drive, &wanted).await?;
    let seen: Vec<Record> = now.values().cloned().collect();
    let values = part.effect.values();
    let live = target.as_ref().and_then(|target| now.get(target));
    let missing: Vec<FieldName> = values
        .iter()
        .filter(|(field, value)| {
            !live.is_some_and(|live| gateway::is_written(live.get(field.as_str()), value))
        })
        .map(|(field, _)| field.clone())
        .collect();
    if !proven || !missing.is_empty() {
        return Ok((Verification::Differs { fields: missing }, seen));
    }
    let others = match &part.effect {
        // The org itself changes a lead that it converts, and counts what it moves.
        Effect::Convert { .. } | Effect::Create { .. } => vec![],
        _ => side_effects(
            &before(drive, id, part.number).await?,
            target.as_ref(),
            &now,
            &values,
        ),
    };
    let verification = if others.is_empty() {
        Verification::AsSigned {
            values: u32::try_from(values.len()).unwrap_or(u32::MAX),
        }
    } else {
        Verification::SideEffects { fields: others }
    };
    Ok((verification, seen))
}

/// Fields of the written record that nobody signed and that changed all the same. Stamps move with every write.
fn side_effects(
    before: &[Record],
    target: Option<&RecordRef>,
    now: &BTreeMap<RecordRef, Record>,
    signed: &[(FieldName, domain::value::Value)],
) -> Vec<FieldName> {
    const STAMPS: [&str; 6] = [
        "SystemModstamp",
        "LastModifiedDate",
        "LastModifiedById",
        "LastActivityDate",
        "LastViewedDate",
        "LastReferencedDate",
    ];
    let Some(target) = target else { return vec![] };
    let (Some(was), Some(is)) = (
        before.iter().find(|record| record.id == target.id),
        now.get(target),
    ) else {
        return vec![];
    };
    let ours = |field: &FieldName| {
        STAMPS.iter().any(|stamp| field.is(stamp))
            || signed.iter().any(|(set, _)| set.is(field.as_str()))
    };
    was.fields
        .iter()
        .filter(|(field, value)| {
            !ours(field) && !field.is_path() && !gateway::is_written(is.get(field.as_str()), value)
        })
        .map(|(field, _)| field.clone())
        .collect()
}

/// The records as they were right before the write: kept with the intent.
async fn before(
    drive: &Drive,
    id: &DecisionId,
    number: PartNumber,
) -> Result<Vec<Record>, Trouble> {
    if let Some(before) = drive.before.get(&(id.clone(), number)) {
        return Ok(before.clone());
    }
    let here = || drive.shared.store.within(&drive.run.workspace);
    let last = drive.state().last;
    // The intent is close to the end of the journal.
    for entry in store::runs::observations(here(), &drive.run.id, last.saturating_sub(60), 500)
        .await?
        .iter()
        .rev()
    {
        let Event::Intended { decision, part, .. } = &entry.event else {
            continue;
        };
        if (decision, part) != (id, &number) {
            continue;
        }
        let Some(digest) = &entry.payload else { break };
        let payload = store::runs::payload(here(), digest).await?;
        return Ok(payload
            .and_then(|payload| serde_json::from_slice(&payload.body).ok())
            .unwrap_or_default());
    }
    Ok(vec![])
}

async fn part(drive: &mut Drive, id: &DecisionId, number: PartNumber) -> Result<Part, Trouble> {
    let part = drive.decision(id).await?.changes.part(number).cloned();
    part.ok_or_else(|| Trouble::Broken(format!("the decision has no part {number}")))
}

/// The record that carries the signed values.
fn target(drive: &Drive, id: &DecisionId, part: &Part) -> Option<RecordRef> {
    match &part.effect {
        Effect::Create { .. } => drive.made(id).get(&part.number).cloned(),
        Effect::Update {
            record: domain::change::Target::MadeBy(maker),
            ..
        } => drive.made(id).get(maker).cloned(),
        Effect::Delete { .. } | Effect::Convert { .. } => None,
        effect => effect.touches().into_iter().next(),
    }
}

/// The part with `part.N.id` replaced by the record it stands for.
fn resolved(drive: &Drive, id: &DecisionId, part: &Part) -> Part {
    let mut part = part.clone();
    if let Effect::Update { record, .. } = &mut part.effect
        && let domain::change::Target::MadeBy(maker) = record
        && let Some(made) = drive.made(id).get(maker)
    {
        *record = domain::change::Target::Record(made.clone());
    }
    part
}

fn listed(fields: &[FieldName]) -> String {
    fields
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
