//! The gate of a workspace: which writes ask, which are allowed by rule, which are blocked.

use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::gate::{Gate, GateRule};

impl Engine {
    /// Today's gate. Without one, every write asks one approver.
    pub async fn gate(&self, caller: &Caller) -> Result<Gate, Error> {
        Ok(store::gates::current(self.0.store.within(&caller.workspace)).await?)
    }

    /// Replaces the gate that was seen. What waits is judged by the new one.
    pub async fn publish_gate(
        &self,
        caller: &Caller,
        seen: u32,
        rules: Vec<GateRule>,
    ) -> Result<Gate, Error> {
        caller.needs(&[Role::Admin], "change the gate")?;
        caller.is_person()?;
        let (workspace, by, at) = (
            caller.workspace.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let published = self.0.store.write(move |tx| {
            Box::pin(
                async move { store::gates::publish(tx, &workspace, seen, rules, &by, at).await },
            )
        });
        Ok(published.await?)
    }
}
