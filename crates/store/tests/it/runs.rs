//! Runs: started once, leased once, appended under a lease.

mod leases;
mod starts;

use crate::cast::{
    acme, ana, at, entries, held, new_run, note, note_with, observation, run, starts, take,
};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::observation::Event;
use domain::run::Phase;
use domain::verdict::Verdict;
use store::runs::{self, Entries, Filter, Lease, NewRun, Request, Then};
use store::{Error, Page, Result, Store};

both!(
    a_journal_has_no_gaps_and_one_chain,
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
