//! A workspace in which there is one of everything.

use super::PAYLOAD;
use crate::cast::acme;
use crate::cast::ana;
use crate::cast::at;
use crate::cast::beginning;
use crate::cast::connection;
use crate::cast::decision;
use crate::cast::document;
use crate::cast::new_run;
use crate::cast::note_with;
use crate::cast::part_of;
use crate::cast::person;
use crate::cast::starts;
use crate::cast::version;
use crate::cast::worker;
use crate::cast::workspaces;
use domain::actor::Role;
use domain::canonical::Digest;
use domain::change::Operation;
use domain::change::Publication;
use domain::decision::Answer;
use domain::decision::Signature;
use domain::decision::Signer;
use domain::file::Cited;
use domain::file::Folder;
use domain::file::Made;
use domain::id::ConnectionId;
use domain::id::DecisionId;
use domain::id::DocumentId;
use domain::id::FileId;
use domain::id::MissionId;
use domain::id::RunId;
use domain::id::TokenId;
use domain::knowledge::Kind;
use std::time::Duration;
use store::Store;
use store::actors;
use store::calls;
use store::calls::Call;
use store::connections;
use store::credentials;
use store::decisions;
use store::documents;
use store::documents::File;
use store::documents::NewVersion as NewDocument;
use store::drafts;
use store::files;
use store::files::NewFile;
use store::gates;
use store::leases;
use store::missions;
use store::runs::Entries;
use store::runs::Sighting;
use store::settings;
use store::tokens;
use store::tokens::Token;
use store::triggers;
use store::triggers::Mark;
use store::triggers::Watch;
use store::writes;
use store::writes::Intent;

pub(super) fn details() -> Entries {
    note_with(&beginning(&RunId::new("r")), PAYLOAD)
}

/// One row of everything, in Acme.
pub(super) async fn furnish(store: &Store) {
    workspaces(store).await;
    let mut run = new_run("r", &acme());
    let second = details();
    run.entries.observations.extend(second.observations);
    run.entries = Entries {
        payloads: second.payloads,
        state: second.state,
        head: second.head,
        ..run.entries
    };
    run.sighting = Some(Sighting {
        connection: ConnectionId::new("org"),
        record: part_of("001000000000001AAA").effect.touches().remove(0),
        stamp: None,
    });
    starts(store, run).await;
    store
        .write(|tx| {
            Box::pin(async move {
                actors::insert(tx, &acme(), &person("ana", &[Role::Approver]), at(0)).await?;
                credentials::set_password(tx, &acme(), &ana(), "$argon2id$", at(0)).await?;
                tokens::insert(tx, &acme(), &token(), &Digest::of_bytes(b"t")).await?;
                connections::create(tx, &acme(), &connection("org", "Acme org")).await?;
                connections::swap_secret(
                    tx,
                    &acme(),
                    &ConnectionId::new("org"),
                    0,
                    "key-1",
                    b"secret",
                )
                .await?;
                missions::create(
                    tx,
                    &acme(),
                    &MissionId::new("reconcile"),
                    "reconcile",
                    "Reconcile",
                    at(0),
                )
                .await?;
                missions::publish(
                    tx,
                    &acme(),
                    &MissionId::new("reconcile"),
                    "Reconcile",
                    &version("one", 0),
                )
                .await?;
                missions::keep_candidate(
                    tx,
                    &acme(),
                    &MissionId::new("reconcile"),
                    &version("candidate", 0),
                )
                .await?;
                drafts::save(
                    tx,
                    &acme(),
                    &MissionId::new("reconcile"),
                    "a draft",
                    0,
                    &ana(),
                    at(0),
                )
                .await?;
                documents::create(
                    tx,
                    &acme(),
                    &DocumentId::new("policy"),
                    Kind::MergePolicy,
                    &NewDocument {
                        file: Some(File {
                            name: "policy.pdf".to_owned(),
                            body: b"%PDF".to_vec(),
                        }),
                        ..document("Merge policy", "# One", 0)
                    },
                )
                .await?;
                documents::use_by(tx, &acme(), &DocumentId::new("policy"), &used()).await?;
                gates::publish(tx, &acme(), 1, vec![], &ana(), at(0)).await?;
                decisions::open(tx, &acme(), &decision("d", 0)).await?;
                writes::intend(tx, &acme(), &intent()).await?;
                triggers::set_mark(
                    tx,
                    &acme(),
                    &watch(),
                    &Mark {
                        activated_at: at(0),
                        reached: None,
                    },
                )
                .await?;
                calls::insert(tx, &acme(), &[call()]).await?;
                files::create(tx, &acme(), &file()).await?;
                settings::put(tx, Some(&acme()), "theme", &"dark").await?;
                leases::hold(tx, &acme(), "poll:org", &worker("one"), at(0), at(60)).await
            })
        })
        .await
        .unwrap();
}

pub(super) fn approval() -> Signature {
    Signature {
        by: Signer::Actor(ana()),
        answer: Answer::Approve,
        parts: std::collections::BTreeMap::new(),
        at: at(1),
    }
}

pub(super) fn token() -> Token {
    Token {
        id: TokenId::new("t"),
        actor: ana(),
        behind: None,
        name: "t".to_owned(),
        missions: vec![],
        scopes: vec![],
        created_at: at(0),
        expires_at: None,
        revoked_at: None,
    }
}

pub(super) fn intent() -> Intent {
    Intent {
        run: RunId::new("r"),
        decision: DecisionId::new("d"),
        part: "1".parse().unwrap(),
        attempt: 1,
        operation: Operation::Delete,
        digest: Digest::of_bytes(b"part"),
        record: Some(part_of("001000000000001AAA").effect.touches().remove(0)),
        intended_at: at(0),
        send_by: at(20),
    }
}

pub(super) fn watch() -> Watch {
    Watch {
        mission: MissionId::new("reconcile"),
        connection: ConnectionId::new("org"),
        object: "Lead".parse().unwrap(),
    }
}

pub(super) fn call() -> Call {
    Call {
        run: Some(RunId::new("r")),
        connection: ConnectionId::new("org"),
        at: at(0),
        what: "GET".to_owned(),
        status: Some(200),
        took: Duration::ZERO,
        error: None,
    }
}

/// A template, and about a record.
pub(super) fn file() -> NewFile {
    NewFile {
        id: FileId::new("f"),
        folder: Folder::Templates,
        name: "Follow-up.md".parse().unwrap(),
        body: b"Dear {items.deals.Name}".to_vec(),
        made_by: ana(),
        made: Some(Made {
            run: RunId::new("r"),
            path: "draft".parse().unwrap(),
            mission: MissionId::new("reconcile"),
            version: Digest::of_bytes(b"one"),
        }),
        template: None,
        cited: vec![Cited {
            record: part_of("001000000000001AAA").effect.touches().remove(0),
            name: Some("Acme".to_owned()),
            fields: ["Name".parse().unwrap()].into(),
            about: true,
        }],
        at: at(0),
    }
}

pub(super) fn used() -> documents::Use {
    documents::Use {
        run: RunId::new("r"),
        version: 1,
        at: at(0),
    }
}

pub(super) fn publication() -> Publication {
    Publication {
        mission: MissionId::new("reconcile"),
        title: "mine".into(),
        version: Digest::of_bytes(b"candidate"),
        over: Some(Digest::of_bytes(b"one")),
        depends_on: vec![],
    }
}
