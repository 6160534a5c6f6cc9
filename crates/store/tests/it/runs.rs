//! Runs: started once, leased once, appended under a lease.

use crate::cast::{
    acme, ana, at, entries, globex, held, new_run, note, note_with, observation, run, starts, take,
    worker,
};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::id::{ConnectionId, RunId};
use domain::observation::Event;
use domain::record::{RecordId, RecordRef};
use domain::run::Phase;
use domain::verdict::Verdict;
use std::collections::BTreeSet;
use store::runs::{self, Entries, Filter, Lease, NewRun, Request, Sighting, Start, StartKey, Then};
use store::{Error, Page, Result, Store};

both!(
    six_workers_lease_two_hundred_runs_once_each,
    a_zombie_is_refused_by_its_epoch,
    an_expired_lease_is_taken_over,
    a_journal_has_no_gaps_and_one_chain,
    an_event_starts_a_run_once,
    a_request_that_arrives_twice_starts_one_run,
    a_run_that_is_held_is_due_for_nobody_else,
    a_wake_while_held_is_not_lost,
    a_pause_reaches_the_worker,
    an_ended_run_sleeps_on,
    lists_come_in_pages,
    erased_details_leave_the_chain,
    text_of_any_kind_comes_back_exactly,
);

async fn append(
    store: &Store,
    lease: &Lease,
    entries: &Entries,
    then: Then,
) -> Result<runs::Appended> {
    let (lease, entries) = (lease.clone(), entries.clone());
    store
        .write(move |tx| Box::pin(async move { runs::append(tx, &lease, &entries, then).await }))
        .await
}

const KEEP: Then = Then::Keep {
    until: domain::time::Timestamp::from_micros(1_763_762_820_000_000 + 60_000_000),
};

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

async fn a_journal_has_no_gaps_and_one_chain(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let second = note(&begun);
    append(store, &lease, &second, KEEP).await.unwrap();
    // The same again, a number left out, and a wrong hash are all refused.
    assert!(matches!(
        append(store, &lease, &second, KEEP).await,
        Err(Error::Stale)
    ));
    let gap = entries(
        &second.state,
        vec![observation(&lease.run, 4, second.head, Event::Noted)],
    );
    assert!(matches!(
        append(store, &lease, &gap, KEEP).await,
        Err(Error::Stale)
    ));
    let torn = entries(
        &second.state,
        vec![observation(
            &lease.run,
            3,
            Digest::of_bytes(b"x"),
            Event::Noted,
        )],
    );
    assert!(matches!(
        append(store, &lease, &torn, KEEP).await,
        Err(Error::Stale)
    ));
    let third = observation(&lease.run, 3, second.head, Event::Noted);
    let fourth = observation(&lease.run, 4, third.hash().unwrap(), Event::Noted);
    let fifth = observation(&lease.run, 6, fourth.hash().unwrap(), Event::Noted);
    let holed = entries(&second.state, vec![third.clone(), fifth]);
    assert!(matches!(
        append(store, &lease, &holed, KEEP).await,
        Err(Error::Broken(_))
    ));
    append(
        store,
        &lease,
        &entries(&second.state, vec![third, fourth]),
        KEEP,
    )
    .await
    .unwrap();

    let journal = runs::observations(store.within(&acme()), &lease.run, 0, 100)
        .await
        .unwrap();
    assert_eq!(
        journal.iter().map(|o| o.number).collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    for pair in journal.windows(2) {
        assert_eq!(pair[1].previous, pair[0].hash().unwrap());
    }
    assert_eq!(
        run(store, &acme(), &lease.run).await.head,
        journal[3].hash().unwrap()
    );
    let tail = runs::observations(store.within(&acme()), &lease.run, 2, 1)
        .await
        .unwrap();
    assert_eq!(tail, journal[2..3]);
    assert_eq!(
        runs::observation(store.within(&acme()), &lease.run, 4)
            .await
            .unwrap(),
        journal[3]
    );
    assert!(matches!(
        runs::observation(store.within(&acme()), &lease.run, 5).await,
        Err(Error::Gone)
    ));
}

fn lead(connection: &str, stamp: Option<u64>) -> Sighting {
    let record = RecordRef::new(
        "Lead".parse().unwrap(),
        "00Q000000000001EAA".parse::<RecordId>().unwrap(),
    );
    Sighting {
        connection: ConnectionId::new(connection),
        record,
        stamp: stamp.map(at),
    }
}

async fn an_event_starts_a_run_once(world: &World) {
    let store = &world.store;
    let seen = |name: &str, sighting| NewRun {
        sighting: Some(sighting),
        ..new_run(name, &acme())
    };
    let first = RunId::new("a");
    assert!(matches!(
        starts(store, seen("a", lead("org", None))).await,
        Start::Started(..)
    ));
    assert_eq!(
        starts(store, seen("b", lead("org", None))).await,
        Start::Already(first.clone())
    );
    // A newer version of the mission is the same mission; another stamp, org or workspace is another event.
    assert!(matches!(
        starts(store, seen("c", lead("org", Some(5)))).await,
        Start::Started(..)
    ));
    assert!(matches!(
        starts(store, seen("d", lead("sandbox", None))).await,
        Start::Started(..)
    ));
    let elsewhere = NewRun {
        sighting: Some(lead("org", None)),
        ..new_run("e", &globex())
    };
    assert!(matches!(starts(store, elsewhere).await, Start::Started(..)));
    assert!(matches!(
        runs::get(store.within(&acme()), &RunId::new("b")).await,
        Err(Error::Gone)
    ));
    assert!(
        runs::observations(store.within(&acme()), &RunId::new("b"), 0, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_request_that_arrives_twice_starts_one_run(world: &World) {
    let store = &world.store;
    let key = |actor: &str| StartKey {
        actor: domain::id::ActorId::new(actor),
        key: "k1".to_owned(),
    };
    let asked = |name: &str, actor| NewRun {
        key: Some(key(actor)),
        ..new_run(name, &acme())
    };
    assert!(matches!(
        starts(store, asked("a", "ana")).await,
        Start::Started(..)
    ));
    assert_eq!(
        starts(store, asked("b", "ana")).await,
        Start::Already(RunId::new("a"))
    );
    assert!(matches!(
        starts(store, asked("c", "ben")).await,
        Start::Started(..)
    ));
    // Both at once: whichever was there first counts, and both lead to it afterwards.
    let twice = NewRun {
        sighting: Some(lead("org", None)),
        ..asked("d", "ana")
    };
    assert_eq!(starts(store, twice).await, Start::Already(RunId::new("a")));
    let event = NewRun {
        sighting: Some(lead("org", None)),
        ..new_run("e", &acme())
    };
    assert_eq!(starts(store, event).await, Start::Already(RunId::new("a")));
    let all = runs::list(store.within(&acme()), &Filter::default(), &Page::default())
        .await
        .unwrap();
    assert_eq!(all.items.len(), 2);
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

async fn an_ended_run_sleeps_on(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let end = entries(
        &begun.state,
        vec![observation(
            &lease.run,
            2,
            begun.head,
            Event::Ended {
                verdict: Verdict::NoActionNeeded,
            },
        )],
    );
    append(
        store,
        &lease,
        &end,
        Then::Release {
            wake_at: Some(at(2)),
        },
    )
    .await
    .unwrap();
    let ended = run(store, &acme(), &lease.run).await;
    assert_eq!(
        (ended.phase, ended.verdict, ended.ended_at),
        (Phase::Ended, Some(Verdict::NoActionNeeded), Some(at(2)))
    );
    let id = lease.run.clone();
    store
        .write(move |tx| Box::pin(async move { runs::wake(tx, &acme(), &id, at(3)).await }))
        .await
        .unwrap();
    assert!(take(store, "two", at(100), at(200)).await.is_none());
    let id = lease.run.clone();
    let asked = store
        .write(move |tx| {
            Box::pin(
                async move { runs::request(tx, &acme(), &id, Request::Pause, &ana(), at(4)).await },
            )
        })
        .await;
    assert!(matches!(asked, Err(Error::Gone)));
}

async fn lists_come_in_pages(world: &World) {
    let store = &world.store;
    for number in 0..7_u64 {
        starts(
            store,
            NewRun {
                at: at(number / 2),
                ..new_run(format!("r{number}"), &acme())
            },
        )
        .await;
    }
    let (lease, begun) = held(store, "other", &acme()).await;
    let end = entries(
        &begun.state,
        vec![observation(
            &lease.run,
            2,
            begun.head,
            Event::Ended {
                verdict: Verdict::Failed,
            },
        )],
    );
    append(store, &lease, &end, Then::Release { wake_at: None })
        .await
        .unwrap();

    let mut seen = vec![];
    let mut page = Page::first(3);
    let open = Filter {
        open: true,
        ..Filter::default()
    };
    loop {
        let some = runs::list(store.within(&acme()), &open, &page)
            .await
            .unwrap();
        assert!(some.items.len() <= 3);
        seen.extend(some.items.into_iter().map(|run| run.id.to_string()));
        match some.next {
            None => break,
            // As a url carries it.
            Some(next) => page = Page::first(3).after(Some(next.to_string().parse().unwrap())),
        }
    }
    assert_eq!(
        seen,
        [
            "run_r6", "run_r5", "run_r4", "run_r3", "run_r2", "run_r1", "run_r0"
        ]
    );
    let ended = Filter {
        phase: Some(Phase::Ended),
        mission: Some(domain::id::MissionId::new("reconcile")),
        open: false,
        verdict: Some(Verdict::Failed),
        trials: false,
    };
    let verified = Filter {
        verdict: Some(Verdict::Verified),
        ..Filter::default()
    };
    for (filter, wanted) in [(ended, 1), (verified, 0)] {
        let some = runs::list(store.within(&acme()), &filter, &Page::default()).await;
        assert_eq!(some.unwrap().items.len(), wanted);
    }
    let counts = runs::count_by_phase(store.within(&acme())).await.unwrap();
    assert_eq!(counts, [(Phase::Ended, 1), (Phase::Running, 7)]);
}

async fn erased_details_leave_the_chain(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let noted = note_with(&begun, "Kestrel Bay Instruments");
    append(store, &lease, &noted, KEEP).await.unwrap();
    let digest = noted.payloads[0].digest;
    let kept = runs::payload(store.within(&acme()), &digest)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept, noted.payloads[0]);
    store
        .write(move |tx| Box::pin(async move { runs::erase(tx, &acme(), &digest, at(9)).await }))
        .await
        .unwrap();
    assert_eq!(
        runs::payload(store.within(&acme()), &digest).await.unwrap(),
        None
    );
    assert!(matches!(
        runs::payload(store.within(&acme()), &Digest::NONE).await,
        Err(Error::Gone)
    ));
    let journal = runs::observations(store.within(&acme()), &lease.run, 0, 10)
        .await
        .unwrap();
    assert_eq!(journal[1].hash().unwrap(), noted.head);
}

async fn text_of_any_kind_comes_back_exactly(world: &World) {
    let store = &world.store;
    let (lease, begun) = held(store, "r", &acme()).await;
    let mut odd = observation(&lease.run, 2, begun.head, Event::Noted);
    odd.headline.push_str("a\0b 🦀 \u{202e} é \"'\\");
    let odd = entries(&begun.state, vec![odd]);
    append(store, &lease, &odd, KEEP).await.unwrap();
    assert_eq!(
        runs::observations(store.within(&acme()), &lease.run, 1, 1)
            .await
            .unwrap(),
        odd.observations
    );
}
