//! What signed changes did to a record, by our own record alone.

mod felt; // what a part did to this record
mod told; // one written part, with the chain behind it

use super::super::decisions::up_to_the_proposal;
use super::sight::Eyes;
use crate::view::{ChainView, FateView, SignedBy, What};
use crate::{Caller, Engine, Error};
use domain::change::{Part, PartNumber};
use domain::decision::{Decision, Signer};
use domain::history::Write;
use domain::id::RunId;
use domain::observation::Event;
use domain::record::{FieldName, Record, RecordRef};
use domain::time::Timestamp;
use felt::{felt, last_attempts};
use std::collections::BTreeMap;
use store::decisions::Stored;
use store::writes;
use told::{Book, Told};

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
