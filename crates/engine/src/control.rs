//! Pausing, resuming and stopping runs. The worker answers with an observation.

use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::id::RunId;
use store::runs::Request;

impl Engine {
    /// The run makes no calls until it is resumed. A commit that has begun is finished first.
    pub async fn pause(&self, caller: &Caller, run: &RunId) -> Result<(), Error> {
        self.request(caller, run, Request::Pause).await
    }
    /// The run goes on where it was; a read that is done is not repeated.
    pub async fn resume(&self, caller: &Caller, run: &RunId) -> Result<(), Error> {
        self.request(caller, run, Request::Resume).await
    }
    /// The run ends. What waits for a signature is withdrawn; what is being written is finished first.
    pub async fn cancel(&self, caller: &Caller, run: &RunId) -> Result<(), Error> {
        self.request(caller, run, Request::Cancel).await
    }

    async fn request(&self, caller: &Caller, run: &RunId, request: Request) -> Result<(), Error> {
        caller.needs(
            &[Role::Member, Role::Approver, Role::Builder, Role::Admin],
            "steer runs",
        )?;
        let (workspace, run, by, now) = (
            caller.workspace.clone(),
            run.clone(),
            caller.actor.id.clone(),
            self.0.clock.now(),
        );
        let asked = self.0.store.write(move |tx| {
            Box::pin(
                async move { store::runs::request(tx, &workspace, &run, request, &by, now).await },
            )
        });
        Ok(asked.await?)
    }
}
