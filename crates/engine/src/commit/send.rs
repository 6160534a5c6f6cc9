use super::fresh::{drifts, read_now, rests_on, stale, withdrawn};
use super::own;
use crate::journal::Said;
use crate::worker::{Drive, Halt, Trouble};
use domain::change::{Effect, PartNumber};
use domain::decision::ApprovedPart;
use domain::id::DecisionId;
use domain::observation::{Event, Kind, Outcome};
use domain::record::{Record, RecordRef};
use gateway::{Guard, Receipt, WriteError};
use std::collections::BTreeMap;
use std::time::Duration;

/// Writes one part, once: re-read, compare, intent on disk, send, answer on its way to disk.
pub(crate) async fn write(
    drive: &mut Drive,
    id: &DecisionId,
    number: PartNumber,
) -> Result<Option<Halt>, Trouble> {
    let approved = match drive.approved(id).await? {
        Ok(approved) => approved,
        Err(refusal) => return withdrawn(drive, id, &refusal).map(|()| None),
    };
    let part = approved
        .part(number)
        .ok_or_else(|| Trouble::Broken(format!("part {number} is not among the signed parts")))?;
    let records = match drive.fresh.take().filter(|fresh| fresh.decision == *id) {
        Some(fresh) => fresh.records,
        None => read_now(drive, &rests_on(part.part())).await?,
    };
    let drifted = drifts(drive, id, part, &records);
    if !drifted.is_empty() {
        stale(drive, id, number, &drifted);
        return Ok(None);
    }
    let guard = intend(drive, id, part, &records);
    // From here on it may have happened, whatever happens to us.
    drive.journal.settle().await?;
    if part.effect().is_own() {
        let outcome = own::carry_out(drive, part).await?;
        answered(drive, id, number, outcome);
        return Ok(None);
    }
    let org = drive.org().await?;
    let sent = org.write(part, &drive.made(id), &guard).await;
    let retry_after = sent.as_ref().err().and_then(WriteError::retry_after);
    let outcome = outcome(sent);
    let held_up = match &outcome {
        Outcome::NotSent { why } => Some(why.clone()),
        _ => None,
    };
    answered(drive, id, number, outcome);
    match held_up {
        None => Ok(None),
        Some(why) => {
            let retry_after = retry_after.unwrap_or(Duration::from_mins(1));
            Err(Trouble::Away {
                system: "Salesforce".into(),
                why,
                retry_after,
            })
        }
    }
}

/// Stores what is about to be sent, until when it may be, and what was there before.
fn intend(
    drive: &mut Drive,
    id: &DecisionId,
    part: &ApprovedPart,
    records: &BTreeMap<RecordRef, Record>,
) -> Guard {
    let send_by = drive.now().plus(drive.shared.write_within);
    let target = part
        .effect()
        .touches()
        .into_iter()
        .next()
        .and_then(|target| records.get(&target));
    let guard = Guard {
        etag: target.and_then(|record| record.etag.clone()),
        unmodified_since: target.and_then(|record| record.stamp),
        send_by,
    };
    let event = Event::Intended {
        decision: id.clone(),
        part: part.number(),
        digest: part.digest(),
        send_by,
    };
    let headline = format!("Writing part {}: {}", part.number(), part.part().title);
    let snapshot: Vec<Record> = records.values().cloned().collect();
    let at = drive
        .journal
        .tell(Said::new(Kind::Commit, headline, event), &snapshot);
    let key = (id.clone(), part.number());
    drive.before.insert(key, snapshot);
    let intent = store::writes::Intent {
        run: drive.run.id.clone(),
        decision: id.clone(),
        part: part.number(),
        attempt: attempt(drive, id, part.number()),
        digest: part.digest(),
        operation: part.effect().operation(),
        record: part.effect().touches().into_iter().next(),
        send_by,
        intended_at: at,
    };
    let workspace = drive.run.workspace.clone();
    drive.journal.also(move |tx| {
        Box::pin(async move { store::writes::intend(tx, &workspace, &intent).await })
    });
    guard
}

/// Says what became of the request.
pub(super) fn answered(drive: &mut Drive, id: &DecisionId, part: PartNumber, outcome: Outcome) {
    let headline = match &outcome {
        Outcome::Done { related, .. } if related.is_empty() => format!("Part {part} is written"),
        Outcome::Done { related, .. } => format!(
            "Part {part} is written; Salesforce moved {} related records with it",
            related.len()
        ),
        Outcome::Refused { code, message } if code == own::OUTDATED => {
            format!("Part {part} is not carried out: {message}")
        }
        Outcome::Refused { code, message } => {
            format!("Salesforce refused part {part}: {message} ({code})")
        }
        Outcome::Conflict => {
            format!("Part {part} is not written: the record was changed in the last instant")
        }
        Outcome::NotSent { why } => format!("Part {part} is not written yet: {why}"),
        Outcome::Unclear { why } => format!(
            "It is not known whether part {part} was written: {why}. It is not sent again; the org is asked"
        ),
        Outcome::Unknown => {
            format!("The org cannot tell whether part {part} was written; a person has to look")
        }
    };
    let (attempt, made) = (attempt(drive, id, part), made(drive, id, part, &outcome));
    let at = drive.journal.say(Said::new(
        Kind::Commit,
        headline,
        Event::Sent {
            decision: id.clone(),
            part,
            outcome: outcome.clone(),
        },
    ));
    let (workspace, id) = (drive.run.workspace.clone(), id.clone());
    drive.journal.also(move |tx| {
        Box::pin(async move {
            store::writes::settle(
                tx,
                &workspace,
                &id,
                part,
                attempt,
                &outcome,
                made.as_ref(),
                at,
            )
            .await
        })
    });
}

/// Which attempt at a part is under way, from 1.
fn attempt(drive: &Drive, id: &DecisionId, part: PartNumber) -> u32 {
    drive
        .state()
        .commits
        .get(id)
        .and_then(|(_, commit)| commit.attempts.get(&part).copied())
        .unwrap_or(1)
}

fn made(drive: &Drive, id: &DecisionId, part: PartNumber, outcome: &Outcome) -> Option<RecordRef> {
    let Outcome::Done {
        made: Some(made), ..
    } = outcome
    else {
        return None;
    };
    let part = drive.decisions.get(id)?.changes.part(part)?;
    matches!(part.effect, Effect::Create { .. }).then(|| {
        part.effect
            .object()
            .map(|object| RecordRef::new(object, made.clone()))
    })?
}

fn outcome(sent: Result<Receipt, WriteError>) -> Outcome {
    use gateway::SendError as Wire;
    match sent {
        Ok(receipt) => Outcome::Done {
            made: receipt.created.or(receipt.contact),
            related: receipt.updated_related,
        },
        Err(WriteError::Denied(denied)) => Outcome::Refused {
            code: "OUT_OF_SCOPE".into(),
            message: denied.to_string(),
        },
        Err(WriteError::Salesforce(error)) => match error {
            Wire::TooLate => Outcome::NotSent {
                why: "there was no time left to send it".into(),
            },
            Wire::NotSent(error) => Outcome::NotSent {
                why: error.to_string(),
            },
            Wire::Refused { code, message, .. } => Outcome::Refused { code, message },
            Wire::Conflict => Outcome::Conflict,
            Wire::Unclear { why } => Outcome::Unclear { why },
        },
    }
}
