//! Starting runs: by a person or a program, and by a trigger.

use crate::composing::PUBLISHING;
use crate::engine::Shared;
use crate::journal::{LEASE, payload};
use crate::orgs::Stored;
use crate::{Caller, Engine, Error};
use domain::actor::Role;
use domain::canonical::Digest;
use domain::id::{ActorId, ConnectionId, MissionId, RunId, WorkspaceId};
use domain::mission::{Input, Mission, Slug};
use domain::observation::{Cause, Event, Kind, Observation, SCHEMA};
use domain::record::RecordId;
use domain::run::fold;
use domain::value::Value;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use store::runs::{Entries, Leased, NewRun, Run, Sighting, Start, StartKey};

impl Engine {
    /// Starts a run. With the same key the same caller gets the run that key has started.
    pub async fn start(
        &self,
        caller: &Caller,
        slug: &Slug,
        inputs: BTreeMap<String, String>,
        key: Option<String>,
    ) -> Result<RunId, Error> {
        self.start_about(caller, slug, inputs, key, None).await
    }

    /// The same for somebody who has chosen a record by its name: lists say the name, not the id.
    pub async fn start_about(
        &self,
        caller: &Caller,
        slug: &Slug,
        inputs: BTreeMap<String, String>,
        key: Option<String>,
        about: Option<String>,
    ) -> Result<RunId, Error> {
        caller.needs(
            &[Role::Member, Role::Approver, Role::Builder, Role::Admin],
            "start a mission",
        )?;
        if slug.as_str() == PUBLISHING {
            return Err(Error::Invalid(
                "a mission is published from where it is composed".into(),
            ));
        }
        let current = self.current(&caller.workspace, slug).await?;
        let (listed, version) = &*current;
        let mission = self
            .0
            .cache
            .mission(&self.0.store, &caller.workspace, &listed.id, &version.hash)
            .await?;
        let inputs = taken(&mission, inputs)?;
        let connection = self.only_connection(&caller.workspace).await?;
        let about = about.unwrap_or_else(|| {
            let given = inputs.values().map(ToString::to_string);
            given.collect::<Vec<_>>().join(", ")
        });
        let name = &caller.actor.name;
        let new = New {
            mission: listed.id.clone(),
            version: version.hash,
            title: &mission.title,
            connection,
            by: &caller.actor.id,
            behind: caller.actor.behind.clone(),
            headline: if about.is_empty() {
                format!("Started by {name}")
            } else {
                format!("Started by {name} for {about}")
            },
            inputs,
            cause: Cause::Asked,
            trial: false,
            sighting: None,
            key: key.map(|key| StartKey {
                actor: caller.actor.id.clone(),
                key,
            }),
        };
        match self.launch(&caller.workspace, new).await? {
            Start::Started(run, _) | Start::Already(run) => Ok(run),
        }
    }

    /// The connection that runs use. Choosing among several comes with them.
    pub(crate) async fn only_connection(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<ConnectionId>, Error> {
        let all = self
            .0
            .standing
            .connections(&self.0.store, workspace)
            .await?;
        // One that was ended, or never consented to, is for nothing while another works.
        let ready = all
            .iter()
            .find(|row| Stored::of(row).is_ok_and(|stored| stored.is_ready()));
        Ok(ready
            .or(all.first())
            .map(|connection| connection.id.clone()))
    }

    /// Stores the run with its first observation, and goes on with it at once when workers run here.
    pub(crate) async fn launch(
        &self,
        workspace: &WorkspaceId,
        new: New<'_>,
    ) -> Result<Start, Error> {
        let (row, observation) = self.0.compose(workspace, new)?;
        let run = listed(&row);
        let state = row.entries.state.clone();
        let start = self
            .0
            .store
            .write(move |tx| Box::pin(async move { store::runs::start(tx, &row).await }))
            .await?;
        if let Start::Started(_, Some(lease)) = &start {
            let leased = Leased {
                lease: lease.clone(),
                run: Run {
                    head: observation,
                    ..run
                },
                state,
            };
            self.go_on(leased);
        }
        Ok(start)
    }
}

/// What a run is started with.
pub(crate) struct New<'a> {
    pub mission: MissionId,
    pub version: Digest,
    pub title: &'a str,
    pub connection: Option<ConnectionId>,
    pub by: &'a ActorId,
    pub behind: Option<ActorId>,
    pub inputs: BTreeMap<String, Value>,
    pub headline: String,
    pub cause: Cause,
    /// It proposes nothing to anybody.
    pub trial: bool,
    pub sighting: Option<Sighting>,
    pub key: Option<StartKey>,
}

impl Shared {
    fn compose(&self, workspace: &WorkspaceId, new: New<'_>) -> Result<(NewRun, Digest), Error> {
        let (id, at) = (RunId::new(self.clock.unique()), self.clock.now());
        let details = payload(&*self.clock, &new.inputs);
        let started = Observation {
            run: id.clone(),
            number: 1,
            kind: Kind::Notice,
            schema: SCHEMA,
            path: None,
            actor: new.by.clone(),
            at,
            headline: domain::text::plain(&new.headline).into_owned(),
            event: Event::Started {
                mission: new.title.to_owned(),
                version: new.version,
                inputs: new.inputs.clone(),
                cause: new.cause,
            },
            payload: Some(details.digest),
            previous: Digest::NONE,
        };
        let head = started.hash().map_err(Error::internal)?;
        let state = fold([&started]);
        let here = self.working.load(Ordering::Relaxed);
        let row = NewRun {
            id,
            workspace: workspace.clone(),
            mission: new.mission,
            version: new.version,
            connection: new.connection,
            started_by: new.by.clone(),
            behind: new.behind,
            inputs: new.inputs,
            at,
            entries: Entries {
                observations: vec![started],
                payloads: vec![details],
                state,
                head,
            },
            sighting: new.sighting,
            trial: new.trial,
            key: new.key,
            lease_to: here.then(|| (self.worker.clone(), at.plus(LEASE))),
        };
        Ok((row, head))
    }
}

/// The row as a worker sees it right after the start.
fn listed(new: &NewRun) -> Run {
    Run {
        id: new.id.clone(),
        workspace: new.workspace.clone(),
        mission: new.mission.clone(),
        version: new.version,
        connection: new.connection.clone(),
        started_by: new.started_by.clone(),
        behind: new.behind.clone(),
        inputs: new.inputs.clone(),
        started_at: new.at,
        phase: new.entries.state.phase(),
        verdict: None,
        ended_at: None,
        last_number: new.entries.state.last,
        head: new.entries.head,
        wake_at: None,
        trial: new.trial,
        request: None,
    }
}

/// The id in what somebody typed: an id, or the address of a record's page in Salesforce, as people copy it.
pub(crate) fn id_in(text: &str) -> &str {
    let text = text.trim();
    let Some((_, path)) = text.split_once("://") else {
        return text;
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.split('/')
        .skip(1)
        .find(|part| part.parse::<RecordId>().is_ok())
        .unwrap_or(text)
}

/// Inputs as the mission declares them; what is missing, unknown or malformed is named.
pub(crate) fn taken(
    mission: &Mission,
    mut given: BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, Error> {
    let mut taken = BTreeMap::new();
    for Input { key, label, object } in &mission.inputs {
        let text = given
            .remove(key.as_str())
            .filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| {
            Error::Invalid(format!(
                "say which {label} first: this mission needs `{key}`"
            ))
        })?;
        let value = match object {
            Some(object) => {
                let id: RecordId = id_in(&text).parse().map_err(|why| {
                    Error::Invalid(format!("`{key}` should be the id of a {object}: {why}"))
                })?;
                Value::Reference(id)
            }
            None => Value::Text(text),
        };
        taken.insert(key.to_string(), value);
    }
    match given.keys().next() {
        Some(unknown) => Err(Error::Invalid(format!(
            "this mission has no input `{unknown}`"
        ))),
        None => Ok(taken),
    }
}

#[cfg(test)]
mod tests {
    use super::id_in;

    #[test]
    fn a_record_is_named_by_its_id_or_by_the_address_of_its_page() {
        let id = "00Q000000000001EAA";
        for text in [
            " 00Q000000000001EAA ",
            "https://acme.lightning.force.com/lightning/r/Lead/00Q000000000001EAA/view?ws=x",
            "https://acme.my.salesforce.com/00Q000000000001EAA#top",
        ] {
            assert_eq!(id_in(text), id);
        }
        let other = "https://acme.example/lead";
        assert_eq!(id_in(other), other, "told as it was typed");
    }
}
