//! Pausing, resuming and stopping runs. The worker answers with an observation.

use crate::{Caller, Engine, Error, Steer, Steering};
use domain::actor::Role;
use domain::id::RunId;
use domain::run::Phase;
use store::runs::Request;

/// Who may pause and stop runs; whoever only reads may not.
const STEERS: [Role; 4] = [Role::Member, Role::Approver, Role::Builder, Role::Admin];

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

    /// What is wanted of the run, and what this caller may want of it as it stands.
    pub async fn steering(&self, caller: &Caller, run: &RunId) -> Result<Steering, Error> {
        let run = store::runs::get(self.0.store.within(&caller.workspace), run).await?;
        let asked = run.request.map(|(request, _)| request);
        let may = match run.phase {
            Phase::Ended => vec![],
            _ if caller.needs(&STEERS, "steer runs").is_err() => vec![],
            // What is being written is finished first.
            Phase::Committing | Phase::Verifying => vec![],
            Phase::Paused => vec![Steer::Resume, Steer::Cancel],
            _ => vec![Steer::Pause, Steer::Cancel],
        };
        Ok(Steering { asked, may })
    }

    async fn request(&self, caller: &Caller, run: &RunId, request: Request) -> Result<(), Error> {
        caller.needs(&STEERS, "steer runs")?;
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
