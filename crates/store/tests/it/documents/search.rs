//! Passages are found by words, in the newest version.

use super::{creates, finds, policy, publishes};
use crate::cast::acme;
use crate::cast::document;
use crate::cast::workspaces;
use crate::world::World;
use crate::world::both;
use domain::id::DocumentId;
use domain::knowledge::Kind;
use domain::knowledge::words;
use store::Store;
use store::documents;
use store::documents::NewPassage;
use store::documents::NewVersion;

both!(
    the_newest_passages_are_found_by_words,
    the_best_passage_comes_first,
    what_is_searched_for_cannot_act,
    passages_of_earlier_versions_are_made_up_for,
);

fn passage(section: &str, heading: &str, text: &str) -> NewPassage {
    NewPassage {
        section: section.to_owned(),
        heading: heading.to_owned(),
        text: text.to_owned(),
    }
}

/// Two documents whose words a parser could read in more ways than one.
async fn two_documents(store: &Store) {
    workspaces(store).await;
    let guide = NewVersion {
        passages: vec![
            passage(
                "1",
                "Discounts",
                "Up to 10 per cent; above that ask Zoë Müller-Lindström.",
            ),
            passage(
                "2",
                "Renewals",
                "Call 90 days before. Offer a discount of 5% only once.",
            ),
            passage(
                "3",
                "Tricky",
                "mail a.b@acme.example, see https://acme.example/a-b?c=1e5 or v2.10, 株式会社, don't",
            ),
        ],
        ..document("Sales guide", "text", 0)
    };
    creates(store, &policy(), Kind::Playbook, guide)
        .await
        .unwrap();
    let parts = NewVersion {
        passages: vec![
            passage("line-2", "Line 2", "AC-100,Acme bolt,12.50"),
            passage("line-3", "Line 3", "AC-200,Acme nut,3"),
        ],
        ..document("Parts", "text", 1)
    };
    creates(store, &DocumentId::new("parts"), Kind::ProductData, parts)
        .await
        .unwrap();
}

async fn the_newest_passages_are_found_by_words(world: &World) {
    let store = &world.store;
    two_documents(store).await;
    for (asked, found) in [
        ("zoe MULLER", vec!["Sales guide 1 v1"]),
        ("lindst", vec!["Sales guide 1 v1"]),
        ("discount offer", vec!["Sales guide 2 v1"]),
        ("a.b@acme.example", vec!["Sales guide 3 v1"]),
        ("1e5", vec!["Sales guide 3 v1"]),
        ("v2.10", vec!["Sales guide 3 v1"]),
        ("株式", vec!["Sales guide 3 v1"]),
        ("DON'T", vec!["Sales guide 3 v1"]),
        ("ac-200", vec!["Parts line-3 v1"]),
        ("acme bolt", vec!["Parts line-2 v1"]),
        ("count", vec![]),
        ("discount nothing", vec![]),
        (" ", vec![]),
    ] {
        assert_eq!(finds(store, asked, None).await, found, "{asked}");
    }
    assert_eq!(
        finds(store, "acme", Some(Kind::ProductData)).await,
        ["Parts line-2 v1", "Parts line-3 v1"]
    );
    assert_eq!(
        finds(store, "bolt", Some(Kind::Playbook)).await,
        Vec::<String>::new()
    );
    // What the next version no longer says is no longer found, and is still there.
    let next = NewVersion {
        passages: vec![passage("1", "Discounts", "Up to 12 per cent.")],
        ..document("Sales guide", "text of the next", 2)
    };
    publishes(store, None, next).await.unwrap();
    assert_eq!(finds(store, "zoe", None).await, Vec::<String>::new());
    assert_eq!(finds(store, "12 cent", None).await, ["Sales guide 1 v2",]);
}

async fn the_best_passage_comes_first(world: &World) {
    let store = &world.store;
    two_documents(store).await;
    assert_eq!(
        finds(store, "discount", None).await,
        ["Sales guide 1 v1", "Sales guide 2 v1"],
        "the one whose heading says it"
    );
    let one = documents::search(store.within(&acme()), &words::asked("discount"), None, 1)
        .await
        .unwrap();
    assert_eq!((one.len(), one[0].heading.as_str()), (1, "Discounts"));
}

async fn what_is_searched_for_cannot_act(world: &World) {
    let store = &world.store;
    two_documents(store).await;
    for asked in [
        "acme\" OR \"x",
        "acme' | '",
        "NEAR(acme bolt)",
        "words:acme",
        "* ^ - +",
        "acme:* & !bolt",
        "\0acme",
        "\\'",
    ] {
        let found = documents::search(store.within(&acme()), &words::asked(asked), None, 20).await;
        assert!(found.is_ok(), "{asked}: {found:?}");
    }
    assert_eq!(
        finds(store, "acme' | 'zoe", None).await,
        Vec::<String>::new(),
        "both, not one of them"
    );
}

async fn passages_of_earlier_versions_are_made_up_for(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let bare = NewVersion {
        passages: vec![],
        ..document("Guide", "older words", 0)
    };
    creates(store, &policy(), Kind::Playbook, bare)
        .await
        .unwrap();
    let unread = documents::unread(store).await.unwrap();
    assert_eq!((unread.len(), unread[0].text.as_str()), (1, "older words"));
    let filled = store.write(move |tx| {
        Box::pin(async move {
            let passages = [passage("1", "Guide", &unread[0].text)];
            documents::fill(tx, &unread[0], &passages).await
        })
    });
    filled.await.unwrap();
    assert_eq!(documents::unread(store).await.unwrap(), []);
    assert_eq!(finds(store, "older", None).await, ["Guide 1 v1"]);
}
