//! The writer: batches, order, savepoints, acknowledgement.

use crate::cast::{acme, at, workspaces};
use crate::world::{World, both};
use domain::id::WorkspaceId;
use std::time::Duration;
use store::workspaces::{Workspace, create, get};
use store::{Change, Error, Settings, Store};

fn named(name: &str) -> Workspace {
    Workspace {
        id: WorkspaceId::new(name),
        name: name.to_owned(),
        created_at: at(0),
    }
}

both!(
    a_failing_job_leaves_its_neighbours,
    a_refused_row_and_then_another_in_one_batch,
    jobs_run_in_the_order_they_came,
    a_job_sees_what_it_wrote_and_others_do_not,
    a_panicking_job_is_taken_back_alone,
    changes_are_told_after_the_commit,
    a_later_job_is_done_and_delays_nobody,
    none_and_then_some_on_one_connection,
    closing_does_what_is_in_line,
);

/// Holds the writer up, so that what is put meanwhile becomes one batch.
async fn one_batch<T>(store: &Store, put: impl FnOnce() -> T) -> T {
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let busy = store.enqueue(move |_tx| {
        Box::pin(async move {
            let _ = wait.await;
            Ok(())
        })
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let tickets = put();
    go.send(()).unwrap();
    busy.await.unwrap();
    tickets
}

/// The next change; `Missed`, with which the feed of other nodes begins, is passed over.
async fn told(changes: &mut store::Changes) -> Option<Change> {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(10), changes.next());
        match next.await.expect("told within ten seconds") {
            Some(Change::Missed) => {}
            change => return change,
        }
    }
}

async fn a_failing_job_leaves_its_neighbours(world: &World) {
    let store = &world.store;
    let (a, b, c) = one_batch(store, || {
        (
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("a")).await })),
            store.enqueue(|tx| {
                Box::pin(async move {
                    create(tx, &named("b")).await?;
                    Err::<(), _>(Error::Stale)
                })
            }),
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("c")).await })),
        )
    })
    .await;
    a.await.unwrap();
    assert!(matches!(b.await, Err(Error::Stale)));
    c.await.unwrap();
    assert!(get(store, &named("a").id).await.is_ok());
    assert!(matches!(get(store, &named("b").id).await, Err(Error::Gone)));
    assert!(get(store, &named("c").id).await.is_ok());
}

async fn a_refused_row_and_then_another_in_one_batch(world: &World) {
    let store = &world.store;
    let (first, again, hidden, other) = one_batch(store, || {
        (
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("a")).await })),
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("a")).await })),
            // A job that hides an error keeps nothing it should not, on either database.
            store.enqueue(|tx| {
                Box::pin(async move {
                    let _ = create(tx, &named("a")).await;
                    Ok(())
                })
            }),
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("b")).await })),
        )
    })
    .await;
    first.await.unwrap();
    assert!(matches!(again.await, Err(Error::Taken("workspace id"))));
    let _ = hidden.await;
    other.await.unwrap();
    assert!(get(store, &named("b").id).await.is_ok());
    // Alone in its transaction the same job must not be told a success that PostgreSQL rolled back.
    let alone = store
        .write(|tx| {
            Box::pin(async move {
                create(tx, &named("c")).await?;
                let _ = create(tx, &named("a")).await;
                Ok(())
            })
        })
        .await;
    assert_eq!(alone.is_ok(), get(store, &named("c").id).await.is_ok());
}

async fn jobs_run_in_the_order_they_came(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let put = |value: u32| {
        store.enqueue(move |tx| {
            Box::pin(async move {
                let before: Option<Vec<u32>> =
                    store::settings::get(tx.within(&acme()), "order").await?;
                let mut seen = before.unwrap_or_default();
                seen.push(value);
                store::settings::put(tx, Some(&acme()), "order", &seen).await
            })
        })
    };
    let mut tickets: Vec<_> = (0..200).map(put).collect();
    // The last is settled only after all before it.
    tickets.pop().unwrap().await.unwrap();
    let seen: Option<Vec<u32>> = store::settings::get(store.within(&acme()), "order")
        .await
        .unwrap();
    assert_eq!(seen.unwrap(), (0..200).collect::<Vec<_>>());
    for ticket in tickets {
        tokio::time::timeout(Duration::ZERO, ticket)
            .await
            .expect("settled before the last")
            .unwrap();
    }
}

async fn a_job_sees_what_it_wrote_and_others_do_not(world: &World) {
    let store = world.store.clone();
    let outside = store.clone();
    let (inside, outside) = store
        .write(move |tx| {
            Box::pin(async move {
                create(tx, &named("a")).await?;
                let inside = get(&mut *tx, &named("a").id).await.is_ok();
                let outside = get(&outside, &named("a").id).await.is_ok();
                Ok((inside, outside))
            })
        })
        .await
        .unwrap();
    assert!(inside && !outside);
    assert!(get(&store, &named("a").id).await.is_ok());
}

async fn a_panicking_job_is_taken_back_alone(world: &World) {
    let store = &world.store;
    let (bad, good) = one_batch(store, || {
        (
            store.enqueue(|tx| {
                Box::pin(async move {
                    create(tx, &named("a")).await?;
                    assert!(
                        tx.within(&acme()).workspace().as_str().is_empty(),
                        "a bug, on purpose"
                    );
                    Ok(())
                })
            }),
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("b")).await })),
        )
    })
    .await;
    assert!(matches!(bad.await, Err(Error::Broken(_))));
    good.await.unwrap();
    assert!(matches!(get(store, &named("a").id).await, Err(Error::Gone)));
    store
        .write(|tx| Box::pin(async move { create(tx, &named("c")).await }))
        .await
        .unwrap();
}

async fn changes_are_told_after_the_commit(world: &World) {
    let store = &world.store;
    let mut changes = store.changes();
    let (bad, good) = one_batch(store, || {
        (
            store.enqueue(|tx| {
                Box::pin(async move {
                    create(tx, &named("a")).await?;
                    Err::<(), _>(Error::Stale)
                })
            }),
            store.enqueue(|tx| Box::pin(async move { create(tx, &named("b")).await })),
        )
    })
    .await;
    let _ = bad.await;
    good.await.unwrap();
    // Of the job that was taken back, nothing is told.
    assert_eq!(
        told(&mut changes).await,
        Some(Change::Workspace(named("b").id))
    );
    assert!(get(store, &named("b").id).await.is_ok());
}

async fn a_later_job_is_done_and_delays_nobody(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let mut changes = store.changes();
    store.write_later(|tx| Box::pin(async move { create(tx, &named("later")).await }));
    store
        .write(|tx| Box::pin(async move { create(tx, &named("soon")).await }))
        .await
        .unwrap();
    assert_eq!(
        told(&mut changes).await,
        Some(Change::Workspace(named("soon").id))
    );
    assert_eq!(
        told(&mut changes).await,
        Some(Change::Workspace(named("later").id))
    );
}

async fn none_and_then_some_on_one_connection(world: &World) {
    use serde_json::json;
    let store = &world.store;
    workspaces(store).await;
    let id = domain::id::ConnectionId::new("org");
    let connection = store::connections::Connection {
        id: id.clone(),
        kind: "salesforce".to_owned(),
        name: "Acme org".to_owned(),
        settings: json!({"url": "https://acme.example"}),
        health: store::connections::Health::default(),
        created_at: at(0),
    };
    let (first, second) = (id.clone(), id.clone());
    store
        .write(move |tx| {
            Box::pin(async move { store::connections::create(tx, &acme(), &connection).await })
        })
        .await
        .unwrap();
    store
        .write(move |tx| {
            Box::pin(async move {
                store::connections::went_well(tx, &acme(), &first, at(1), None).await
            })
        })
        .await
        .unwrap();
    store
        .write(move |tx| {
            Box::pin(async move {
                store::connections::went_well(tx, &acme(), &second, at(2), Some((3, 100))).await
            })
        })
        .await
        .unwrap();
    let health = store::connections::get(store.within(&acme()), &id)
        .await
        .unwrap()
        .health;
    assert_eq!(health.budget, Some((3, 100)));
    assert_eq!(health.last_ok_at, Some(at(2)));
}

async fn closing_does_what_is_in_line(world: &World) {
    let tickets: Vec<_> = (0..100)
        .map(|number| {
            world.store.enqueue(move |tx| {
                Box::pin(async move { create(tx, &named(&format!("w{number}"))).await })
            })
        })
        .collect();
    world.store.close().await;
    for ticket in tickets {
        ticket.await.unwrap();
    }
    let refused = world
        .store
        .write(|tx| Box::pin(async move { create(tx, &named("late")).await }))
        .await;
    assert!(matches!(refused, Err(Error::Closed)));
    let again = Store::open(Settings::new(world.database())).await.unwrap();
    assert!(get(&again, &named("w99").id).await.is_ok());
    again.close().await;
}
