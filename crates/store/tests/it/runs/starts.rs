//! An event or a request starts a run once.

use crate::cast::acme;
use crate::cast::at;
use crate::cast::globex;
use crate::cast::new_run;
use crate::cast::starts;
use crate::world::World;
use crate::world::both;
use domain::id::ConnectionId;
use domain::id::RunId;
use domain::record::RecordId;
use domain::record::RecordRef;
use store::Error;
use store::Page;
use store::runs;
use store::runs::Filter;
use store::runs::NewRun;
use store::runs::Sighting;
use store::runs::Start;
use store::runs::StartKey;

both!(
    an_event_starts_a_run_once,
    a_request_that_arrives_twice_starts_one_run,
);

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
