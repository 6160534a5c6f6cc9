//! Rows that tests begin with. A demo cast, not people.

use domain::actor::{Actor, ActorKind, Role};
use domain::canonical::Digest;
use domain::change::{ChangeSet, Effect, Part, PartNumber};
use domain::decision::Decision;
use domain::id::{ActorId, ConnectionId, DecisionId, MissionId, RunId, WorkerId, WorkspaceId};
use domain::knowledge::Format;
use domain::observation::{Cause, Event, Kind, Observation, SCHEMA};
use domain::record::RecordRef;
use domain::run::State;
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;
use store::Store;
use store::connections::{Connection, Health};
use store::documents::{NewPassage, NewVersion as NewDocument};
use store::missions::NewVersion;
use store::runs::{Entries, Lease, Leased, NewRun, Payload, Run, Start};
use store::workspaces::Workspace;

pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(1_763_762_820_000_000).plus(Duration::from_secs(seconds))
}

pub(crate) fn acme() -> WorkspaceId {
    WorkspaceId::new("acme")
}
pub(crate) fn globex() -> WorkspaceId {
    WorkspaceId::new("globex")
}
pub(crate) fn ana() -> ActorId {
    ActorId::new("ana")
}
pub(crate) fn worker(name: &str) -> WorkerId {
    WorkerId::new(name)
}

pub(crate) async fn workspaces(store: &Store) {
    store
        .write(|tx| {
            Box::pin(async move {
                store::workspaces::create(
                    tx,
                    &Workspace {
                        id: acme(),
                        name: "Acme".to_owned(),
                        created_at: at(0),
                    },
                )
                .await?;
                store::workspaces::create(
                    tx,
                    &Workspace {
                        id: globex(),
                        name: "Globex".to_owned(),
                        created_at: at(1),
                    },
                )
                .await
            })
        })
        .await
        .unwrap();
}

pub(crate) fn observation(run: &RunId, number: u64, previous: Digest, event: Event) -> Observation {
    Observation {
        run: run.clone(),
        number,
        kind: Kind::Note,
        schema: SCHEMA,
        path: None,
        actor: ana(),
        at: at(number),
        headline: format!("observation {number}"),
        event,
        payload: None,
        previous,
    }
}

/// The first entries of a run's journal.
pub(crate) fn beginning(run: &RunId) -> Entries {
    let event = Event::Started {
        mission: "reconcile".to_owned(),
        version: Digest::of_bytes(b"v1"),
        inputs: BTreeMap::new(),
        cause: Cause::Asked,
    };
    entries(
        &State::default(),
        vec![observation(run, 1, Digest::NONE, event)],
    )
}

/// Entries that go on from a state.
pub(crate) fn entries(from: &State, observations: Vec<Observation>) -> Entries {
    let mut state = from.clone();
    for observation in &observations {
        state.apply(observation);
    }
    let head = observations.last().unwrap().hash().unwrap();
    Entries {
        observations,
        payloads: vec![],
        state,
        head,
    }
}

pub(crate) fn new_run(name: impl std::fmt::Display, workspace: &WorkspaceId) -> NewRun {
    let id = RunId::new(name);
    NewRun {
        workspace: workspace.clone(),
        mission: MissionId::new("reconcile"),
        version: Digest::of_bytes(b"v1"),
        connection: None,
        started_by: ana(),
        behind: None,
        inputs: BTreeMap::new(),
        at: at(0),
        entries: beginning(&id),
        sighting: None,
        key: None,
        lease_to: None,
        trial: false,
        id,
    }
}

pub(crate) async fn starts(store: &Store, new: NewRun) -> Start {
    store
        .write(move |tx| Box::pin(async move { store::runs::start(tx, &new).await }))
        .await
        .unwrap()
}

/// Starts a run that a worker holds from its first moment.
pub(crate) async fn held(store: &Store, name: &str, workspace: &WorkspaceId) -> (Lease, Entries) {
    let new = NewRun {
        lease_to: Some((worker("one"), at(60))),
        ..new_run(name, workspace)
    };
    let entries = new.entries.clone();
    match starts(store, new).await {
        Start::Started(_, Some(lease)) => (lease, entries),
        other => panic!("not held: {other:?}"),
    }
}

/// One note more.
pub(crate) fn note(after: &Entries) -> Entries {
    let last = after.observations.last().unwrap();
    entries(
        &after.state,
        vec![observation(
            &last.run,
            last.number + 1,
            after.head,
            Event::Noted,
        )],
    )
}

/// The same, with details.
pub(crate) fn note_with(after: &Entries, body: &str) -> Entries {
    let payload = Payload::new(vec![7; 16], body.as_bytes().to_vec());
    let last = after.observations.last().unwrap();
    let noted = Observation {
        payload: Some(payload.digest),
        ..observation(&last.run, last.number + 1, after.head, Event::Noted)
    };
    Entries {
        payloads: vec![payload],
        ..entries(&after.state, vec![noted])
    }
}

pub(crate) async fn take(
    store: &Store,
    who: &str,
    now: Timestamp,
    until: Timestamp,
) -> Option<Leased> {
    let who = worker(who);
    store
        .write(move |tx| {
            Box::pin(async move { store::runs::lease_next(tx, &who, now, until).await })
        })
        .await
        .unwrap()
}

pub(crate) async fn run(store: &Store, workspace: &WorkspaceId, id: &RunId) -> Run {
    store::runs::get(store.within(workspace), id).await.unwrap()
}

pub(crate) fn person(name: &str, roles: &[Role]) -> Actor {
    Actor {
        id: ActorId::new(name),
        kind: ActorKind::Person,
        name: name.to_owned(),
        email: Some(format!("{name}@acme.example")),
        roles: roles.iter().copied().collect(),
        behind: None,
        active: true,
    }
}

pub(crate) fn connection(id: &str, name: &str) -> Connection {
    Connection {
        id: ConnectionId::new(id),
        kind: "salesforce".to_owned(),
        name: name.to_owned(),
        settings: serde_json::json!({}),
        health: Health::default(),
        created_at: at(0),
    }
}

pub(crate) fn version(text: &str, seconds: u64) -> NewVersion {
    NewVersion {
        hash: Digest::of_bytes(text.as_bytes()),
        format: 1,
        file: text.to_owned(),
        canonical: format!("v1 {{\"file\":\"{text}\"}}"),
        by: ana(),
        at: at(seconds),
    }
}

/// Deletes an account.
pub(crate) fn part_of(account: &str) -> Part {
    Part {
        number: PartNumber::at(0),
        title: "Delete an empty account".to_owned(),
        effect: Effect::Delete {
            record: RecordRef::new("Account".parse().unwrap(), account.parse().unwrap()),
        },
        before: vec![],
        after: vec![],
        because: vec![],
    }
}

pub(crate) fn decision(name: &str, seconds: u64) -> Decision {
    Decision {
        id: DecisionId::new(name),
        run: RunId::new("r"),
        changes: ChangeSet {
            title: "Delete an empty account".to_owned(),
            parts: vec![part_of("001000000000001AAA")],
        },
        authors: [ana()].into(),
        asked_at: at(seconds),
        expires_at: at(86_400),
        signatures: vec![],
        gate_version: 1,
    }
}

/// A playbook of one passage.
pub(crate) fn document(title: &str, text: &str, seconds: u64) -> NewDocument {
    NewDocument {
        title: title.to_owned(),
        text: text.to_owned(),
        format: Format::Markdown,
        valid_from: None,
        valid_until: None,
        passages: vec![NewPassage {
            section: "1".to_owned(),
            heading: title.to_owned(),
            text: text.to_owned(),
        }],
        file: None,
        by: ana(),
        at: at(seconds),
    }
}
