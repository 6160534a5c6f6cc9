use super::course::course;
use super::hazards::{Rival, hazards};
use super::live;
use super::queue::{is_open, status};
use super::seen::named;
use super::telling::telling;
use crate::standing::Law;
use crate::view::{Course, DecisionSummary, DecisionView, PartView, SignatureView};
use crate::{Caller, Engine, Error};
use domain::change::{LiveValues, Part, diff};
use domain::decision::{Decision, Status};
use domain::id::DecisionId;
use domain::observation::{Event, Observation};
use domain::record::RecordRef;
use std::sync::Arc;
use store::decisions::Filter;
use store::{Page, Paged};

impl Engine {
    /// Decisions: what waits, oldest first; or all, newest first.
    pub async fn decisions(
        &self,
        caller: &Caller,
        open_only: bool,
        page: Page,
    ) -> Result<Paged<DecisionSummary>, Error> {
        let here = self.0.store.within(&caller.workspace);
        let found = if open_only {
            store::decisions::waiting(here, &page).await?
        } else {
            store::decisions::list(here, Filter::All, &page).await?
        };
        let law = self.law(caller).await?;
        Ok(Paged {
            items: self.summaries(caller, &found.items, &law).await?,
            next: found.next,
        })
    }

    /// One decision with its diff, the values of now, the reasons and the evidence.
    pub async fn decision(&self, caller: &Caller, id: &DecisionId) -> Result<DecisionView, Error> {
        let here = || self.0.store.within(&caller.workspace);
        // The journal first: what comes in between is followed, never lost.
        let run = store::decisions::get(here(), id).await?.decision.run;
        let journal = self.journal(caller, &run).await?;
        let stored = store::decisions::get(here(), id).await?;
        let run = store::runs::get(here(), &run).await?;
        let decision = &stored.decision;
        let law = self.law(caller).await?;
        let mut summaries = self
            .summaries(caller, std::slice::from_ref(&stored), &law)
            .await?;
        let summary = summaries.pop().ok_or(Error::Gone)?;
        // What is answered is not looked at any more: whoever writes it looks.
        let (now, live_problem) = if is_open(&summary.status) {
            self.look(caller, &stored, &run).await
        } else {
            (LiveValues::new(), None)
        };
        let course = course(id, &summary.status, &journal);
        let last = journal.last().map_or(0, |entry| entry.number);
        let evidence = up_to_the_proposal(journal, id);
        let seen = self.seen(caller, &evidence).await?;
        let rivals = match stored.closed {
            Some(_) => vec![],
            None => self.rivals(caller, decision).await?,
        };
        let parts = &decision.changes.parts;
        let does = |part: &Part| part_view(part, &now, telling(part, &seen));
        Ok(DecisionView {
            parts: parts.iter().map(does).collect::<Result<_, _>>()?,
            signatures: self.signatures(caller, decision).await,
            hazards: hazards(parts, &seen, &rivals),
            names: seen.names(parts.iter().flat_map(named)),
            course,
            seen: last,
            matches: seen.matches,
            summary,
            evidence,
            live_problem,
        })
    }

    /// How far one decision has come, without everything it rests on.
    pub async fn course(
        &self,
        caller: &Caller,
        id: &DecisionId,
    ) -> Result<(Status, Course), Error> {
        let here = self.0.store.within(&caller.workspace);
        let stored = store::decisions::get(here, id).await?;
        let journal = self.journal(caller, &stored.decision.run).await?;
        let law = self.law(caller).await?;
        let status = status(&stored, &law, self.0.clock.now());
        let course = course(id, &status, &journal);
        Ok((status, course))
    }

    /// The gate and the roles that signatures are judged by.
    async fn law(&self, caller: &Caller) -> Result<Arc<Law>, Error> {
        let standing = &self.0.standing;
        Ok(standing.law(&self.0.store, &caller.workspace).await?)
    }

    async fn signatures(&self, caller: &Caller, decision: &Decision) -> Vec<SignatureView> {
        let mut signatures = vec![];
        for signature in &decision.signatures {
            signatures.push(SignatureView {
                by: self.signer(&caller.workspace, &signature.by).await,
                answer: signature.answer.clone(),
                parts: signature.parts.keys().copied().collect(),
                at: signature.at,
            });
        }
        signatures
    }

    /// Other decisions that wait and concern the same records.
    async fn rivals(&self, caller: &Caller, decision: &Decision) -> Result<Vec<Rival>, Error> {
        let touched: Vec<RecordRef> = records(decision).collect();
        let here = self.0.store.within(&caller.workspace);
        let found = store::decisions::by_record(here, &touched).await?;
        let others = found
            .into_iter()
            .map(|stored| (stored.closed, stored.decision))
            .filter(|(closed, other)| closed.is_none() && other.id != decision.id);
        let shared = others.flat_map(|(_, other)| {
            let title = other.changes.title.clone();
            records(&other)
                .filter(|record| touched.contains(record))
                .map(|record| Rival {
                    title: title.clone(),
                    record: record.id,
                })
                .collect::<Vec<_>>()
        });
        Ok(shared.collect())
    }
}

fn records(decision: &Decision) -> impl Iterator<Item = RecordRef> {
    decision
        .changes
        .parts
        .iter()
        .flat_map(|part| part.effect.touches())
}

pub(super) fn up_to_the_proposal(journal: Vec<Observation>, id: &DecisionId) -> Vec<Observation> {
    let proposes = |entry: &&Observation| matches!(&entry.event, Event::Proposed { decision, .. } if decision == id);
    let until = journal
        .iter()
        .find(proposes)
        .map_or(u64::MAX, |entry| entry.number);
    journal
        .into_iter()
        .filter(|entry| entry.number <= until)
        .collect()
}

fn part_view(
    part: &Part,
    live: &LiveValues,
    does: Vec<crate::view::Clause>,
) -> Result<PartView, Error> {
    let set = diff(part, live);
    Ok(PartView {
        moved: live::moved(part, &set, live),
        number: part.number,
        digest: part.digest().map_err(Error::internal)?,
        title: part.title.clone(),
        operation: part.operation(),
        undo: part.undo(),
        undo_phrase: part.undo().phrase(),
        needs: part.needs(),
        diff: set,
        because: part.because.clone(),
        effect: part.effect.clone(),
        does,
    })
}
