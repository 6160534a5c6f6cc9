//! A **decision** is a change set that waits for signatures. It is never deleted: it is the audit trail.
//!
//! What is stored is what happened (parts, signatures); what it amounts to is derived, against today's gate, today's
//! roles and the clock, by [`Decision::status`]. [`approve`] is the only maker of [`Approved`], and only what is
//! [`Approved`] can be written:
//!
//! ```compile_fail
//! // An approval cannot be made by hand …
//! let forged = domain::decision::Approved { decision: "dec_1".parse().unwrap(), parts: vec![] };
//! ```
//! ```compile_fail
//! // … nor read from text.
//! let forged: domain::decision::Approved = serde_json::from_str("{}").unwrap();
//! ```

mod approved;
mod freshness;
mod signature;

pub use approved::{Approved, ApprovedPart, approve};
pub use freshness::{Freshness, Look, freshness};
pub use signature::{Answer, Signature, Signer};

use crate::actor::{ActorId, Roles};
use crate::canonical::Digest;
use crate::change::{ChangeSet, PartNumber};
use crate::gate::{Demand, Gate, Seats};
use crate::id::{DecisionId, RunId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A change set that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub id: DecisionId,
    pub run: RunId,
    pub changes: ChangeSet,
    /// Who proposed, started or edited it, and the people behind them: they may not sign.
    pub authors: BTreeSet<ActorId>,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
    pub signatures: Vec<Signature>,
    /// The gate when it was proposed. Recorded, not relied on.
    pub gate_version: u32,
}

/// The roles people hold at this moment; whoever is absent has left.
pub type RolesNow = BTreeMap<ActorId, Roles>;

/// What the signatures amount to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Status {
    Waiting {
        missing: Seats,
    },
    /// These parts are signed by everybody they need; the others were left out by a signer.
    Approved {
        parts: Vec<PartNumber>,
    },
    Rejected {
        by: Signer,
        at: Timestamp,
        reason: String,
    },
    Expired {
        at: Timestamp,
    },
    /// Its run ended before it was decided. Told by how it was closed, never by its signatures.
    Withdrawn {
        at: Timestamp,
    },
    /// Today's gate forbids a signed part.
    Blocked {
        part: PartNumber,
        rule: String,
    },
}

/// Why a signature is not taken. The text is for the person who tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    #[error("this was already decided by {by}")]
    AlreadyDecided { by: String },
    #[error("this expired at {0}; nothing was changed")]
    Expired(Timestamp),
    #[error("the run that asked this was stopped at {0}, so it was withdrawn; nothing was written")]
    Withdrawn(Timestamp),
    #[error("you started or edited this, so somebody else has to sign it")]
    OwnProposal,
    #[error("you have already signed this")]
    AlreadySigned,
    #[error("your role does not let you sign this")]
    NotYourSeat,
    #[error("part {0} is not part of this decision")]
    NoSuchPart(PartNumber),
    #[error("part {part} needs part {needs}; sign both or neither")]
    NeedsPart { part: PartNumber, needs: PartNumber },
    #[error("part {0} has changed since you looked at it; look again before you sign")]
    Outdated(PartNumber),
    #[error("a signature covers at least one part")]
    NothingSigned,
    #[error("say why you reject it")]
    NoReason,
    #[error("the rule “{rule}” blocks part {part}")]
    Blocked { part: PartNumber, rule: String },
    #[error("this is not approved yet")]
    NotApproved,
}

impl Decision {
    /// What the signatures amount to under this gate, with the roles people hold now.
    pub fn status(&self, gate: &Gate, roles: &RolesNow, now: Timestamp) -> Status {
        if let Some(no) = self
            .signatures
            .iter()
            .find(|signature| matches!(signature.answer, Answer::Reject { .. }))
        {
            let Answer::Reject { reason } = &no.answer else {
                unreachable!("found by its answer")
            };
            return Status::Rejected {
                by: no.by.clone(),
                at: no.at,
                reason: reason.clone(),
            };
        }
        let kept = self.kept();
        let mut missing = Seats::new();
        for number in &kept {
            let Some(part) = self.changes.part(*number) else {
                continue;
            };
            match gate.demand(part, &self.changes.parts) {
                Demand::Block { rule } => {
                    return Status::Blocked {
                        part: *number,
                        rule,
                    };
                }
                Demand::Allow { .. } if self.signed(*number).next().is_some() => {}
                Demand::Allow { .. } => {
                    widen(&mut missing, &[(crate::actor::Role::Approver, 1)].into());
                }
                Demand::Ask(seats) => widen(&mut missing, &self.open_seats(*number, seats, roles)),
            }
        }
        // The clock is asked whatever the signatures say: an approval that nobody wrote in time is too old to write.
        if now >= self.expires_at {
            return Status::Expired {
                at: self.expires_at,
            };
        }
        if missing.is_empty() {
            Status::Approved { parts: kept }
        } else {
            Status::Waiting { missing }
        }
    }

    /// Takes a signature, or says why not. Nothing is changed by a refusal.
    pub fn sign(
        mut self,
        signature: Signature,
        gate: &Gate,
        roles: &RolesNow,
    ) -> Result<Self, Refusal> {
        self.awaits(
            &signature.by,
            signature.is_approval(),
            gate,
            roles,
            signature.at,
        )?;
        if signature.is_approval() {
            self.covers_whole_parts(&signature)?;
        }
        self.signatures.push(signature);
        Ok(self)
    }

    /// Whether an answer of this signer would be taken now, whatever parts it covers; if not, why.
    pub fn awaits(
        &self,
        by: &Signer,
        approves: bool,
        gate: &Gate,
        roles: &RolesNow,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        match self.status(gate, roles, now) {
            Status::Expired { at } => Err(Refusal::Expired(at)),
            Status::Withdrawn { at } => Err(Refusal::Withdrawn(at)),
            Status::Blocked { part, rule } if approves => Err(Refusal::Blocked { part, rule }),
            // What is blocked can still be rejected.
            Status::Waiting { .. } | Status::Blocked { .. } => self.may_sign(by, gate, roles),
            Status::Approved { .. } | Status::Rejected { .. } => {
                Err(Refusal::AlreadyDecided { by: self.signers() })
            }
        }
    }

    /// Who signed so far, for messages.
    pub fn signers(&self) -> String {
        self.signatures
            .iter()
            .map(|signature| signature.by.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The digest of each part, as shown to a signer.
    pub fn digests(&self) -> Vec<(PartNumber, Digest)> {
        self.changes
            .parts
            .iter()
            .filter_map(|part| Some((part.number, part.digest().ok()?)))
            .collect()
    }

    /// Parts that no approval so far has left out. One that was edited after a signature is kept, and unsigned again.
    fn kept(&self) -> Vec<PartNumber> {
        let kept_by_all = |number: &PartNumber| {
            self.signatures
                .iter()
                .all(|signature| !signature.is_approval() || signature.parts.contains_key(number))
        };
        self.changes
            .parts
            .iter()
            .map(|part| part.number)
            .filter(kept_by_all)
            .collect()
    }

    fn signed(&self, number: PartNumber) -> impl Iterator<Item = &Signature> {
        let digest = self
            .changes
            .part(number)
            .and_then(|part| part.digest().ok());
        self.signatures
            .iter()
            .filter(move |signature| digest.is_some_and(|digest| signature.covers(number, &digest)))
    }

    /// Seats of a part that nobody sits on. One person sits on one seat; whoever lost the role gave up the seat.
    fn open_seats(&self, number: PartNumber, mut seats: Seats, roles: &RolesNow) -> Seats {
        for signature in self.signed(number) {
            let Signer::Actor(actor) = &signature.by else {
                continue;
            };
            let held = roles.get(actor);
            let free = seats
                .iter_mut()
                .find(|(role, count)| **count > 0 && held.is_some_and(|held| held.contains(role)));
            if let Some((_, count)) = free {
                *count -= 1;
            }
        }
        seats.retain(|_, count| *count > 0);
        seats
    }

    fn may_sign(&self, by: &Signer, gate: &Gate, roles: &RolesNow) -> Result<(), Refusal> {
        let Signer::Actor(actor) = by else {
            return Ok(());
        };
        if self.authors.contains(actor) {
            return Err(Refusal::OwnProposal);
        }
        if self.signatures.iter().any(|earlier| earlier.by == *by) {
            return Err(Refusal::AlreadySigned);
        }
        let held = roles.get(actor).cloned().unwrap_or_default();
        let seated =
            self.changes
                .parts
                .iter()
                .any(|part| match gate.demand(part, &self.changes.parts) {
                    Demand::Ask(seats) => seats.keys().any(|role| held.contains(role)),
                    Demand::Allow { .. } | Demand::Block { .. } => {
                        held.contains(&crate::actor::Role::Approver)
                    }
                });
        if seated {
            Ok(())
        } else {
            Err(Refusal::NotYourSeat)
        }
    }

    fn covers_whole_parts(&self, signature: &Signature) -> Result<(), Refusal> {
        if signature.parts.is_empty() {
            return Err(Refusal::NothingSigned);
        }
        let now: BTreeMap<_, _> = self.digests().into_iter().collect();
        for (number, digest) in &signature.parts {
            match now.get(number) {
                None => return Err(Refusal::NoSuchPart(*number)),
                Some(today) if today != digest => return Err(Refusal::Outdated(*number)),
                Some(_) => {}
            }
            let needs = self
                .changes
                .part(*number)
                .map(crate::change::Part::needs)
                .unwrap_or_default();
            if let Some(needs) = needs
                .into_iter()
                .find(|needs| !signature.parts.contains_key(needs))
            {
                return Err(Refusal::NeedsPart {
                    part: *number,
                    needs,
                });
            }
        }
        // What an earlier signer left out stays out: two signatures that share nothing would approve nothing.
        let kept = self.kept();
        if kept
            .iter()
            .any(|number| signature.parts.contains_key(number))
        {
            Ok(())
        } else {
            Err(Refusal::NothingSigned)
        }
    }
}

fn widen(missing: &mut Seats, more: &Seats) {
    for (role, count) in more {
        let seat = missing.entry(*role).or_default();
        *seat = (*seat).max(*count);
    }
}

#[cfg(test)]
mod tests;
