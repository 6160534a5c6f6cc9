//! One written part, told: what it changed, the chain behind it, and how it was read back.

use super::super::browse::name;
use super::super::sight::Eyes;
use super::Deed;
use super::felt::Felt;
use crate::show::seen::Seen;
use crate::view::{ChainView, FateView, Moved, ReadBack, Shown, SignedBy, What};
use domain::change::{Because, DiffRow, Effect, LiveValues, Origin, Part, Source, diff};
use domain::decision::Decision;
use domain::history::Write;
use domain::observation::{Event, Observation, Outcome, Verification};
use domain::record::{FieldName, ObjectName, RecordRef};
use domain::sight::Whose;
use domain::time::Timestamp;
use domain::value::Value;
use std::collections::BTreeMap;
use store::writes;

/// A journal, and what stands behind it.
pub(super) struct Book {
    pub(super) mission: String,
    pub(super) version: String,
    pub(super) journal: Vec<Observation>,
}

/// A part that was written, with all there is to tell of it.
pub(super) struct Told<'a> {
    pub(super) eyes: &'a Eyes,
    pub(super) record: &'a RecordRef,
    pub(super) decision: &'a Decision,
    pub(super) part: &'a Part,
    pub(super) write: &'a writes::Write,
    pub(super) book: &'a Book,
    pub(super) seen: &'a Seen,
    pub(super) signed: &'a [SignedBy],
}

impl Told<'_> {
    pub(super) fn deed(&self, felt: &Felt<'_>) -> Deed {
        let rows = match felt {
            Felt::Set | Felt::Made | Felt::Merged(_) => diff(self.part, &LiveValues::new()),
            _ => vec![],
        };
        let rows: Vec<_> = rows.into_iter().filter(DiffRow::is_change).collect();
        let mut whats: Vec<_> = self
            .whole(felt)
            .map(|what| (None, what, self.chain(None)))
            .into_iter()
            .collect();
        whats.extend(rows.iter().map(|row| {
            let what = self.field(row);
            // A field out of sight is not named by its place in the list either.
            let field = matches!(what, What::Field { .. }).then(|| row.field.clone());
            let chain = self.chain(field.as_ref());
            (field, what, chain)
        }));
        Deed {
            at: self.written_at(),
            moved: matches!(felt, Felt::Moved),
            sets: rows.iter().map(|row| row.field.clone()).collect(),
            write: self.as_write(felt, &rows),
            fate: self.fate(felt),
            before: self.seen.record(&self.record.id).cloned(),
            whats,
        }
    }

    /// What it did besides setting fields.
    fn whole(&self, felt: &Felt<'_>) -> Option<What> {
        Some(match felt {
            Felt::Set => return None,
            Felt::Moved => What::Word {
                word: "moved".into(),
            },
            Felt::Made => What::Created,
            Felt::Merged(losers) => What::Merged {
                losers: losers
                    .iter()
                    .map(|loser| {
                        let loser = RecordRef::new(self.record.object.clone(), (*loser).clone());
                        let name = self.name(&loser);
                        (loser, name)
                    })
                    .collect(),
                moved: self.moved(),
            },
            Felt::MergedAway(into) => What::MergedAway {
                name: self.name(into),
                into: into.clone(),
            },
            Felt::Converted { account, contact } => What::Converted {
                name: self.name(account),
                account: account.clone(),
                contact: contact.clone(),
            },
            Felt::TookIn(lead) => What::TookIn {
                name: self.name(lead),
                lead: lead.clone(),
            },
            Felt::Deleted => What::Deleted,
        })
    }

    fn field(&self, row: &DiffRow) -> What {
        let object = &self.record.object;
        if !self.eyes.sees(object, &row.field) {
            return What::Hidden;
        }
        What::Field {
            label: self.eyes.label_of(object, &row.field),
            before: self.shown(&row.field, &row.before),
            after: self.shown(&row.field, &row.proposed),
            field: row.field.clone(),
        }
    }

    /// A value under the name that its record had when the run read it.
    fn shown(&self, field: &FieldName, value: &Value) -> Shown {
        let schema = self
            .eyes
            .schema(&self.record.object)
            .and_then(|schema| schema.field(field.as_str()));
        let Value::Reference(id) = value else {
            return Shown {
                value: value.clone(),
                leads_to: None,
                name: None,
            };
        };
        let leads_to = schema.and_then(|schema| self.eyes.lead(id, schema));
        let named = match &leads_to {
            Some(record) => self.name(record),
            // People are no records here; whatever else is out of sight, or unknown, stays without a name.
            None if self
                .eyes
                .object_of(id)
                .is_some_and(|object| object.is("User")) =>
            {
                self.seen.name(id)
            }
            None => id.to_string(),
        };
        Shown {
            value: value.clone(),
            leads_to,
            name: (named != id.as_str()).then_some(named),
        }
    }

    /// The name a record had, if its name may be seen; else its id.
    fn name(&self, record: &RecordRef) -> String {
        let read = self.seen.record(&record.id);
        read.map_or_else(|| record.id.to_string(), |read| name(self.eyes, read))
    }

    fn moved(&self) -> Vec<Moved> {
        let Some((Outcome::Done { related, .. }, _)) = &self.write.settled else {
            return vec![];
        };
        let mut counts: BTreeMap<ObjectName, usize> = BTreeMap::new();
        for id in related {
            let object = self.eyes.object_of(id);
            if let Some(object) = object.filter(|object| self.eyes.sight.sees_any_of(object)) {
                *counts.entry(object).or_default() += 1;
            }
        }
        counts
            .into_iter()
            .map(|(object, count)| Moved { object, count })
            .collect()
    }

    fn fate(&self, felt: &Felt<'_>) -> Option<FateView> {
        // Of what nobody knows whether it happened, nothing is told as done.
        let (Outcome::Done { .. }, _) = self.write.settled.as_ref()? else {
            return None;
        };
        let (how, into) = match felt {
            Felt::MergedAway(into) => ("merged", Some(into)),
            Felt::Converted { account, .. } => ("converted", Some(account)),
            Felt::Deleted => ("deleted", None),
            _ => return None,
        };
        Some(FateView {
            how,
            into: into.map(|into| (into.clone(), self.name(into))),
            at: self.written_at(),
            decision: self.decision.id.clone(),
            signed: self.signed.to_vec(),
        })
    }

    fn chain(&self, field: Option<&FieldName>) -> ChainView {
        let (read_back, read_back_at) = self.read_back();
        let because = self.because(field);
        ChainView {
            run: self.decision.run.clone(),
            mission: self.book.mission.clone(),
            version: self.book.version.clone(),
            observation: self.observation(field),
            concluded_at: because.first().and_then(|first| self.concluded_at(first)),
            because,
            decision: self.decision.id.clone(),
            part: self.part.number,
            signed: self.signed.to_vec(),
            asked_at: self.decision.asked_at,
            written_at: self.written_at(),
            read_back,
            read_back_at,
            in_org: None,
        }
    }

    /// Where what it rests on was seen: the record that the value comes from, else this one, else the proposal.
    fn observation(&self, field: Option<&FieldName>) -> u64 {
        let from = field.and_then(|field| match &self.given(field)?.origin {
            Origin::Record { record, .. } => self.seen.first_read(&record.id),
            _ => None,
        });
        let proposed = |entry: &&Observation| matches!(&entry.event, Event::Proposed { decision, .. } if *decision == self.decision.id);
        let proposed = || self.book.journal.iter().find(proposed);
        from.or_else(|| self.seen.first_read(&self.record.id))
            .or_else(|| proposed().map(|entry| entry.number))
            .unwrap_or(1)
    }

    /// Where the step that a reason names came to its end.
    fn concluded_at(&self, reason: &Because) -> Option<u64> {
        let Source::Step(key) = &reason.source else {
            return None;
        };
        let is_it =
            |entry: &&Observation| entry.path.as_ref().is_some_and(|path| path.key() == key);
        let mut journal = self.book.journal.iter();
        journal.rfind(is_it).map(|entry| entry.number)
    }

    fn given(&self, field: &FieldName) -> Option<&domain::change::Assignment> {
        match &self.part.effect {
            Effect::Update { values, .. }
            | Effect::Create { values, .. }
            | Effect::Merge { values, .. } => values.get(field),
            _ => None,
        }
    }

    /// The field's own reasons, else the rule of its part. A text may speak of anything that the part rests on: it is left
    /// out when some of that is out of sight. Where it can be looked up stays.
    fn because(&self, field: Option<&FieldName>) -> Vec<Because> {
        let about = |field: Option<&FieldName>| -> Vec<Because> {
            let because = self.part.because.iter();
            because
                .filter(|because| because.field.as_ref() == field)
                .cloned()
                .collect()
        };
        let is_rule = |because: &Because| matches!(because.source, Source::Knowledge { .. });
        let mut reasons = field.map(|field| about(Some(field))).unwrap_or_default();
        if reasons.is_empty() {
            reasons = about(None);
            if reasons.iter().any(is_rule) {
                reasons.retain(is_rule);
            }
        }
        let before = &self.part.before;
        let in_sight = |before: &domain::change::Before| {
            let object = &before.record.object;
            self.eyes.sees(object, &before.field)
        };
        let open = !before.is_empty() && before.iter().all(in_sight);
        // A step may have read more than the part rests on.
        let own = matches!(self.eyes.sight.whose, Whose::Own { .. });
        for reason in &mut reasons {
            if !open || (own && matches!(reason.source, Source::Step(_))) {
                reason.text.clear();
            }
        }
        reasons
    }

    fn written_at(&self) -> Timestamp {
        let settled = self.write.settled.as_ref();
        settled.map_or(self.write.intent.intended_at, |(_, at)| *at)
    }

    fn read_back(&self) -> (ReadBack, Option<Timestamp>) {
        let verified = self
            .book
            .journal
            .iter()
            .find_map(|entry| match &entry.event {
                Event::Verified {
                    decision,
                    part,
                    verification,
                } if *decision == self.decision.id && *part == self.part.number => {
                    Some((verification, entry.at))
                }
                _ => None,
            });
        match (verified, &self.write.settled) {
            (Some((verification, at)), _) => {
                let read_back = match verification {
                    Verification::AsSigned { .. } => ReadBack::Verified,
                    Verification::SideEffects { .. } => ReadBack::SideEffects,
                    Verification::Differs { .. } => ReadBack::Differs,
                    Verification::Unverifiable => ReadBack::Unverifiable,
                };
                (read_back, Some(at))
            }
            (None, Some((Outcome::Done { .. }, _))) => (ReadBack::NotYet, None),
            (None, _) => (ReadBack::Unknown, None),
        }
    }

    fn as_write(&self, felt: &Felt<'_>, rows: &[DiffRow]) -> Write {
        let mut sets: Vec<_> = rows
            .iter()
            .map(|row| (row.field.clone(), row.proposed.clone()))
            .collect();
        match (felt, &self.part.effect) {
            (Felt::Converted { .. }, Effect::Convert { status, owner, .. }) => {
                sets.push((super::super::field("Status"), Value::text(status)));
                let owner = owner.clone().map(Value::Reference);
                sets.extend(owner.map(|owner| (super::super::field("OwnerId"), owner)));
            }
            (Felt::Moved, Effect::Merge { master, .. }) => {
                let hangs =
                    |name: &str| (super::super::field(name), Value::Reference(master.clone()));
                sets.extend(["AccountId", "ParentId", "WhatId", "WhoId"].map(hangs));
            }
            _ => {}
        }
        Write {
            from: self.write.intent.intended_at,
            until: self.written_at(),
            sets,
            whole: !matches!(felt, Felt::Set | Felt::Moved),
        }
    }
}
