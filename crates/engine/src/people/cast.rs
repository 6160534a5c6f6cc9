//! A demo's people. They are ordinary people while the demo runs, and out of service as soon as it does not.

use super::manage::dismiss;
use crate::{Engine, Error};
use domain::id::{ActorId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// Who belongs to the demo, in the settings of the workspace: a data folder may be served without it one day.
const CAST: &str = "cast";

#[derive(Clone, Default, Serialize, Deserialize)]
struct Cast {
    members: Vec<ActorId>,
    /// Those whom the end of the demo took out of service; it brings back nobody else.
    away: Vec<ActorId>,
}

impl Engine {
    /// The demo runs: these belong to it, and whoever left with it is back.
    pub async fn call_cast(
        &self,
        workspace: &WorkspaceId,
        members: Vec<ActorId>,
    ) -> Result<(), Error> {
        let old = self.cast(workspace).await?;
        let here = workspace.clone();
        let called = self.0.store.write(move |tx| {
            Box::pin(async move {
                for id in &old.away {
                    store::actors::set_active(tx, &here, id, true).await?;
                }
                let away = vec![];
                store::settings::put(tx, Some(&here), CAST, &Cast { members, away }).await
            })
        });
        Ok(called.await?)
    }

    /// The demo does not run: its people can neither sign in nor go on; gives how many there were.
    pub async fn dismiss_cast(&self, workspace: &WorkspaceId) -> Result<usize, Error> {
        let mut cast = self.cast(workspace).await?;
        let mut leaving = vec![];
        for id in &cast.members {
            match store::actors::get(self.0.store.within(workspace), id).await {
                Ok(actor) if actor.active => leaving.push(id.clone()),
                Ok(_) | Err(store::Error::Gone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let count = leaving.len();
        if count == 0 {
            return Ok(0);
        }
        cast.away.extend(leaving.iter().cloned());
        let (here, now) = (workspace.clone(), self.0.clock.now());
        let done = self.0.store.write(move |tx| {
            Box::pin(async move {
                for id in &leaving {
                    dismiss(tx, &here, id, now).await?;
                }
                store::settings::put(tx, Some(&here), CAST, &cast).await
            })
        });
        done.await?;
        Ok(count)
    }

    async fn cast(&self, workspace: &WorkspaceId) -> Result<Cast, Error> {
        let kept = store::settings::get(self.0.store.within(workspace), CAST).await?;
        Ok(kept.unwrap_or_default())
    }
}
