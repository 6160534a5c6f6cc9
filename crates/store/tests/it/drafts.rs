//! Missions while they are composed, candidates, and which version new runs take.

use crate::cast::{acme, ana, at, version};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::change::Publication;
use domain::id::MissionId;
use store::{Error, Store, drafts, missions};

both!(
    whoever_saves_late_does_not_save_over_another,
    a_candidate_can_be_pinned_and_is_published_only_over_what_it_was_compared_with,
    going_back_leads_to_what_was_published,
);

fn mission() -> MissionId {
    MissionId::new("reconcile")
}

async fn made(store: &Store) {
    let made = store.write(|tx| {
        Box::pin(async move {
            missions::create(tx, &acme(), &mission(), "reconcile", "Reconcile", at(0)).await
        })
    });
    made.await.unwrap();
}

async fn saves(store: &Store, file: &'static str, over: u64) -> Result<u64, Error> {
    store
        .write(move |tx| {
            Box::pin(async move {
                drafts::save(tx, &acme(), &mission(), file, over, &ana(), at(over)).await
            })
        })
        .await
}

async fn keeps(store: &Store, text: &'static str) -> Digest {
    let new = version(text, 1);
    let hash = new.hash;
    store
        .write(move |tx| {
            Box::pin(async move { missions::keep_candidate(tx, &acme(), &mission(), &new).await })
        })
        .await
        .unwrap();
    hash
}

async fn publishes(store: &Store, hash: Digest, over: Option<Digest>) {
    let publication = Publication {
        mission: mission(),
        title: "Reconcile leads".into(),
        version: hash,
        over,
        depends_on: vec![],
    };
    store
        .write(move |tx| {
            Box::pin(async move {
                missions::publish_candidate(tx, &acme(), &publication, &ana(), at(5)).await
            })
        })
        .await
        .unwrap();
}

async fn live(store: &Store) -> Option<Digest> {
    let listed = missions::get(store.within(&acme()), &mission()).await;
    listed.unwrap().current
}

async fn whoever_saves_late_does_not_save_over_another(world: &World) {
    let store = &world.store;
    made(store).await;
    assert_eq!(saves(store, "one", 0).await.unwrap(), 1);
    assert_eq!(saves(store, "two", 1).await.unwrap(), 2);
    for late in [0, 1, 3] {
        assert!(
            matches!(saves(store, "late", late).await, Err(Error::Taken("draft"))),
            "{late}"
        );
    }
    let draft = drafts::get(store.within(&acme()), &mission())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (draft.file.as_str(), draft.revision, draft.saved_at),
        ("two", 2, at(1))
    );
    store
        .write(|tx| Box::pin(async move { drafts::discard(tx, &acme(), &mission()).await }))
        .await
        .unwrap();
    assert_eq!(drafts::list(store.within(&acme())).await.unwrap(), []);
}

async fn a_candidate_can_be_pinned_and_is_published_only_over_what_it_was_compared_with(
    world: &World,
) {
    let store = &world.store;
    made(store).await;
    let (first, second) = (keeps(store, "one").await, keeps(store, "two").await);
    let pinned = missions::version(store.within(&acme()), &mission(), &first)
        .await
        .unwrap();
    assert_eq!(
        (pinned.file.as_str(), pinned.number),
        ("one", 0),
        "it can be read, and is not published"
    );
    assert_eq!(live(store).await, None);
    saves(store, "one", 0).await.unwrap();
    publishes(store, first, None).await;
    assert_eq!(live(store).await, Some(first));
    assert_eq!(
        drafts::get(store.within(&acme()), &mission())
            .await
            .unwrap(),
        None,
        "its draft is done with"
    );
    let published = missions::version(store.within(&acme()), &mission(), &first)
        .await
        .unwrap();
    assert_eq!(published.number, 1);
    // Compared with nothing, while something is there by now.
    publishes(store, second, None).await;
    assert_eq!(live(store).await, Some(first));
    saves(store, "another", 0).await.unwrap();
    publishes(store, second, Some(first)).await;
    assert_eq!(live(store).await, Some(second));
    assert!(
        drafts::get(store.within(&acme()), &mission())
            .await
            .unwrap()
            .is_some(),
        "what was written since stays"
    );
}

async fn going_back_leads_to_what_was_published(world: &World) {
    let store = &world.store;
    made(store).await;
    let (first, second) = (keeps(store, "one").await, keeps(store, "two").await);
    publishes(store, first, None).await;
    let back = |hash: Digest| {
        store.write(move |tx| {
            Box::pin(async move {
                missions::go_back(tx, &acme(), &mission(), "Reconcile", &hash, &ana(), at(9)).await
            })
        })
    };
    assert!(
        matches!(back(second).await, Err(Error::Gone)),
        "a candidate was never published"
    );
    publishes(store, second, Some(first)).await;
    back(first).await.unwrap();
    assert_eq!(live(store).await, Some(first));
    let turns = missions::turns(store.within(&acme()), &mission())
        .await
        .unwrap();
    let told: Vec<_> = turns.iter().map(|turn| (turn.hash, turn.back)).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0], (first, true));
}
