//! A trial: the run reads what is really there and reasons as it would; what it would propose is told and asked of nobody.

use super::{COMPOSERS, sound};
use crate::start::{New, taken};
use crate::{Caller, Engine, Error};
use domain::id::{MissionId, RunId};
use domain::mission::{FORMAT, Mission, Slug};
use domain::observation::Cause;
use std::collections::BTreeMap;
use store::missions::NewVersion;
use store::runs::Start;

impl Engine {
    /// Tries a file as it stands, published or not. Not one call writes.
    pub async fn try_mission(
        &self,
        caller: &Caller,
        slug: &Slug,
        file: &str,
        inputs: BTreeMap<String, String>,
    ) -> Result<RunId, Error> {
        caller.needs(&COMPOSERS, "try missions")?;
        let listed = self.composed(caller, slug).await?;
        let mission = sound(file, slug)?;
        let given = inputs.values().cloned().collect::<Vec<_>>().join(", ");
        let inputs = taken(&mission, inputs)?;
        let version = self
            .keep_candidate(caller, &listed.id, file, &mission)
            .await?;
        let connection = self.only_connection(&caller.workspace).await?;
        let name = &caller.actor.name;
        let new = New {
            mission: listed.id,
            version,
            title: &mission.title,
            connection,
            by: &caller.actor.id,
            behind: caller.actor.behind.clone(),
            inputs,
            headline: if given.is_empty() {
                format!("Tried by {name}; nothing will be written")
            } else {
                format!("Tried by {name} on {given}; nothing will be written")
            },
            cause: Cause::Asked,
            trial: true,
            sighting: None,
            key: None,
        };
        match self.launch(&caller.workspace, new).await? {
            Start::Started(run, _) | Start::Already(run) => Ok(run),
        }
    }

    /// Keeps a version that is not published, so that a run can be pinned to it.
    pub(super) async fn keep_candidate(
        &self,
        caller: &Caller,
        mission: &MissionId,
        file: &str,
        parsed: &Mission,
    ) -> Result<domain::canonical::Digest, Error> {
        let hash = parsed.digest().map_err(Error::internal)?;
        let candidate = NewVersion {
            hash,
            format: FORMAT,
            file: file.to_owned(),
            canonical: domain::canonical::text(parsed).map_err(Error::internal)?,
            by: caller.actor.id.clone(),
            at: self.0.clock.now(),
        };
        let (workspace, mission) = (caller.workspace.clone(), mission.clone());
        let kept = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::missions::keep_candidate(tx, &workspace, &mission, &candidate).await
            })
        });
        kept.await?;
        Ok(hash)
    }
}
