use super::super::decisions::up_to_the_proposal;
use super::super::seen::Seen;
use super::browse::name;
use super::sight::Eyes;
use crate::view::{ChainView, FateView, Moved, ReadBack, Shown, SignedBy, What};
use crate::{Caller, Engine, Error};
use domain::change::{
    Because, DiffRow, Effect, LiveValues, Origin, Part, PartNumber, Source, Target, diff,
};
use domain::decision::{Decision, Signer};
use domain::history::Write;
use domain::id::RunId;
use domain::observation::{Event, Observation, Outcome, Verification};
use domain::record::{FieldName, ObjectName, Record, RecordId, RecordRef};
use domain::sight::Whose;
use domain::time::Timestamp;
use domain::value::Value;
use std::collections::BTreeMap;
use store::decisions::Stored;
use store::writes;

/// No more decisions than this are told of one record: the latest.
const MOST: usize = 40;

/// One signed part that was written, as one record felt it.
pub(super) struct Deed {
    pub at: Timestamp,
    /// As far as the one who asks may know, each with the field it is about.
    pub whats: Vec<(Option<FieldName>, What, ChainView)>,
    /// The fields it set on the record, seen or not.
    pub sets: Vec<FieldName>,
    /// It was moved along with a merge: the org's history says from where.
    pub moved: bool,
    /// For holding the org's history against it.
    pub write: Write,
    pub fate: Option<FateView>,
    /// The record as it was read before.
    pub before: Option<Record>,
}

/// What a part did to the record that is asked about.
enum Felt<'a> {
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

/// A journal, and what stands behind it.
struct Book {
    mission: String,
    version: String,
    journal: Vec<Observation>,
}

/// A part that was written, with all there is to tell of it.
struct Told<'a> {
    eyes: &'a Eyes,
    record: &'a RecordRef,
    decision: &'a Decision,
    part: &'a Part,
    write: &'a writes::Write,
    book: &'a Book,
    seen: &'a Seen,
    signed: &'a [SignedBy],
}

impl Engine {
    /// What signed changes did to a record, oldest first: by our own record alone, whatever the org says. `through` are
    /// records under which it may have been moved by a merge of theirs.
    pub(super) async fn deeds(
        &self,
        caller: &Caller,
        eyes: &Eyes,
        record: &RecordRef,
        through: &[RecordRef],
    ) -> Result<Vec<Deed>, Error> {
        let mut books: BTreeMap<RunId, Book> = BTreeMap::new();
        let mut deeds = vec![];
        for stored in self.decisions_about(caller, record, through).await? {
            let decision = &stored.decision;
            let here = self.0.store.within(&caller.workspace);
            let written = writes::by_decision(here, &decision.id).await?;
            let felt: Vec<_> = last_attempts(&written)
                .into_iter()
                .filter_map(|write| {
                    let part = decision.changes.part(write.intent.part)?;
                    Some((part, write, felt(part, record, through, &written)?))
                })
                .collect();
            if felt.is_empty() {
                continue;
            }
            if !books.contains_key(&decision.run) {
                let book = self.book(caller, &decision.run).await?;
                books.insert(decision.run.clone(), book);
            }
            let book = &books[&decision.run];
            let evidence = up_to_the_proposal(book.journal.clone(), &decision.id);
            let mut seen = self.seen(caller, &evidence).await?;
            let signers = self.signers(caller, decision).await;
            for (part, write, felt) in felt {
                for record in self
                    .right_before(caller, book, decision, part.number)
                    .await?
                {
                    seen.add(record);
                }
                let told = Told {
                    eyes,
                    record,
                    decision,
                    part,
                    write,
                    book,
                    seen: &seen,
                    signed: &covering(&signers, decision, part)?,
                };
                deeds.push(told.deed(&felt));
            }
        }
        deeds.sort_by_key(|deed| deed.at);
        Ok(deeds)
    }

    /// Decisions that touched the record, or made it.
    async fn decisions_about(
        &self,
        caller: &Caller,
        record: &RecordRef,
        through: &[RecordRef],
    ) -> Result<Vec<Stored>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        // Its own first: what others that it hung under went through must not push them out.
        let own = std::slice::from_ref(record);
        let mut found = store::decisions::by_record(here(), own).await?;
        for write in writes::by_record(here(), record).await? {
            let id = &write.intent.decision;
            if found.iter().all(|stored| stored.decision.id != *id) {
                found.push(store::decisions::get(here(), id).await?);
            }
        }
        found.sort_by_key(|stored| std::cmp::Reverse(stored.decision.asked_at));
        found.truncate(MOST);
        for stored in store::decisions::by_record(here(), through).await? {
            let known = found
                .iter()
                .any(|one| one.decision.id == stored.decision.id);
            if !known && found.len() < MOST {
                found.push(stored);
            }
        }
        Ok(found)
    }

    async fn book(&self, caller: &Caller, id: &RunId) -> Result<Book, Error> {
        let run = store::runs::get(self.0.store.within(&caller.workspace), id).await?;
        Ok(Book {
            mission: self.mission_of(caller, &run).await?.title.clone(),
            version: run.version.short(),
            journal: self.journal(caller, id).await?,
        })
    }

    async fn signers(&self, caller: &Caller, decision: &Decision) -> Vec<SignedBy> {
        let mut signers = vec![];
        for signature in &decision.signatures {
            signers.push(SignedBy {
                name: self.signer(&caller.workspace, &signature.by).await,
                policy: matches!(signature.by, Signer::Policy { .. }),
                at: signature.at,
            });
        }
        signers
    }

    /// The records as they were in the instant before a part was written.
    async fn right_before(
        &self,
        caller: &Caller,
        book: &Book,
        decision: &Decision,
        number: PartNumber,
    ) -> Result<Vec<Record>, Error> {
        let intended = book.journal.iter().rev().find(|entry| {
            matches!(&entry.event, Event::Intended { decision: of, part, .. } if *of == decision.id && *part == number)
        });
        let Some(digest) = intended.and_then(|entry| entry.payload.as_ref()) else {
            return Ok(vec![]);
        };
        let payload = store::runs::payload(self.0.store.within(&caller.workspace), digest).await?;
        Ok(payload
            .and_then(|payload| serde_json::from_slice(&payload.body).ok())
            .unwrap_or_default())
    }
}

/// Of each part the attempt that counts: one that was done, or of which nobody knows.
fn last_attempts(written: &[writes::Write]) -> Vec<&writes::Write> {
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

/// Those signatures that cover the part.
fn covering(
    signers: &[SignedBy],
    decision: &Decision,
    part: &Part,
) -> Result<Vec<SignedBy>, Error> {
    let digest = part.digest().map_err(Error::internal)?;
    let signatures = decision.signatures.iter().zip(signers);
    Ok(signatures
        .filter(|(signature, _)| signature.covers(part.number, &digest))
        .map(|(_, signer)| signer.clone())
        .collect())
}

fn felt<'a>(
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
        Effect::Draft { .. } => None,
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

impl Told<'_> {
    fn deed(&self, felt: &Felt<'_>) -> Deed {
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
                sets.push((super::field("Status"), Value::text(status)));
                let owner = owner.clone().map(Value::Reference);
                sets.extend(owner.map(|owner| (super::field("OwnerId"), owner)));
            }
            (Felt::Moved, Effect::Merge { master, .. }) => {
                let hangs = |name: &str| (super::field(name), Value::Reference(master.clone()));
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
