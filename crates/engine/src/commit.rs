//! From a signature to a verified write, exactly so: re-read and compare → store the intent → send with the strongest
//! precondition → store the answer → re-read → verified. After an unclear answer it looks, and never sends blindly.

mod answer;
mod fresh;
mod look;
mod own;
mod send;

pub(crate) use answer::{await_decisions, close, settle};
pub(crate) use fresh::{Fresh, preflight};
pub(crate) use look::{reconcile, verify};
pub(crate) use send::write;

use crate::standing::Law;
use crate::worker::{Drive, Trouble};
use domain::change::PartNumber;
use domain::decision::{Approved, Decision, Refusal, approve};
use domain::id::DecisionId;
use domain::record::RecordRef;
use gateway::Made;
use std::sync::Arc;

impl Drive {
    /// The decision as it is stored. One that this worker has just proposed is known already.
    async fn decision(&mut self, id: &DecisionId) -> Result<&Decision, Trouble> {
        if !self.decisions.contains_key(id) {
            let stored =
                store::decisions::get(self.shared.store.within(&self.run.workspace), id).await?;
            self.decisions.insert(id.clone(), stored.decision);
        }
        Ok(&self.decisions[id])
    }

    /// Today's gate and the roles people hold now.
    pub(crate) async fn law(&self) -> Result<Arc<Law>, Trouble> {
        let shared = &self.shared;
        let law = shared.standing.law(&shared.store, &self.run.workspace);
        Ok(law.await?)
    }

    /// Leave to write, asked for again before each write: roles and gates may have changed since the signature.
    async fn approved(&mut self, id: &DecisionId) -> Result<Result<Approved, Refusal>, Trouble> {
        let law = self.law().await?;
        let now = self.now();
        let decision = self.decision(id).await?;
        Ok(approve(decision, &law.gate, &law.roles, now))
    }

    /// What earlier parts of a decision made.
    fn made(&self, id: &DecisionId) -> Made {
        let Some((_, commit)) = self.state().commits.get(id) else {
            return Made::new();
        };
        let Some(decision) = self.decisions.get(id) else {
            return Made::new();
        };
        let object = |number: &PartNumber| {
            decision
                .changes
                .part(*number)
                .and_then(|part| part.effect.object())
        };
        let made = commit.made.iter().filter_map(|(number, made)| {
            Some((*number, RecordRef::new(object(number)?, made.clone())))
        });
        made.collect()
    }
}
