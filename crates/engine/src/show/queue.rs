use crate::standing::Law;
use crate::view::{DecisionSummary, QueueTally, QueueView};
use crate::{Caller, Engine, Error};
use domain::actor::ActorKind;
use domain::change::{Part, Undo, risk};
use domain::decision::{Refusal, Signer, Status, freshness};
use domain::gate::Gate;
use domain::time::Timestamp;
use std::sync::Arc;
use store::decisions::{Stored, Tally, Wanted};
use store::{Page, Paged};

/// Which part of the queue is asked for.
pub use store::decisions::Wanted as QueueFilter;

impl Engine {
    /// The queue: a page of it and how much there is, in a handful of questions whatever its length. It asks the org
    /// nothing.
    pub async fn queue(
        &self,
        caller: &Caller,
        for_me: bool,
        mut wanted: Wanted,
        page: Page,
    ) -> Result<QueueView, Error> {
        let here = || self.0.store.within(&caller.workspace);
        let now = self.0.clock.now();
        let law = self
            .0
            .standing
            .law(&self.0.store, &caller.workspace)
            .await?;
        let may_sign = has_seat(caller, &law.gate);
        if for_me {
            wanted.open_to = Some(caller.actor.id.clone());
        }
        let found = if for_me && !may_sign {
            Paged {
                items: vec![],
                next: None,
            }
        } else {
            store::decisions::queue(here(), &wanted, now, &page).await?
        };
        let mut items = self.summaries(caller, &found.items, &law).await?;
        if for_me {
            items.retain(|item| item.hindrance.is_none());
        } else if !wanted.closed {
            items.retain(|item| is_open(&item.status));
        }
        let mine = if may_sign {
            store::decisions::tally(here(), Some(&caller.actor.id), now).await?
        } else {
            vec![]
        };
        let all = store::decisions::tally(here(), None, now).await?;
        Ok(QueueView {
            items,
            next: found.next,
            mine: mine.into_iter().map(tally).collect(),
            all: all.into_iter().map(tally).collect(),
        })
    }

    /// How many decisions wait for whoever asks.
    pub async fn waiting(&self, caller: &Caller) -> Result<u64, Error> {
        let law = self
            .0
            .standing
            .law(&self.0.store, &caller.workspace)
            .await?;
        if !has_seat(caller, &law.gate) {
            return Ok(0);
        }
        let here = self.0.store.within(&caller.workspace);
        let mine = store::decisions::tally(here, Some(&caller.actor.id), self.0.clock.now());
        Ok(mine.await?.iter().map(|tally| tally.decisions).sum())
    }

    /// Decisions as lists show them. Their missions are pinned by their runs, which one question finds for all.
    pub(super) async fn summaries(
        &self,
        caller: &Caller,
        found: &[Stored],
        law: &Arc<Law>,
    ) -> Result<Vec<DecisionSummary>, Error> {
        let runs: Vec<_> = found.iter().map(|stored| &stored.decision.run).collect();
        let here = self.0.store.within(&caller.workspace);
        let pins = store::runs::pinned(here, &runs).await?;
        let mut summaries = vec![];
        for stored in found {
            let (mission, version) = pins.get(&stored.decision.run).ok_or(Error::Gone)?;
            let cache = &self.0.cache;
            let mission = cache.mission(&self.0.store, &caller.workspace, mission, version);
            let title = mission.await?.title.clone();
            summaries.push(summary(stored, title, caller, law, self.0.clock.now()));
        }
        Ok(summaries)
    }
}

/// Whether any rule has a seat for one of the roles of whoever asks. Without a rule, an approver signs.
fn has_seat(caller: &Caller, gate: &Gate) -> bool {
    use domain::actor::Role;
    use domain::gate::GateVerdict;
    let asked = gate.rules.iter().filter_map(|rule| match &rule.verdict {
        GateVerdict::Ask(seats) => Some(seats),
        GateVerdict::Allow | GateVerdict::Block => None,
    });
    let is_person = caller.actor.kind == ActorKind::Person;
    let mut roles = asked.flat_map(|seats| seats.keys().copied());
    is_person && (caller.actor.is(Role::Approver) || roles.any(|role| caller.actor.is(role)))
}

/// Whether it still takes an answer.
pub(super) fn is_open(status: &Status) -> bool {
    matches!(status, Status::Waiting { .. } | Status::Blocked { .. })
}

fn summary(
    stored: &Stored,
    mission: String,
    caller: &Caller,
    law: &Law,
    now: Timestamp,
) -> DecisionSummary {
    let decision = &stored.decision;
    let parts = &decision.changes.parts;
    DecisionSummary {
        id: decision.id.clone(),
        run: decision.run.clone(),
        mission,
        title: decision.changes.title.clone(),
        status: status(stored, law, now),
        asked_at: decision.asked_at,
        expires_at: decision.expires_at,
        part_count: parts.len(),
        undo: parts
            .iter()
            .map(Part::undo)
            .max()
            .unwrap_or(Undo::Reversible),
        risk: risk(parts),
        freshness: freshness(decision.asked_at, stored.look, now),
        hindrance: hindrance(stored, caller, law, now),
    }
}

/// What the signatures amount to. A decision that is closed is judged at the moment it was closed; when they did not
/// amount to anything then, its run ended without it.
pub(crate) fn status(stored: &Stored, law: &Law, now: Timestamp) -> Status {
    let decision = &stored.decision;
    let Some((_, closed_at)) = &stored.closed else {
        return decision.status(&law.gate, &law.roles, now);
    };
    let at = (*closed_at).min(decision.expires_at);
    match decision.status(&law.gate, &law.roles, at) {
        Status::Waiting { .. } | Status::Blocked { .. } if *closed_at < decision.expires_at => {
            Status::Withdrawn { at: *closed_at }
        }
        Status::Waiting { .. } => Status::Expired {
            at: decision.expires_at,
        },
        status => status,
    }
}

/// Why this person's answer would not be taken, said before somebody tries.
fn hindrance(stored: &Stored, caller: &Caller, law: &Law, now: Timestamp) -> Option<String> {
    if stored.closed.is_some() {
        return Some("this is decided".to_owned());
    }
    if let Err(why) = caller.is_person() {
        return Some(why.to_string());
    }
    let signer = Signer::Actor(caller.actor.id.clone());
    let decision = &stored.decision;
    match decision.awaits(&signer, true, &law.gate, &law.roles, now) {
        // What is blocked can still be rejected, by whoever could have signed it.
        Err(Refusal::Blocked { .. }) => decision
            .awaits(&signer, false, &law.gate, &law.roles, now)
            .err(),
        answer => answer.err(),
    }
    .map(|why| why.to_string())
}

fn tally(tally: Tally) -> QueueTally {
    QueueTally {
        slug: tally.slug,
        mission: tally.mission,
        risk: tally.risk,
        decisions: tally.decisions,
    }
}
