//! A **change set** is one proposal: parts that are shown, signed and written together or not at all.
//!
//! A part carries what it would do, the values it was reasoned on, and why. Its digest covers exactly what a signer
//! answers for: operation, target, new values and before-values. What the part rests on is told apart from it.

mod diff;
mod effect;
mod part;
mod risk;

pub use diff::{DiffRow, LiveValues, diff};
pub use effect::{Assignment, Assignments, Effect, Operation, Origin, Publication, Target, Undo};
pub use part::{Because, Before, Part, PartNumber, Source};
pub use risk::{Risk, risk};

use serde::{Deserialize, Serialize};

/// Parts in the order they would be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// What a signer reads first: `Merge Kestrel Bay Instr. Ltd into Kestrel Bay Instruments and convert the lead`.
    pub title: String,
    pub parts: Vec<Part>,
}

/// The parts do not make one writable whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    #[error("a change set needs at least one part")]
    Empty,
    #[error("part {0} is not numbered by its place")]
    Misnumbered(PartNumber),
    #[error("part {part} needs part {needs}, which does not come before it")]
    NeedsLater { part: PartNumber, needs: PartNumber },
    #[error("part {0} is not canonical")]
    NotCanonical(PartNumber),
    #[error("part {0} merges a record into itself, or more than two records at once")]
    BadMerge(PartNumber),
    #[error("part {0} changes nothing")]
    Idle(PartNumber),
}

impl ChangeSet {
    /// Refuses what could not be written part by part in this order.
    pub fn check(&self) -> Result<(), Unsound> {
        if self.parts.is_empty() {
            return Err(Unsound::Empty);
        }
        for (at, part) in self.parts.iter().enumerate() {
            if part.number.place() != at {
                return Err(Unsound::Misnumbered(part.number));
            }
            if let Some(needs) = part.needs().into_iter().find(|needs| needs.place() >= at) {
                return Err(Unsound::NeedsLater {
                    part: part.number,
                    needs,
                });
            }
            part.effect.check().map_err(|idle| {
                if idle {
                    Unsound::Idle(part.number)
                } else {
                    Unsound::BadMerge(part.number)
                }
            })?;
            part.digest()
                .map_err(|_| Unsound::NotCanonical(part.number))?;
        }
        Ok(())
    }
    pub fn part(&self, number: PartNumber) -> Option<&Part> {
        self.parts.get(number.place())
    }
}
