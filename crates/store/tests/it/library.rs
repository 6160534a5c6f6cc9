//! Missions, gates, connections, settings, triggers, calls and named leases.

use crate::cast::{acme, ana, at, connection, version, worker, workspaces};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::gate::{Gate, GateRule, GateVerdict};
use domain::id::{ConnectionId, MissionId, RunId};
use std::time::Duration;
use store::calls::Call;
use store::triggers::{Mark, Watch};
use store::{
    Change, Error, Page, Settings, Store, calls, connections, gates, leases, missions, settings,
    triggers,
};

both!(
    a_run_reads_the_version_it_pinned,
    a_gate_is_published_over_the_one_that_was_seen,
    of_two_rotations_of_a_secret_one_counts,
    health_is_the_last_that_happened,
    settings_are_of_a_workspace_or_of_all,
    a_mark_is_where_the_last_look_ended,
    calls_are_listed_by_run,
    one_owner_holds_a_name,
    other_nodes_hear_of_a_commit,
);

async fn a_run_reads_the_version_it_pinned(world: &World) {
    let store = &world.store;
    let id = MissionId::new("reconcile");
    let create = |slug: &'static str, id: MissionId| {
        store.write(move |tx| {
            Box::pin(
                async move { missions::create(tx, &acme(), &id, slug, "Reconcile", at(0)).await },
            )
        })
    };
    create("reconcile", id.clone()).await.unwrap();
    assert!(matches!(
        create("reconcile", MissionId::new("other")).await,
        Err(Error::Taken("slug"))
    ));
    assert!(matches!(
        missions::current(store.within(&acme()), "reconcile").await,
        Err(Error::Gone)
    ));
    let publish = |text: &'static str, seconds| {
        let (id, new) = (id.clone(), version(text, seconds));
        store.write(move |tx| {
            Box::pin(
                async move { missions::publish(tx, &acme(), &id, "Reconcile leads", &new).await },
            )
        })
    };
    publish("one", 1).await.unwrap();
    publish("two", 2).await.unwrap();
    let (listed, current) = missions::current(store.within(&acme()), "reconcile")
        .await
        .unwrap();
    assert_eq!(
        (listed.title.as_str(), current.number, current.file.as_str()),
        ("Reconcile leads", 2, "two")
    );
    // Going back publishes nothing new.
    publish("one", 3).await.unwrap();
    let (listed, current) = missions::current(store.within(&acme()), "reconcile")
        .await
        .unwrap();
    assert_eq!(
        (current.number, current.published_at, listed.current),
        (1, at(1), Some(Digest::of_bytes(b"one")))
    );
    let pinned = missions::version(store.within(&acme()), &id, &Digest::of_bytes(b"two"))
        .await
        .unwrap();
    assert_eq!(
        (pinned.number, pinned.canonical.as_str()),
        (2, "v1 {\"file\":\"two\"}")
    );
    assert_eq!(
        missions::versions(store.within(&acme()), &id)
            .await
            .unwrap()
            .len(),
        2
    );
    let gone = id.clone();
    store
        .write(move |tx| {
            Box::pin(async move { missions::archive(tx, &acme(), &gone, at(9)).await })
        })
        .await
        .unwrap();
    assert!(
        missions::list(store.within(&acme()), &Page::default())
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(
        missions::get(store.within(&acme()), &id)
            .await
            .unwrap()
            .archived_at,
        Some(at(9))
    );
}

async fn a_gate_is_published_over_the_one_that_was_seen(world: &World) {
    let store = &world.store;
    assert_eq!(
        gates::current(store.within(&acme())).await.unwrap(),
        Gate::default_gate()
    );
    let rule = |name: &str| GateRule {
        name: name.to_owned(),
        object: None,
        operation: None,
        field: None,
        verdict: GateVerdict::Block,
    };
    let publish = |seen, name: &'static str| {
        let rules = vec![rule(name)];
        store.write(move |tx| {
            Box::pin(async move { gates::publish(tx, &acme(), seen, rules, &ana(), at(1)).await })
        })
    };
    assert_eq!(publish(1, "freeze").await.unwrap().version, 2);
    assert!(matches!(publish(1, "thaw").await, Err(Error::Stale)));
    assert_eq!(
        gates::current(store.within(&acme())).await.unwrap(),
        Gate {
            version: 2,
            rules: vec![rule("freeze")]
        }
    );
    assert_eq!(
        gates::version(store.within(&acme()), 1).await.unwrap(),
        Gate::default_gate()
    );
    assert!(matches!(
        gates::version(store.within(&acme()), 3).await,
        Err(Error::Gone)
    ));
}

async fn org(store: &Store) -> ConnectionId {
    let new = connection("org", "Acme org");
    let id = new.id.clone();
    store
        .write(move |tx| Box::pin(async move { connections::create(tx, &acme(), &new).await }))
        .await
        .unwrap();
    id
}

async fn of_two_rotations_of_a_secret_one_counts(world: &World) {
    let store = &world.store;
    let id = org(store).await;
    assert!(
        connections::load_secret(store.within(&acme()), &id)
            .await
            .unwrap()
            .is_none()
    );
    let swap = |seen, bytes: &'static [u8]| {
        let id = id.clone();
        store.enqueue(move |tx| {
            Box::pin(async move {
                connections::swap_secret(tx, &acme(), &id, seen, "key-1", bytes).await
            })
        })
    };
    let (first, second) = (swap(0, b"one"), swap(0, b"other"));
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (true, false));
    let (first, second) = (swap(1, b"two"), swap(1, b"three"));
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (true, false));
    let secret = connections::load_secret(store.within(&acme()), &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            secret.version,
            secret.key_id.as_str(),
            secret.ciphertext.as_slice()
        ),
        (2, "key-1", b"two".as_slice())
    );
    assert!(!format!("{secret:?}").contains("116"));
    let nowhere = store
        .write(|tx| {
            Box::pin(async move {
                connections::swap_secret(tx, &acme(), &ConnectionId::new("none"), 0, "key-1", b"x")
                    .await
            })
        })
        .await;
    assert!(!nowhere.unwrap());
}

async fn health_is_the_last_that_happened(world: &World) {
    let store = &world.store;
    let id = org(store).await;
    let (wrong, well, renamed) = (id.clone(), id.clone(), id.clone());
    store
        .write(move |tx| {
            Box::pin(async move {
                connections::went_wrong(tx, &acme(), &wrong, at(1), "401 INVALID_SESSION_ID").await
            })
        })
        .await
        .unwrap();
    let health = connections::get(store.within(&acme()), &id)
        .await
        .unwrap()
        .health;
    assert_eq!(
        health.last_error,
        Some(("401 INVALID_SESSION_ID".to_owned(), at(1)))
    );
    store
        .write(move |tx| {
            Box::pin(async move {
                connections::went_well(tx, &acme(), &well, at(2), Some((7, 100))).await
            })
        })
        .await
        .unwrap();
    let settings = serde_json::json!({"login": "https://acme.example"});
    let new = settings.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                connections::update(tx, &acme(), &renamed, "Acme production", &new).await
            })
        })
        .await
        .unwrap();
    let listed = connections::list(store.within(&acme())).await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].name.as_str(), &listed[0].settings),
        (1, "Acme production", &settings)
    );
    assert_eq!(
        (
            listed[0].health.last_ok_at,
            listed[0].health.last_error.clone(),
            listed[0].health.budget
        ),
        (Some(at(2)), None, Some((7, 100)))
    );
    let double = connection("second", "Acme production");
    let taken = store
        .write(move |tx| Box::pin(async move { connections::create(tx, &acme(), &double).await }))
        .await;
    assert!(matches!(taken, Err(Error::Taken("name"))));
}

async fn settings_are_of_a_workspace_or_of_all(world: &World) {
    let store = &world.store;
    for value in ["dark", "light"] {
        store
            .write(move |tx| {
                Box::pin(async move { settings::put(tx, Some(&acme()), "theme", &value).await })
            })
            .await
            .unwrap();
    }
    store
        .write(|tx| Box::pin(async move { settings::put(tx, None, "theme", &"system").await }))
        .await
        .unwrap();
    assert_eq!(
        settings::get::<String>(store.within(&acme()), "theme")
            .await
            .unwrap()
            .as_deref(),
        Some("light")
    );
    assert_eq!(
        settings::get_global::<String>(store, "theme")
            .await
            .unwrap()
            .as_deref(),
        Some("system")
    );
    assert_eq!(
        settings::get::<String>(store.within(&acme()), "none")
            .await
            .unwrap(),
        None
    );
}

fn leads() -> Watch {
    Watch {
        mission: MissionId::new("reconcile"),
        connection: ConnectionId::new("org"),
        object: "Lead".parse().unwrap(),
    }
}

async fn a_mark_is_where_the_last_look_ended(world: &World) {
    let store = &world.store;
    assert_eq!(
        triggers::mark(store.within(&acme()), &leads())
            .await
            .unwrap(),
        None
    );
    let reached = Some((at(5), "00Q000000000001EAA".parse().unwrap()));
    for mark in [
        Mark {
            activated_at: at(1),
            reached: None,
        },
        Mark {
            activated_at: at(1),
            reached,
        },
    ] {
        let new = mark.clone();
        store
            .write(move |tx| {
                Box::pin(async move { triggers::set_mark(tx, &acme(), &leads(), &new).await })
            })
            .await
            .unwrap();
        assert_eq!(
            triggers::mark(store.within(&acme()), &leads())
                .await
                .unwrap(),
            Some(mark)
        );
    }
}

async fn calls_are_listed_by_run(world: &World) {
    let store = &world.store;
    let call = |number: u64| Call {
        run: Some(RunId::new("r")),
        connection: ConnectionId::new("org"),
        at: at(number),
        what: format!("GET sobjects/Account/{number}"),
        status: (number != 1).then_some(200),
        took: Duration::from_micros(1500 + number),
        error: (number == 1).then(|| "timed out".to_owned()),
    };
    let some: Vec<Call> = (0..120).map(call).collect();
    let new = some.clone();
    store
        .write(move |tx| Box::pin(async move { calls::insert(tx, &acme(), &new).await }))
        .await
        .unwrap();
    assert_eq!(
        calls::by_run(store.within(&acme()), &RunId::new("r"))
            .await
            .unwrap(),
        some
    );
    assert_eq!(
        store
            .write(|tx| Box::pin(async move { calls::sweep(tx, at(100)).await }))
            .await
            .unwrap(),
        100
    );
}

async fn one_owner_holds_a_name(world: &World) {
    let store = &world.store;
    let hold = |who: &'static str, now, until| {
        store.write(move |tx| {
            Box::pin(async move {
                leases::hold(tx, &acme(), "poll:org", &worker(who), at(now), at(until)).await
            })
        })
    };
    assert!(hold("one", 0, 10).await.unwrap());
    assert!(!hold("two", 9, 20).await.unwrap());
    assert!(hold("one", 9, 20).await.unwrap());
    assert!(hold("two", 20, 30).await.unwrap());
    for who in ["one", "two"] {
        store
            .write(move |tx| {
                Box::pin(
                    async move { leases::release(tx, &acme(), "poll:org", &worker(who)).await },
                )
            })
            .await
            .unwrap();
        assert_eq!(hold("three", 21, 40).await.unwrap(), who == "two");
    }
}

async fn other_nodes_hear_of_a_commit(world: &World) {
    let crate::world::Place::Postgres { .. } = &world.place else {
        return;
    };
    let other = Store::open(Settings::new(world.database())).await.unwrap();
    let (mut here, mut there) = (world.store.changes(), other.changes());
    workspaces(&world.store).await;
    let (mut heard, mut again) = (vec![], 0);
    while heard.len() < 2 {
        // The feed of the other node may begin after the first commit; then it is told `Missed` at most.
        let change = tokio::time::timeout(Duration::from_millis(500), there.next()).await;
        if let Ok(Some(change)) = change {
            heard.extend(Some(change).filter(|change| *change != Change::Missed));
            continue;
        }
        again += 1;
        assert!(again < 20, "nothing is heard");
        let touch = world.store.write(move |tx| {
            Box::pin(async move { settings::put(tx, Some(&acme()), "k", &again).await })
        });
        touch.await.unwrap();
    }
    assert!(heard.contains(&Change::Workspace(acme())));
    // What this node said itself it hears once.
    let mut own = vec![];
    while own.len() < 2 {
        let next = tokio::time::timeout(Duration::from_secs(10), here.next());
        let next = next.await.expect("told within ten seconds");
        own.extend(next.filter(|change| *change != Change::Missed));
    }
    let expected = [acme(), crate::cast::globex()].map(Change::Workspace);
    assert_eq!(own, expected);
    other.close().await;
}
