use crate::journal::Said;
use crate::step::away;
use crate::worker::{Drive, Trouble};
use domain::change::{Part, PartNumber};
use domain::decision::{ApprovedPart, Refusal};
use domain::id::DecisionId;
use domain::observation::{Event, Kind};
use domain::record::{FieldName, Record, RecordRef};
use domain::run::Progress;
use domain::value::Value;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Records as they are right now, good for the one write that follows.
pub(crate) struct Fresh {
    pub decision: DecisionId,
    pub records: BTreeMap<RecordRef, Record>,
}

/// A reasoned-on value that is no longer what it was: before, and now.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Drift {
    pub record: RecordRef,
    pub field: FieldName,
    pub before: Value,
    pub live: Value,
}

/// Re-reads everything the decision rests on before its first write, so that a change set is not begun that could not
/// be finished.
pub(crate) async fn preflight(drive: &mut Drive, id: &DecisionId) -> Result<(), Trouble> {
    let approved = match drive.approved(id).await? {
        Ok(approved) => approved,
        Err(refusal) => return withdrawn(drive, id, &refusal),
    };
    let touched: BTreeSet<RecordRef> = approved
        .parts()
        .iter()
        .flat_map(|part| rests_on(part.part()))
        .collect();
    let records = read_now(drive, &touched).await?;
    for part in approved.parts() {
        let drifted = drifts(drive, id, part, &records);
        if !drifted.is_empty() {
            stale(drive, id, part.number(), &drifted);
            return Ok(());
        }
    }
    drive.journal.say(Said::new(
        Kind::Verify,
        "Read again before writing: nothing that counts has changed",
        Event::Fresh {
            decision: id.clone(),
        },
    ));
    drive.fresh = Some(Fresh {
        decision: id.clone(),
        records,
    });
    Ok(())
}

/// The approval does not stand any more: nothing was sent, and it waits again. An expired one is closed when it is next looked at.
pub(super) fn withdrawn(
    drive: &mut Drive,
    id: &DecisionId,
    refusal: &Refusal,
) -> Result<(), Trouble> {
    let untouched = drive.state().commits.get(id).is_some_and(|(_, commit)| {
        commit
            .parts
            .values()
            .all(|progress| *progress == Progress::Pending)
    });
    if !untouched {
        return Err(Trouble::Broken(format!(
            "the approval was withdrawn while its parts were being written: {refusal}"
        )));
    }
    let headline = format!("The approval no longer stands: {refusal}. Nothing was written");
    drive.journal.say(Said::new(
        Kind::Decision,
        headline,
        Event::Reopened {
            decision: id.clone(),
        },
    ));
    drive.decisions.remove(id);
    Ok(())
}

/// Says what has drifted, before → now, and that nothing is written.
pub(super) fn stale(drive: &mut Drive, id: &DecisionId, part: PartNumber, drifted: &[Drift]) {
    let first = &drifted[0];
    let more = if drifted.len() > 1 {
        format!(" and {} more", drifted.len() - 1)
    } else {
        String::new()
    };
    let shown = |value: &Value| {
        if value.is_empty() {
            "empty".to_owned()
        } else {
            format!("“{value}”")
        }
    };
    let headline = format!(
        "{}.{} was {} when this was proposed and is {} now{more}. Part {part} is not written",
        first.record.object,
        first.field,
        shown(&first.before),
        shown(&first.live)
    );
    let fields = drifted
        .iter()
        .map(|drift| (drift.record.clone(), drift.field.clone()))
        .collect();
    drive.journal.tell(
        Said::new(
            Kind::Verify,
            headline,
            Event::Drifted {
                decision: id.clone(),
                part,
                fields,
            },
        ),
        &drifted,
    );
    drive.fresh = None;
}

/// The records a part touches or was reasoned on.
pub(super) fn rests_on(part: &Part) -> BTreeSet<RecordRef> {
    part.effect
        .touches()
        .into_iter()
        .chain(part.before.iter().map(|before| before.record.clone()))
        .collect()
}

/// These records with every field the mission may see: what is compared before a write, kept for taking it back, and
/// compared again after it. One that is gone is left out.
pub(super) async fn read_now(
    drive: &mut Drive,
    records: &BTreeSet<RecordRef>,
) -> Result<BTreeMap<RecordRef, Record>, Trouble> {
    if records.is_empty() {
        return Ok(BTreeMap::new());
    }
    let org = drive.org().await?;
    drive.journal.hand_over();
    let mut wanted = vec![];
    for record in records {
        let schema = org.describe(&record.object).await.map_err(away)?;
        let readable = schema
            .fields
            .iter()
            .filter(|field| org.scope().may_read(&record.object, [&field.name]).is_ok());
        wanted.push((
            record.clone(),
            readable.map(|field| field.name.clone()).collect::<Vec<_>>(),
        ));
    }
    let found = org.get_many(&wanted).await.map_err(away)?;
    Ok(found
        .into_iter()
        .flatten()
        .map(|record| (record.reference(), record))
        .collect())
}

/// Reasoned-on values that are not what they were. What earlier parts of the same decision set counts as expected.
pub(super) fn drifts(
    drive: &Drive,
    id: &DecisionId,
    part: &ApprovedPart,
    now: &BTreeMap<RecordRef, Record>,
) -> Vec<Drift> {
    let ours = written_by_us(drive, id);
    let differs = |before: &domain::change::Before| {
        let mut ours = ours.iter().rev();
        let set_by_us = ours
            .find(|(record, field, _)| *record == before.record && field.is(before.field.as_str()));
        let expected = set_by_us.map_or(&before.value, |(_, _, value)| value);
        let live = now
            .get(&before.record)
            .map(|record| record.get(before.field.as_str()).clone());
        let same = live
            .as_ref()
            .is_some_and(|live| gateway::is_written(live, expected));
        (!same).then(|| Drift {
            record: before.record.clone(),
            field: before.field.clone(),
            before: expected.clone(),
            live: live.unwrap_or_default(),
        })
    };
    let gone = part
        .effect()
        .touches()
        .into_iter()
        .filter(|record| !now.contains_key(record))
        .map(|record| Drift {
            field: "Id".parse().expect("a field name"),
            before: Value::Reference(record.id.clone()),
            live: Value::Null,
            record,
        });
    gone.chain(part.before().iter().filter_map(differs))
        .collect()
}

/// Values that parts of this decision have set already, in order.
fn written_by_us(drive: &Drive, id: &DecisionId) -> Vec<(RecordRef, FieldName, Value)> {
    let (Some((_, commit)), Some(decision)) =
        (drive.state().commits.get(id), drive.decisions.get(id))
    else {
        return vec![];
    };
    let done = |part: &&Part| {
        matches!(
            commit.parts.get(&part.number),
            Some(Progress::Done | Progress::Verified(_))
        )
    };
    let mut ours = vec![];
    for part in decision.changes.parts.iter().filter(done) {
        let Some(record) = part.effect.touches().into_iter().next() else {
            continue;
        };
        ours.extend(
            part.effect
                .values()
                .into_iter()
                .map(|(field, value)| (record.clone(), field, value)),
        );
    }
    ours
}
