//! What waits: in which order, for whom, narrowed and counted.

use super::{approves, open, sign};
use crate::cast::acme;
use crate::cast::at;
use crate::cast::decision;
use crate::cast::globex;
use crate::cast::new_run;
use crate::world::World;
use crate::world::both;
use domain::actor::ActorId;
use domain::change::Effect;
use domain::change::Risk;
use domain::change::Target;
use domain::decision::Look;
use domain::id::DecisionId;
use store::Page;
use store::Store;
use store::decisions;
use store::decisions::Stored;
use store::decisions::Wanted;
use store::missions;

both!(
    the_queue_shows_what_expires_first_and_what_one_may_answer,
    the_queue_is_narrowed_and_counted_by_mission_and_risk,
    a_look_is_kept_and_changes_nothing_else,
    what_came_of_decisions_is_told_newest_first_and_counted,
);

async fn names(store: &Store, wanted: &Wanted, now: u64) -> Vec<String> {
    let (here, page) = (acme(), Page::default());
    let found = decisions::queue(store.within(&here), wanted, at(now), &page);
    let found = found.await.unwrap().items;
    let id = |stored: Stored| stored.decision.id.to_string();
    found.into_iter().map(id).collect()
}

async fn the_queue_shows_what_expires_first_and_what_one_may_answer(world: &World) {
    let store = &world.store;
    for (name, asked, expires) in [("late", 0, 900), ("soon", 5, 300), ("past", 1, 50)] {
        let mut new = decision(name, asked);
        new.expires_at = at(expires);
        store
            .write(move |tx| Box::pin(async move { decisions::open(tx, &acme(), &new).await }))
            .await
            .unwrap();
    }
    assert_eq!(
        names(store, &Wanted::default(), 100).await,
        ["dec_soon", "dec_late"]
    );
    let waiting = async |page: Page| {
        let all = Wanted::default();
        let found = decisions::queue(store.within(&acme()), &all, at(100), &page).await;
        found.unwrap()
    };
    let first = waiting(Page::first(1)).await;
    let rest = waiting(Page::first(1).after(first.next)).await;
    assert_eq!(rest.items[0].decision.id.as_str(), "dec_late");
    assert_eq!(rest.next, None);

    // Whoever asked it, and whoever has answered it, has nothing to do.
    let open_to = |who: &str| Wanted {
        open_to: Some(ActorId::new(who)),
        ..Wanted::default()
    };
    let soon = DecisionId::new("soon");
    let seen = decisions::get(store.within(&acme()), &soon).await.unwrap();
    let author = seen.decision.authors.first().unwrap().clone();
    let theirs = Wanted {
        open_to: Some(author),
        ..Wanted::default()
    };
    assert!(names(store, &theirs, 100).await.is_empty());
    sign(store, &soon, 0, approves(&seen, "ben", 9))
        .await
        .unwrap();
    assert_eq!(names(store, &open_to("ben"), 100).await, ["dec_late"]);
    assert_eq!(names(store, &open_to("be"), 100).await.len(), 2);

    store
        .write(move |tx| {
            Box::pin(async move { decisions::close(tx, &acme(), &soon, "approved", at(9)).await })
        })
        .await
        .unwrap();
    let closed = Wanted {
        closed: true,
        ..Wanted::default()
    };
    assert_eq!(names(store, &closed, 100).await, ["dec_soon"]);
}

async fn the_queue_is_narrowed_and_counted_by_mission_and_risk(world: &World) {
    let store = &world.store;
    let mut filling = decision("plain", 0);
    let part = &mut filling.changes.parts[0];
    let record = part.effect.touches().remove(0);
    let value = domain::change::Assignment {
        value: domain::value::Value::text("1"),
        origin: domain::change::Origin::Mission,
    };
    part.effect = Effect::Update {
        record: Target::Record(record),
        values: [("Phone".parse().unwrap(), value)].into(),
    };
    let mut deleting = decision("gone", 1);
    deleting.changes.title = "Delete 100% of “Acme_Ltd”".into();
    store
        .write(move |tx| {
            Box::pin(async move {
                let id = domain::id::MissionId::new("reconcile");
                missions::create(tx, &acme(), &id, "reconcile", "Reconcile", at(0)).await?;
                store::runs::start(tx, &new_run("r", &acme())).await?;
                decisions::open(tx, &acme(), &filling).await?;
                decisions::open(tx, &acme(), &deleting).await
            })
        })
        .await
        .unwrap();

    let risky = Wanted {
        risk: Some(Risk::High),
        ..Wanted::default()
    };
    assert_eq!(names(store, &risky, 2).await, ["dec_gone"]);
    let mission = |slug: &str| Wanted {
        mission: Some(slug.into()),
        ..Wanted::default()
    };
    assert_eq!(names(store, &mission("reconcile"), 2).await.len(), 2);
    assert!(names(store, &mission("other"), 2).await.is_empty());
    let words = |words: &str| Wanted {
        words: Some(words.into()),
        ..Wanted::default()
    };
    assert_eq!(names(store, &words("100% OF"), 2).await, ["dec_gone"]);
    assert_eq!(names(store, &words("acme_l"), 2).await, ["dec_gone"]);
    assert!(
        names(store, &words("acme%l"), 2).await.is_empty(),
        "a percent sign is one"
    );

    let tally = decisions::tally(store.within(&acme()), None, at(2))
        .await
        .unwrap();
    let told: Vec<_> = tally
        .iter()
        .map(|tally| (tally.slug.as_str(), tally.risk, tally.decisions))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for risk in [Risk::Low, Risk::High] {
        assert!(told.contains(&("reconcile", risk, 1)), "{told:?}");
    }
}

async fn a_look_is_kept_and_changes_nothing_else(world: &World) {
    let store = &world.store;
    let id = open(store, "d", 0).await;
    let before = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!(before.look, None);
    let look = Look {
        at: at(7),
        drifted: 2,
    };
    let seen = id.clone();
    store
        .write(move |tx| Box::pin(async move { decisions::looked(tx, &acme(), &seen, look).await }))
        .await
        .unwrap();
    let after = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!(after.look, Some(look));
    assert_eq!(
        (after.revision, after.decision),
        (before.revision, before.decision)
    );
}

async fn what_came_of_decisions_is_told_newest_first_and_counted(world: &World) {
    let store = &world.store;
    for (name, asked, word, closed) in [
        ("first", 5, "verified", 90),
        ("last", 0, "verified", 200),
        ("refused", 1, "rejected", 150),
    ] {
        let id = open(store, name, asked).await;
        store
            .write(move |tx| {
                Box::pin(async move { decisions::close(tx, &acme(), &id, word, at(closed)).await })
            })
            .await
            .unwrap();
    }
    open(store, "waits", 2).await;

    let (acme_here, globex) = (acme(), globex());
    let words = ["verified", "partly applied"];
    let found = decisions::lately(store.within(&acme_here), &words, 5).await;
    let id = |stored: Stored| stored.decision.id.to_string();
    let found: Vec<_> = found.unwrap().into_iter().map(id).collect();
    assert_eq!(found, ["dec_last", "dec_first"]);
    let one = decisions::lately(store.within(&acme_here), &words, 1).await;
    assert_eq!(one.unwrap().len(), 1);
    let none = decisions::lately(store.within(&acme_here), &[], 5).await;
    assert_eq!(none.unwrap(), []);

    let counted = decisions::closings(store.within(&acme_here), at(100)).await;
    let expected = [("rejected".to_owned(), 1), ("verified".to_owned(), 1)];
    assert_eq!(counted.unwrap(), expected);

    let theirs = decisions::lately(store.within(&globex), &words, 5).await;
    assert_eq!(theirs.unwrap(), []);
    let theirs = decisions::closings(store.within(&globex), at(0)).await;
    assert_eq!(theirs.unwrap(), []);
}
