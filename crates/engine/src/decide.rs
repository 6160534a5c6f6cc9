//! Deciding: the one verb that lets anything be written, and it is for people.

use crate::journal::LEASE;
use crate::standing::Law;
use crate::{Caller, Engine, Error};
use domain::canonical::Digest;
use domain::change::PartNumber;
use domain::decision::{Answer, Decision, Refusal, Signature, Signer, Status};
use domain::id::DecisionId;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use store::decisions::Stored;

/// A person's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    /// These parts, each at the digest that was on the screen. `None`: all parts as they stand now.
    Approve {
        parts: Option<BTreeMap<PartNumber, Digest>>,
    },
    Reject {
        reason: String,
    },
}

/// Others may sign at the same moment; so often it is looked at again.
const TRIES: u32 = 5;

impl Engine {
    /// Signs or rejects a decision. The first valid answer counts; whoever comes second is told who was first.
    pub async fn decide(
        &self,
        caller: &Caller,
        id: &DecisionId,
        answer: Decide,
    ) -> Result<Status, Error> {
        caller.is_person()?;
        if let Decide::Reject { reason } = &answer
            && reason.trim().is_empty()
        {
            return Err(Refusal::NoReason.into());
        }
        for _ in 0..TRIES {
            match self.try_decide(caller, id, &answer).await {
                Err(Error::Conflict(_)) => {}
                done => return done,
            }
        }
        Err(Error::Conflict(
            "others are deciding this right now; look again".into(),
        ))
    }

    async fn try_decide(
        &self,
        caller: &Caller,
        id: &DecisionId,
        answer: &Decide,
    ) -> Result<Status, Error> {
        let here = self.0.store.within(&caller.workspace);
        let stored = store::decisions::get(here, id).await?;
        let law = self
            .0
            .standing
            .law(&self.0.store, &caller.workspace)
            .await?;
        let (gate, roles) = (&law.gate, &law.roles);
        if stored.closed.is_some() {
            return Err(self.decided(caller, &stored, &law).await);
        }
        let signature = self.signature(caller, &stored.decision, answer);
        let at = signature.at;
        let signed = match stored.decision.clone().sign(signature.clone(), gate, roles) {
            Ok(signed) => signed,
            Err(Refusal::AlreadyDecided { .. }) => {
                return Err(self.decided(caller, &stored, &law).await);
            }
            Err(refusal) => return Err(refusal.into()),
        };
        let (workspace, decision, run, revision) = (
            caller.workspace.clone(),
            id.clone(),
            signed.run.clone(),
            stored.revision,
        );
        let worker = self
            .0
            .working
            .load(Ordering::Relaxed)
            .then(|| self.0.worker.clone());
        let leased = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::decisions::sign(tx, &workspace, &decision, revision, &signature).await?;
                // The run goes on right here when nobody holds it; otherwise whoever holds it is nudged.
                let leased = match &worker {
                    Some(worker) => {
                        store::runs::lease(tx, &workspace, &run, worker, at, at.plus(LEASE)).await?
                    }
                    None => None,
                };
                if leased.is_none() {
                    store::runs::wake(tx, &workspace, &run, at).await?;
                }
                Ok(leased)
            })
        });
        if let Some(leased) = leased.await? {
            self.go_on(leased);
        }
        Ok(signed.status(gate, roles, at))
    }

    fn signature(&self, caller: &Caller, decision: &Decision, answer: &Decide) -> Signature {
        let (answer, parts) = match answer {
            Decide::Approve { parts: Some(parts) } => (Answer::Approve, parts.clone()),
            Decide::Approve { parts: None } => {
                (Answer::Approve, decision.digests().into_iter().collect())
            }
            Decide::Reject { reason } => (
                Answer::Reject {
                    reason: reason.trim().to_owned(),
                },
                decision.digests().into_iter().collect(),
            ),
        };
        Signature {
            by: Signer::Actor(caller.actor.id.clone()),
            answer,
            parts,
            at: self.0.clock.now(),
        }
    }

    /// Tells by name who was first and what they did, or how else it came to its end.
    async fn decided(&self, caller: &Caller, stored: &Stored, law: &Law) -> Error {
        let refusal = match crate::show::status(stored, law, self.0.clock.now()) {
            Status::Expired { at } => Refusal::Expired(at),
            Status::Withdrawn { at } => Refusal::Withdrawn(at),
            _ => {
                let mut first = vec![];
                for signature in &stored.decision.signatures {
                    let name = self.signer(&caller.workspace, &signature.by).await;
                    first.push(match &signature.answer {
                        Answer::Approve => format!("{name}, who approved it"),
                        Answer::Reject { reason } => format!("{name}, who rejected it: {reason}"),
                    });
                }
                Refusal::AlreadyDecided {
                    by: first.join(", and "),
                }
            }
        };
        refusal.into()
    }

    /// A signer as people know them.
    pub(crate) async fn signer(&self, workspace: &domain::id::WorkspaceId, by: &Signer) -> String {
        match by {
            Signer::Actor(actor) => {
                let found = self.0.standing.person(&self.0.store, workspace, actor);
                let named = found.await;
                named.map_or_else(|_| actor.to_string(), |actor| actor.name.clone())
            }
            policy @ Signer::Policy { .. } => policy.to_string(),
        }
    }
}
