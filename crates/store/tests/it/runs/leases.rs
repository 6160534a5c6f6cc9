//! One worker holds a run; what comes meanwhile is not lost.

use super::{KEEP, append};
use crate::cast::acme;
use crate::cast::ana;
use crate::cast::at;
use crate::cast::held;
use crate::cast::new_run;
use crate::cast::note;
use crate::cast::run;
use crate::cast::take;
use crate::cast::worker;
use crate::world::World;
use crate::world::both;
use domain::id::RunId;
use std::collections::BTreeSet;
use store::Error;
use store::Store;
use store::runs;
use store::runs::Request;
use store::runs::Then;

both!(
    six_workers_lease_two_hundred_runs_once_each,
    a_zombie_is_refused_by_its_epoch,
    an_expired_lease_is_taken_over,
    a_run_that_is_held_is_due_for_nobody_else,
    a_wake_while_held_is_not_lost,
    a_pause_reaches_the_worker,
);

async fn six_workers_lease_two_hundred_runs_once_each(world: &World) {
    let store = &world.store;
    let tickets: Vec<_> = (0..200)
        .map(|number| {
            let new = new_run(format!("r{number:03}"), &acme());
            store.enqueue(move |tx| Box::pin(async move { runs::start(tx, &new).await }))
        })
        .collect();
    for ticket in tickets {
        ticket.await.unwrap();
    }
    // On PostgreSQL each worker is a node of its own, with its own writer.
    let mut workers = tokio::task::JoinSet::new();
    for number in 0..6 {
        let own = match &world.place {
            crate::world::Place::Sqlite { .. } => store.clone(),
            crate::world::Place::Postgres { .. } => {
                Store::open(store::Settings::new(world.database()))
                    .await
                    .unwrap()
            }
        };
        workers.spawn(async move {
            let mut mine = vec![];
            while let Some(leased) = take(&own, &format!("w{number}"), at(1), at(60)).await {
                mine.push(leased.run.id.to_string());
            }
            mine
        });
    }
    let all: Vec<String> = workers.join_all().await.concat();
    assert_eq!(all.len(), 200);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 200);
}

async fn a_zombie_is_refused_by_its_epoch(world: &World) {
    let store = &world.store;
    let (zombie, begun) = held(store, "r", &acme()).await;
    let taken = take(store, "two", at(61), at(120)).await.unwrap();
    assert_eq!(
        (taken.lease.epoch, taken.state.last, taken.run.head),
        (2, 1, begun.head)
    );
    assert!(matches!(
        append(store, &zombie, &note(&begun), KEEP).await,
        Err(Error::Stale)
    ));
    assert!(matches!(
        append(
            store,
            &zombie,
            &note(&begun),
            Then::Release { wake_at: None }
        )
        .await,
        Err(Error::Stale)
    ));
    let lease = zombie.clone();
    assert!(matches!(
        store
            .write(move |tx| Box::pin(async move { runs::extend(tx, &lease, at(900)).await }))
            .await,
        Err(Error::Stale)
    ));
    append(store, &taken.lease, &note(&begun), KEEP)
        .await
        .unwrap();
    let journal = runs::observations(store.within(&acme()), &zombie.run, 0, 10)
        .await
        .unwrap();
    assert_eq!(journal.len(), 2);
}

async fn an_expired_lease_is_taken_over(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    assert!(take(store, "two", at(59), at(120)).await.is_none());
    let kept = lease.clone();
    store
        .write(move |tx| Box::pin(async move { runs::extend(tx, &kept, at(90)).await }))
        .await
        .unwrap();
    assert!(take(store, "two", at(89), at(120)).await.is_none());
    append(store, &lease, &note(&begun), Then::Keep { until: at(95) })
        .await
        .unwrap();
    assert!(take(store, "two", at(94), at(120)).await.is_none());
    let taken = take(store, "two", at(95), at(120)).await.unwrap();
    assert_eq!(
        (taken.state.last, taken.lease.worker.clone()),
        (2, worker("two"))
    );
}

async fn a_run_that_is_held_is_due_for_nobody_else(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    assert_eq!(lease.epoch, 1);
    assert_eq!(runs::next_due(store).await.unwrap(), None);
    assert!(take(store, "two", at(5), at(60)).await.is_none());
    let id = lease.run.clone();
    let direct = |now| {
        let id = id.clone();
        store.write(move |tx| {
            Box::pin(
                async move { runs::lease(tx, &acme(), &id, &worker("two"), now, at(300)).await },
            )
        })
    };
    assert!(direct(at(5)).await.unwrap().is_none());
    let after = append(
        store,
        &lease,
        &note(&begun),
        Then::Release {
            wake_at: Some(at(200)),
        },
    )
    .await
    .unwrap();
    assert_eq!(after.wake_at, Some(at(200)));
    assert_eq!(runs::next_due(store).await.unwrap(), Some(at(200)));
    assert!(take(store, "two", at(199), at(300)).await.is_none());
    // By name it can be taken before it is due, and is due for others when that worker dies.
    assert_eq!(direct(at(150)).await.unwrap().unwrap().lease.epoch, 2);
    assert_eq!(
        take(store, "three", at(300), at(400))
            .await
            .unwrap()
            .lease
            .epoch,
        3
    );
}

async fn a_wake_while_held_is_not_lost(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let id = lease.run.clone();
    store
        .write(move |tx| Box::pin(async move { runs::wake(tx, &acme(), &id, at(3)).await }))
        .await
        .unwrap();
    let second = note(&begun);
    assert!(append(store, &lease, &second, KEEP).await.unwrap().nudged);
    let after = append(
        store,
        &lease,
        &note(&second),
        Then::Release {
            wake_at: Some(at(5000)),
        },
    )
    .await
    .unwrap();
    assert_eq!(after.wake_at, Some(at(3)));
    let again = take(store, "two", at(4), at(60)).await.unwrap();
    // Once is enough: the wake is spent.
    let lease = again.lease.clone();
    store
        .write(move |tx| Box::pin(async move { runs::release(tx, &lease, None).await }))
        .await
        .unwrap();
    assert!(take(store, "two", at(4), at(60)).await.is_none());
    let id = again.run.id.clone();
    store
        .write(move |tx| Box::pin(async move { runs::wake(tx, &acme(), &id, at(6)).await }))
        .await
        .unwrap();
    assert!(take(store, "two", at(6), at(60)).await.is_some());
}

async fn a_pause_reaches_the_worker(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let id = lease.run.clone();
    store
        .write(move |tx| {
            Box::pin(
                async move { runs::request(tx, &acme(), &id, Request::Pause, &ana(), at(2)).await },
            )
        })
        .await
        .unwrap();
    assert_eq!(
        run(store, &acme(), &lease.run).await.request,
        Some((Request::Pause, ana()))
    );
    let second = note(&begun);
    assert_eq!(
        append(store, &lease, &second, KEEP).await.unwrap().request,
        Some(Request::Pause)
    );
    // Answering one request does not swallow the next.
    for (answer, left) in [
        (Request::Resume, Some((Request::Pause, ana()))),
        (Request::Pause, None),
    ] {
        let held = lease.clone();
        store
            .write(move |tx| Box::pin(async move { runs::answered(tx, &held, answer).await }))
            .await
            .unwrap();
        assert_eq!(run(store, &acme(), &lease.run).await.request, left);
    }
    let other = RunId::new("nobody");
    let missing = store
        .write(move |tx| {
            Box::pin(async move {
                runs::request(tx, &acme(), &other, Request::Cancel, &ana(), at(2)).await
            })
        })
        .await;
    assert!(matches!(missing, Err(Error::Gone)));
}
