//! What could go wrong with a change set, computed from its parts and from what the run has read. Where that does not
//! suffice to tell (records that the mission may not read), it says so instead of guessing.

use super::seen::Seen;
use super::telling::listed;
use crate::view::{Hazard, HazardKind};
use domain::change::{Assignments, Effect, Part, Target};
use domain::record::{ObjectName, Record, RecordId};
use domain::value::Value;

mod automation; // what runs by itself
mod lost; // values that are given up
#[cfg(test)]
mod tests;

/// Another decision that waits and touches a record of this one.
pub(super) struct Rival {
    pub title: String,
    pub record: RecordId,
}

/// In the order of the parts; what several parts share is said once.
pub(super) fn hazards(parts: &[Part], seen: &Seen, rivals: &[Rival]) -> Vec<Hazard> {
    let mut found = vec![];
    for part in parts {
        let mut teller = Teller {
            part,
            seen,
            found: &mut found,
        };
        teller.doubt();
        match &part.effect {
            Effect::Merge {
                master,
                losers,
                values,
                ..
            } => teller.merge(master, losers, values),
            Effect::Update {
                record: Target::Record(record),
                values,
            } => teller.update(&record.id, values),
            Effect::Update { .. } | Effect::Draft { .. } | Effect::Publish(_) => {}
            Effect::Create {
                object, key_field, ..
            } => teller.create(object, key_field.is_some()),
            Effect::Convert { lead, .. } => teller.convert(lead),
            Effect::Reparent { record, parent, .. } => teller.reparent(&record.id, parent),
            Effect::Delete { record } => teller.delete(&record.id),
        }
        teller.rivals(rivals);
    }
    found.extend(automation::of(parts));
    found
}

struct Teller<'a> {
    part: &'a Part,
    seen: &'a Seen,
    found: &'a mut Vec<Hazard>,
}

impl Teller<'_> {
    fn say(&mut self, kind: HazardKind, text: String) {
        if !self
            .found
            .iter()
            .any(|known| known.kind == kind && known.text == text)
        {
            self.found.push(Hazard {
                part: self.part.number,
                kind,
                text,
            });
        }
    }

    /// Only where two records are taken for one does it matter what speaks against it.
    fn doubt(&mut self) {
        if !matches!(
            self.part.effect,
            Effect::Merge { .. } | Effect::Convert { .. }
        ) {
            return;
        }
        let touched: Vec<RecordId> = self
            .part
            .effect
            .touches()
            .into_iter()
            .map(|record| record.id)
            .collect();
        for found in self
            .seen
            .matches
            .iter()
            .filter(|found| touched.contains(&found.right.id))
        {
            let against: Vec<String> = found
                .opposing()
                .iter()
                .take(2)
                .map(|bar| bar.label.to_lowercase())
                .collect();
            if !against.is_empty() {
                let text = format!(
                    "Against “{}”: {}. If it is another company after all, its business lands on the wrong account.",
                    found.title,
                    listed(against)
                );
                self.say(HazardKind::Doubt, text);
            }
        }
    }

    fn merge(&mut self, master: &RecordId, losers: &[RecordId], values: &Assignments) {
        let stays = self.seen.name(master);
        for loser in losers {
            let goes = self.seen.name(loser);
            let children = self.children(loser);
            self.say(
                HazardKind::Moves,
                if children.is_empty() {
                    format!(
                        "What hangs on {goes} moves to {stays}. The run found nothing to count; contacts, cases and files it may not read."
                    )
                } else {
                    format!(
                        "{children} of {goes} move to {stays}, and what the run may not read: contacts, cases, files."
                    )
                },
            );
            let lost = lost::by_merging(self.seen, master, loser, values);
            if !lost.is_empty() {
                self.say(
                    HazardKind::Lost,
                    format!("{goes} gives up {}.", lost::told(&lost)),
                );
            }
            self.say(
                HazardKind::NoWayBack,
                format!(
                    "Restoring {goes} does not bring back what moved, and its ID goes on leading to {stays}."
                ),
            );
        }
        let overwritten = lost::overwritten(self.part, master, values);
        if !overwritten.is_empty() {
            self.say(
                HazardKind::Lost,
                format!("{stays} gives up {}.", lost::told(&overwritten)),
            );
        }
    }

    fn update(&mut self, record: &RecordId, values: &Assignments) {
        let name = self.seen.name(record);
        if let Some((_, given)) = values.iter().find(|(field, _)| field.is("OwnerId"))
            && let Value::Reference(owner) = &given.value
        {
            let owner = self.seen.name(owner);
            let children = self.children(record);
            let along = if children.is_empty() {
                String::new()
            } else {
                format!(" {children} stay with their owners unless the org hands them over.")
            };
            self.say(
                HazardKind::Automation,
                format!("{owner} may be told of it by e-mail, and who may see {name} is worked out anew.{along}"),
            );
        }
        let overwritten: Vec<_> = lost::overwritten(self.part, record, values)
            .into_iter()
            .filter(|(field, _)| field != "OwnerId")
            .collect();
        if !overwritten.is_empty() {
            self.say(
                HazardKind::Lost,
                format!("{name} gives up {}.", lost::told(&overwritten)),
            );
        }
    }

    fn create(&mut self, object: &ObjectName, has_key: bool) {
        self.say(
            HazardKind::Automation,
            format!("Duplicate and validation rules of {object} may refuse the new record."),
        );
        if !has_key {
            self.say(
                HazardKind::NoWayBack,
                format!("No field of {object} carries a key of ours: if the answer is lost, a person has to look whether it was made."),
            );
        }
    }

    fn convert(&mut self, lead: &RecordId) {
        let name = self.seen.name(lead);
        self.say(
            HazardKind::NoWayBack,
            format!(
                "A converted lead stays converted: {name} cannot be worked as a lead again, and fields that the org does not map stay behind."
            ),
        );
    }

    fn reparent(&mut self, record: &RecordId, parent: &RecordId) {
        let (name, above) = (self.seen.name(record), self.seen.name(parent));
        self.say(
            HazardKind::Moves,
            format!("Reports and roll-ups of {above} count {name} from then on."),
        );
    }

    fn delete(&mut self, record: &RecordId) {
        let name = self.seen.name(record);
        let children = self.children(record);
        let along = if children.is_empty() {
            "what hangs on it goes too; the run read nothing of it".to_owned()
        } else {
            format!("{children} go with it")
        };
        self.say(
            HazardKind::Moves,
            format!("{name} goes to the recycle bin, and {along}."),
        );
        self.say(
            HazardKind::NoWayBack,
            format!("After 15 days {name} cannot be brought back."),
        );
    }

    fn rivals(&mut self, rivals: &[Rival]) {
        let touched = self.part.effect.touches();
        for rival in rivals {
            let shares = touched.iter().any(|record| record.id == rival.record);
            let text = format!(
                "“{}” waits too, for a record of this one: whichever is written first makes the other stale.",
                rival.title
            );
            if shares {
                self.say(HazardKind::Rival, text);
            }
        }
    }

    /// `3 opportunities and 1 contract`
    fn children(&self, of: &RecordId) -> String {
        listed(
            self.seen
                .children(of)
                .into_iter()
                .map(|(object, count)| counted(&object, count)),
        )
    }
}

fn counted(object: &ObjectName, count: usize) -> String {
    let word = object
        .to_string()
        .replace("__c", "")
        .replace('_', " ")
        .to_lowercase();
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {word}s"),
    }
}

/// A record as it was read, field by field.
fn value_of<'a>(record: Option<&'a Record>, field: &str) -> &'a Value {
    static NULL: Value = Value::Null;
    record.map_or(&NULL, |record| record.get(field))
}
