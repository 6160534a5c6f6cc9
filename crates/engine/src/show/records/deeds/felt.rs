//! What a signed part did to the one record that is asked about.

use domain::change::{Effect, Part, PartNumber, Target};
use domain::observation::Outcome;
use domain::record::{ObjectName, RecordId, RecordRef};
use std::collections::BTreeMap;
use store::writes;

/// What a part did to the record that is asked about.
pub(super) enum Felt<'a> {
    Set,
    Made,
    Merged(Vec<&'a RecordId>),
    MergedAway(RecordRef),
    Converted {
        account: RecordRef,
        contact: Option<RecordRef>,
    },
    TookIn(RecordRef),
    Deleted,
    /// It hangs under the survivor of a merge now.
    Moved,
}

/// Of each part the attempt that counts: one that was done, or of which nobody knows.
pub(super) fn last_attempts(written: &[writes::Write]) -> Vec<&writes::Write> {
    let mut last: BTreeMap<PartNumber, &writes::Write> = BTreeMap::new();
    for write in written {
        last.insert(write.intent.part, write);
    }
    let counts = |write: &&writes::Write| match &write.settled {
        None => true,
        Some((outcome, _)) => matches!(outcome, Outcome::Done { .. } | Outcome::Unknown),
    };
    last.into_values().filter(counts).collect()
}

pub(super) fn felt<'a>(
    part: &'a Part,
    record: &RecordRef,
    through: &[RecordRef],
    written: &[writes::Write],
) -> Option<Felt<'a>> {
    let is = |object: &ObjectName, id: &RecordId| record.object == *object && record.id == *id;
    let named = |object: &str, id: &RecordId| record.object.is(object) && record.id == *id;
    let reference =
        |object: &str, id: &RecordId| Some(RecordRef::new(object.parse().ok()?, id.clone()));
    match &part.effect {
        Effect::Update {
            record: Target::Record(target),
            ..
        }
        | Effect::Reparent { record: target, .. } => (target == record).then_some(Felt::Set),
        Effect::Update {
            record: Target::MadeBy(maker),
            ..
        } => (made(written, *maker)? == &record.id).then_some(Felt::Set),
        Effect::Create { object, .. } => {
            let made = made(written, part.number)?;
            is(object, made).then_some(Felt::Made)
        }
        Effect::Merge {
            object,
            master,
            losers,
            ..
        } => {
            if is(object, master) {
                return Some(Felt::Merged(losers.iter().collect()));
            }
            let survivor = RecordRef::new(object.clone(), master.clone());
            if losers.iter().any(|loser| is(object, loser)) {
                return Some(Felt::MergedAway(survivor));
            }
            through.contains(&survivor).then_some(Felt::Moved)
        }
        Effect::Convert {
            lead,
            account,
            contact,
            ..
        } => {
            let contact = contact.as_ref().or_else(|| made(written, part.number));
            if named("Lead", lead) {
                return Some(Felt::Converted {
                    account: reference("Account", account)?,
                    contact: contact.and_then(|contact| reference("Contact", contact)),
                });
            }
            let took = named("Account", account)
                || contact.is_some_and(|contact| named("Contact", contact));
            took.then(|| reference("Lead", lead).map(Felt::TookIn))?
        }
        Effect::Delete { record: target } => (target == record).then_some(Felt::Deleted),
        Effect::Draft { .. } | Effect::Publish(_) => None,
    }
}

/// The record that a part turned out to have made.
fn made(written: &[writes::Write], part: PartNumber) -> Option<&RecordId> {
    written.iter().rev().find_map(|write| {
        let (outcome, _) = write
            .settled
            .as_ref()
            .filter(|_| write.intent.part == part)?;
        match outcome {
            Outcome::Done { made, .. } => made.as_ref(),
            _ => None,
        }
    })
}
