//! The gate of a workspace: which writes ask, which are allowed by rule, which are blocked.

use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::gate::{Gate, GateRule};
use domain::id::WorkspaceId;
use domain::time::Timestamp;
use store::{Page, Tx};

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
        if let Some(rule) = rules.iter().find(|rule| rule.verdict.asks_nobody()) {
            return Err(Error::Invalid(format!(
                "the rule “{}” asks nobody; name at least one signer, or allow it",
                rule.name
            )));
        }
        let (workspace, by, at) = (
            caller.workspace.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let published = self.0.store.write(move |tx| {
            Box::pin(async move {
                let gate = store::gates::publish(tx, &workspace, seen, rules, &by, at).await?;
                wake_waiting(tx, &workspace, at).await?;
                Ok(gate)
            })
        });
        Ok(published.await?)
    }
}

/// Wakes every run that waits for a decision: what was signed may suffice now.
async fn wake_waiting(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    at: Timestamp,
) -> store::Result<()> {
    let mut page = Page::first(200);
    loop {
        let waiting = store::decisions::waiting(tx.within(workspace), &page).await?;
        for stored in waiting.items {
            store::runs::wake(tx, workspace, &stored.decision.run, at).await?;
        }
        let Some(next) = waiting.next else {
            return Ok(());
        };
        page = page.after(Some(next));
    }
}
