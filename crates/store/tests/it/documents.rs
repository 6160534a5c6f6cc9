//! Knowledge documents: versions, files, search, and the runs that went by them.

mod search;

use crate::cast::{acme, ana, at, document, globex, workspaces};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::id::{DocumentId, RunId};
use domain::knowledge::{Kind, applied_on, words};
use store::documents::{self, File, Found, NewVersion, Use};
use store::{Change, Error, Page, Result, Store};

both!(
    a_cited_document_can_be_read_for_ever,
    a_version_is_published_over_the_one_that_was_seen,
    what_begins_later_leaves_what_holds_today,
    an_archived_document_is_in_no_list_and_still_opens,
    a_file_is_kept_byte_for_byte,
    runs_are_listed_with_the_version_they_went_by,
);

fn policy() -> DocumentId {
    DocumentId::new("policy")
}

async fn creates(store: &Store, id: &DocumentId, kind: Kind, new: NewVersion) -> Result<()> {
    let id = id.clone();
    store
        .write(move |tx| {
            Box::pin(async move { documents::create(tx, &acme(), &id, kind, &new).await })
        })
        .await
}

async fn publishes(store: &Store, seen: Option<u32>, new: NewVersion) -> Result<u32> {
    store
        .write(move |tx| {
            Box::pin(async move { documents::publish(tx, &acme(), &policy(), seen, &new).await })
        })
        .await
}

async fn archives(store: &Store, seconds: Option<u64>) {
    store
        .write(move |tx| {
            Box::pin(
                async move { documents::archive(tx, &acme(), &policy(), seconds.map(at)).await },
            )
        })
        .await
        .unwrap();
}

/// What words find: the title and section of each passage.
async fn finds(store: &Store, asked: &str, kind: Option<Kind>) -> Vec<String> {
    let found = documents::search(store.within(&acme()), &words::asked(asked), kind, 20).await;
    let told = |one: Found| format!("{} {} v{}", one.title, one.section, one.version);
    found.unwrap().into_iter().map(told).collect()
}

async fn a_cited_document_can_be_read_for_ever(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let (acme, id) = (acme(), policy());
    let here = || store.within(&acme);
    creates(
        store,
        &id,
        Kind::MergePolicy,
        document("Merge policy", "# One", 0),
    )
    .await
    .unwrap();
    let two = document("Merging", "# Two", 1);
    assert_eq!(publishes(store, None, two.clone()).await.unwrap(), 2);
    assert_eq!(
        publishes(store, None, two).await.unwrap(),
        2,
        "the same again is no version"
    );
    let first = documents::version(here(), &id, 1).await.unwrap();
    assert_eq!((first.text.as_str(), first.number), ("# One", 1));
    assert_eq!(first.digest, Digest::of_bytes(b"# One"));
    let current = documents::current(here(), &id).await.unwrap();
    assert_eq!((current.number, current.title.as_str()), (2, "Merging"));
    let versions = documents::versions(here(), &id).await.unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|one| {
            (
                one.edition.number,
                one.edition.published_at,
                one.published_by.clone(),
            )
        })
        .collect();
    assert_eq!(told, [(2, at(1), ana()), (1, at(0), ana())]);
    let gone = documents::version(here(), &id, 3).await;
    assert!(matches!(gone, Err(Error::Gone)));
    let listed = documents::list(here(), false, &Page::default())
        .await
        .unwrap()
        .items;
    assert_eq!((listed.len(), listed[0].current), (1, 2));
    assert_eq!(
        documents::titled(here(), "Merging")
            .await
            .unwrap()
            .unwrap()
            .id,
        id
    );
    assert_eq!(
        documents::titled(here(), "Merge policy").await.unwrap(),
        None
    );
}

async fn a_version_is_published_over_the_one_that_was_seen(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    creates(
        store,
        &policy(),
        Kind::Playbook,
        document("Guide", "one", 0),
    )
    .await
    .unwrap();
    let mut changes = store.changes();
    assert_eq!(
        publishes(store, Some(1), document("Guide", "two", 1))
            .await
            .unwrap(),
        2
    );
    assert_eq!(changes.next().await, Some(Change::Document(policy())));
    let late = publishes(store, Some(1), document("Guide", "mine", 2)).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    let same = creates(
        store,
        &DocumentId::new("b"),
        Kind::Playbook,
        document("Guide", "x", 2),
    )
    .await;
    assert!(matches!(same, Err(Error::Taken("title"))), "{same:?}");
    creates(
        store,
        &DocumentId::new("c"),
        Kind::Playbook,
        document("Other", "x", 3),
    )
    .await
    .unwrap();
    let taken = publishes(store, None, document("Other", "three", 4)).await;
    assert!(matches!(taken, Err(Error::Taken("title"))), "{taken:?}");
    assert_eq!(
        documents::current(store.within(&acme()), &policy())
            .await
            .unwrap()
            .text,
        "two"
    );
}

async fn what_begins_later_leaves_what_holds_today(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let new = |text: &str, from: Option<&str>| NewVersion {
        valid_from: from.map(|day| day.parse().unwrap()),
        ..document("Prices", text, 0)
    };
    creates(store, &policy(), Kind::Pricing, new("old", None))
        .await
        .unwrap();
    publishes(store, None, new("new", Some("2026-07-01")))
        .await
        .unwrap();
    let found = documents::of_kind(store.within(&acme()), Kind::Pricing)
        .await
        .unwrap();
    let [(id, editions)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(*id, policy());
    let on = |day: &str| {
        applied_on(editions, None, day.parse().unwrap())
            .unwrap()
            .number
    };
    assert_eq!((on("2026-06-30"), on("2026-07-01")), (1, 2));
    let other = documents::of_kind(store.within(&acme()), Kind::Playbook)
        .await
        .unwrap();
    assert_eq!(other, []);
}

async fn an_archived_document_is_in_no_list_and_still_opens(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let acme = acme();
    let here = || store.within(&acme);
    creates(
        store,
        &policy(),
        Kind::Playbook,
        document("Guide", "one", 0),
    )
    .await
    .unwrap();
    archives(store, Some(5)).await;
    assert_eq!(
        documents::list(here(), false, &Page::default())
            .await
            .unwrap()
            .items,
        []
    );
    let archived = documents::list(here(), true, &Page::default())
        .await
        .unwrap()
        .items;
    assert_eq!(archived[0].archived_at, Some(at(5)));
    assert_eq!(
        documents::of_kind(here(), Kind::Playbook).await.unwrap(),
        []
    );
    assert_eq!(finds(store, "one", None).await, Vec::<String>::new());
    assert_eq!(
        documents::version(here(), &policy(), 1).await.unwrap().text,
        "one"
    );
    archives(store, None).await;
    assert_eq!(finds(store, "one", None).await, ["Guide 1 v1"]);
    let nothing = store.write(|tx| {
        Box::pin(async move { documents::archive(tx, &globex(), &policy(), None).await })
    });
    assert!(matches!(nothing.await, Err(Error::Gone)));
}

async fn a_file_is_kept_byte_for_byte(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let acme = acme();
    let with = |name: &str, body: &[u8]| NewVersion {
        file: Some(File {
            name: name.to_owned(),
            body: body.to_vec(),
        }),
        ..document("Guide", "the same words", 0)
    };
    let bytes: Vec<u8> = (0..=255).collect();
    creates(store, &policy(), Kind::Playbook, with("a.pdf", &bytes))
        .await
        .unwrap();
    assert_eq!(
        publishes(store, None, with("a.pdf", &bytes)).await.unwrap(),
        1
    );
    assert_eq!(
        publishes(store, None, with("b.pdf", b"other"))
            .await
            .unwrap(),
        2,
        "other bytes"
    );
    // The next version has the words of the same file.
    assert_eq!(
        publishes(
            store,
            None,
            document("Guide", "the same words, until June", 1)
        )
        .await
        .unwrap(),
        3
    );
    let file = async |number| {
        documents::file(store.within(&acme), &policy(), number)
            .await
            .unwrap()
    };
    assert_eq!(file(1).await.body, bytes);
    assert_eq!(file(3).await.name, "b.pdf");
    creates(
        store,
        &DocumentId::new("b"),
        Kind::Playbook,
        document("Other", "x", 3),
    )
    .await
    .unwrap();
    let none = documents::file(store.within(&acme), &DocumentId::new("b"), 1).await;
    assert!(matches!(none, Err(Error::Gone)));
}

async fn runs_are_listed_with_the_version_they_went_by(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    creates(
        store,
        &policy(),
        Kind::Playbook,
        document("Guide", "one", 0),
    )
    .await
    .unwrap();
    for (name, version, seconds) in [("a", 1, 1), ("b", 2, 3), ("a", 1, 9)] {
        let used = Use {
            run: RunId::new(name),
            version,
            at: at(seconds),
        };
        let noted = store.write(move |tx| {
            Box::pin(async move { documents::use_by(tx, &acme(), &policy(), &used).await })
        });
        noted.await.unwrap();
    }
    let told = |limit| async move {
        let uses = documents::used_by(store.within(&acme()), &policy(), limit)
            .await
            .unwrap();
        let told = uses
            .iter()
            .map(|one| format!("{} v{}", one.run, one.version));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(10).await,
        ["run_b v2", "run_a v1"],
        "a step taken again is noted once"
    );
    assert_eq!(told(1).await, ["run_b v2"]);
}
