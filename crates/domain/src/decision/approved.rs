use super::{Decision, Refusal, RolesNow, Status};
use crate::canonical::Digest;
use crate::change::{Before, Effect, Part, PartNumber};
use crate::gate::Gate;
use crate::id::DecisionId;
use crate::time::Timestamp;

/// Proof that a decision is approved now. It has no public constructor and no serde: it lives only as long as the
/// commit that asked for it.
#[derive(Debug)]
pub struct Approved {
    decision: DecisionId,
    parts: Vec<ApprovedPart>,
}

/// One part that may be written, exactly as it was signed.
#[derive(Debug)]
pub struct ApprovedPart {
    part: Part,
    digest: Digest,
}

/// Turns a decision into leave to write, if its signatures suffice under today's gate, roles and clock.
pub fn approve(
    decision: &Decision,
    gate: &Gate,
    roles: &RolesNow,
    now: Timestamp,
) -> Result<Approved, Refusal> {
    match decision.status(gate, roles, now) {
        Status::Approved { parts } => {
            let kept = |part: &&Part| parts.contains(&part.number);
            let seal = |part: &Part| {
                part.digest().ok().map(|digest| ApprovedPart {
                    part: part.clone(),
                    digest,
                })
            };
            Ok(Approved {
                decision: decision.id.clone(),
                parts: decision
                    .changes
                    .parts
                    .iter()
                    .filter(kept)
                    .filter_map(seal)
                    .collect(),
            })
        }
        Status::Waiting { .. } => Err(Refusal::NotApproved),
        Status::Expired { at } => Err(Refusal::Expired(at)),
        Status::Withdrawn { at } => Err(Refusal::Withdrawn(at)),
        Status::Rejected { .. } => Err(Refusal::AlreadyDecided {
            by: decision.signers(),
        }),
        Status::Blocked { part, rule } => Err(Refusal::Blocked { part, rule }),
    }
}

impl Approved {
    pub fn decision(&self) -> &DecisionId {
        &self.decision
    }
    pub fn parts(&self) -> &[ApprovedPart] {
        &self.parts
    }
    pub fn part(&self, number: PartNumber) -> Option<&ApprovedPart> {
        self.parts
            .iter()
            .find(|approved| approved.part.number == number)
    }
}

impl ApprovedPart {
    pub fn number(&self) -> PartNumber {
        self.part.number
    }
    pub fn effect(&self) -> &Effect {
        &self.part.effect
    }
    pub fn before(&self) -> &[Before] {
        &self.part.before
    }
    pub fn part(&self) -> &Part {
        &self.part
    }
    /// The digest that was signed.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}
