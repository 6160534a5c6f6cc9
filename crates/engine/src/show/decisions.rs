use crate::outputs::Left;
use crate::view::{DecisionSummary, DecisionView, PartView, SignatureView};
use crate::{Caller, Engine, Error};
use domain::change::{LiveValues, Undo, diff};
use domain::data::Data;
use domain::decision::{Decision, RolesNow, Status};
use domain::gate::Gate;
use domain::id::DecisionId;
use domain::matching::{Likeness, Match};
use domain::observation::{Event, Kind, Observation};
use domain::record::{FieldName, RecordRef};
use std::collections::BTreeMap;
use std::time::Duration;
use store::decisions::{Filter, Stored};
use store::{Page, Paged};

/// A page does not wait longer than this for the values of now.
const PATIENCE: Duration = Duration::from_secs(3);

impl Engine {
    /// Decisions: what waits, oldest first; or all, newest first.
    pub async fn decisions(
        &self,
        caller: &Caller,
        open_only: bool,
        page: Page,
    ) -> Result<Paged<DecisionSummary>, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let found = if open_only {
            store::decisions::waiting(here(), &page).await?
        } else {
            store::decisions::list(here(), Filter::All, &page).await?
        };
        let law = self.law(caller).await?;
        let mut items = vec![];
        for stored in &found.items {
            items.push(self.of(caller, stored, &law).await?);
        }
        Ok(Paged {
            items,
            next: found.next,
        })
    }

    /// One decision with its diff, the values of now, the reasons and the evidence.
    pub async fn decision(&self, caller: &Caller, id: &DecisionId) -> Result<DecisionView, Error> {
        let stored = store::decisions::get(self.0.store.within(&caller.workspace), id).await?;
        let decision = &stored.decision;
        let law = self.law(caller).await?;
        let summary = self.of(caller, &stored, &law).await?;
        let (live, live_problem) = match (stored.closed.is_none(), self.live(caller, decision)) {
            (false, _) => (LiveValues::new(), None),
            (true, look) => match tokio::time::timeout(PATIENCE, look).await {
                Ok(Ok(live)) => (live, None),
                Ok(Err(why)) => (LiveValues::new(), Some(why.to_string())),
                Err(_) => (
                    LiveValues::new(),
                    Some("Salesforce did not answer in time".into()),
                ),
            },
        };
        let parts = decision.changes.parts.iter().map(|part| {
            Ok(PartView {
                number: part.number,
                digest: part.digest().map_err(Error::internal)?,
                title: part.title.clone(),
                operation: part.operation(),
                undo: part.undo(),
                undo_phrase: part.undo().phrase(),
                needs: part.needs(),
                diff: diff(part, &live),
                because: part.because.clone(),
                effect: part.effect.clone(),
            })
        });
        let mut signatures = vec![];
        for signature in &decision.signatures {
            signatures.push(SignatureView {
                by: self.signer(&caller.workspace, &signature.by).await,
                answer: signature.answer.clone(),
                parts: signature.parts.keys().copied().collect(),
                at: signature.at,
            });
        }
        let journal = self.journal(caller, &decision.run).await?;
        let until = journal.iter().find(|entry| matches!(&entry.event, Event::Proposed { decision: proposed, .. } if proposed == id));
        let until = until.map_or(u64::MAX, |entry| entry.number);
        let evidence: Vec<Observation> = journal
            .into_iter()
            .filter(|entry| entry.number <= until)
            .collect();
        Ok(DecisionView {
            parts: parts.collect::<Result<_, Error>>()?,
            matches: self.matches(caller, &evidence).await?,
            summary,
            signatures,
            evidence,
            live_problem,
        })
    }

    async fn law(&self, caller: &Caller) -> Result<(Gate, RolesNow), Error> {
        let here = || self.0.store.within(&caller.workspace);
        Ok((
            store::gates::current(here()).await?,
            store::actors::roles_now(here()).await?,
        ))
    }

    async fn of(
        &self,
        caller: &Caller,
        stored: &Stored,
        (gate, roles): &(Gate, RolesNow),
    ) -> Result<DecisionSummary, Error> {
        let decision = &stored.decision;
        let run = store::runs::get(self.0.store.within(&caller.workspace), &decision.run).await?;
        let mission = self
            .0
            .cache
            .mission(&self.0.store, &caller.workspace, &run.mission, &run.version)
            .await?;
        // A decision that is closed is judged at the moment it was closed.
        let at = stored.closed.as_ref().map_or_else(
            || self.0.clock.now(),
            |(_, at)| (*at).min(decision.expires_at),
        );
        let status = match (&stored.closed, decision.status(gate, roles, at)) {
            (Some((_, at)), Status::Waiting { .. }) => Status::Expired { at: *at },
            (_, status) => status,
        };
        Ok(DecisionSummary {
            id: decision.id.clone(),
            run: decision.run.clone(),
            mission: mission.title.clone(),
            title: decision.changes.title.clone(),
            status,
            asked_at: decision.asked_at,
            expires_at: decision.expires_at,
            parts: decision.changes.parts.len(),
            undo: decision
                .changes
                .parts
                .iter()
                .map(domain::change::Part::undo)
                .max()
                .unwrap_or(Undo::Reversible),
        })
    }

    /// The values that the org has now, of everything the decision was reasoned on.
    async fn live(&self, caller: &Caller, decision: &Decision) -> Result<LiveValues, Error> {
        let run = store::runs::get(self.0.store.within(&caller.workspace), &decision.run).await?;
        let Some(connection) = &run.connection else {
            return Ok(LiveValues::new());
        };
        let mission = self
            .0
            .cache
            .mission(&self.0.store, &caller.workspace, &run.mission, &run.version)
            .await?;
        let org = self
            .0
            .orgs
            .get(&caller.workspace, connection)
            .await?
            .org(mission.scope.clone(), gateway::Spent::default());
        let mut wanted: BTreeMap<RecordRef, Vec<FieldName>> = BTreeMap::new();
        for before in decision.changes.parts.iter().flat_map(|part| &part.before) {
            let fields = wanted.entry(before.record.clone()).or_default();
            if !fields.contains(&before.field) {
                fields.push(before.field.clone());
            }
        }
        let wanted: Vec<_> = wanted.into_iter().collect();
        let found = org
            .get_many(&wanted)
            .await
            .map_err(|why| Error::Unavailable(why.to_string()))?;
        let values = found.into_iter().flatten().flat_map(|record| {
            let reference = record.reference();
            record
                .fields
                .into_iter()
                .map(move |(field, value)| ((reference.clone(), field), value))
        });
        Ok(values.collect())
    }

    /// The waterfalls of what was taken for the same, or may be.
    async fn matches(
        &self,
        caller: &Caller,
        evidence: &[Observation],
    ) -> Result<Vec<Match>, Error> {
        let mut all: Vec<Match> = vec![];
        for entry in evidence.iter().filter(|entry| entry.kind == Kind::Match) {
            let Some(digest) = &entry.payload else {
                continue;
            };
            let payload =
                store::runs::payload(self.0.store.within(&caller.workspace), digest).await?;
            let left =
                payload.and_then(|payload| serde_json::from_slice::<Left>(&payload.body).ok());
            if let Some(Data::Matches(matches)) = left.and_then(|left| left.output.get("matches")) {
                all.extend(
                    matches
                        .into_iter()
                        .filter(|found| found.likeness != Likeness::Different),
                );
            }
        }
        Ok(all)
    }
}
