//! Decisions and the writes they lead to.

use crate::cast::{acme, at, decision, globex, new_run, part_of};
use crate::world::{World, both};
use domain::actor::ActorId;
use domain::canonical::Digest;
use domain::change::{Effect, Operation, Risk, Target};
use domain::decision::{Answer, Look, Signature, Signer};
use domain::id::{DecisionId, RunId};
use domain::observation::Outcome;
use store::decisions::{self, Filter, Stored, Wanted};
use store::writes::{self, Intent};
use store::{Error, Page, Store, missions};

both!(
    of_two_signers_the_second_reads_again,
    what_was_edited_under_a_signer_is_stale,
    a_closed_decision_takes_no_signature,
    decisions_are_listed_with_their_signatures,
    the_queue_shows_what_expires_first_and_what_one_may_answer,
    the_queue_is_narrowed_and_counted_by_mission_and_risk,
    a_look_is_kept_and_changes_nothing_else,
    a_record_leads_to_its_decisions,
    what_came_of_decisions_is_told_newest_first_and_counted,
    an_attempt_is_intended_once_and_settled_once,
);

async fn open(store: &Store, name: &str, seconds: u64) -> DecisionId {
    let new = decision(name, seconds);
    let id = new.id.clone();
    store
        .write(move |tx| Box::pin(async move { decisions::open(tx, &acme(), &new).await }))
        .await
        .unwrap();
    id
}

fn approves(stored: &Stored, who: &str, seconds: u64) -> Signature {
    Signature {
        by: Signer::Actor(ActorId::new(who)),
        answer: Answer::Approve,
        parts: stored.decision.digests().into_iter().collect(),
        at: at(seconds),
    }
}

async fn sign(
    store: &Store,
    id: &DecisionId,
    seen: u64,
    signature: Signature,
) -> store::Result<()> {
    let id = id.clone();
    store
        .write(move |tx| {
            Box::pin(async move { decisions::sign(tx, &acme(), &id, seen, &signature).await })
        })
        .await
}

async fn of_two_signers_the_second_reads_again(world: &World) {
    let store = &world.store;
    let id = open(store, "d", 0).await;
    let seen = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!(
        (seen.revision, seen.decision.clone()),
        (0, decision("d", 0))
    );
    // On PostgreSQL they come from two nodes.
    let other = match &world.place {
        crate::world::Place::Sqlite { .. } => store.clone(),
        crate::world::Place::Postgres { .. } => Store::open(store::Settings::new(world.database()))
            .await
            .unwrap(),
    };
    let (ben, cleo) = tokio::join!(
        sign(store, &id, 0, approves(&seen, "ben", 1)),
        sign(&other, &id, 0, approves(&seen, "cleo", 1))
    );
    let lost = [&ben, &cleo]
        .into_iter()
        .filter(|answer| matches!(answer, Err(Error::Stale)))
        .count();
    assert_eq!((ben.is_ok() || cleo.is_ok(), lost), (true, 1));
    let again = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!((again.revision, again.decision.signatures.len()), (1, 1));
    sign(store, &id, again.revision, approves(&again, "dora", 2))
        .await
        .unwrap();
    let last = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!(last.decision.signatures[0], again.decision.signatures[0]);
    assert_eq!(
        last.decision.signatures[1].by,
        Signer::Actor(ActorId::new("dora"))
    );
}

async fn what_was_edited_under_a_signer_is_stale(world: &World) {
    let store = &world.store;
    let id = open(store, "d", 0).await;
    let seen = decisions::get(store.within(&acme()), &id).await.unwrap();
    let mut edited = seen.decision.clone();
    edited.changes.parts = vec![part_of("001000000000003AAA")];
    edited.authors.insert(ActorId::new("ben"));
    let proposal = edited.clone();
    store
        .write(move |tx| Box::pin(async move { decisions::edit(tx, &acme(), 0, &proposal).await }))
        .await
        .unwrap();
    assert!(matches!(
        sign(store, &id, 0, approves(&seen, "cleo", 1)).await,
        Err(Error::Stale)
    ));
    let now = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!((now.revision, now.decision), (1, edited));
}

async fn a_closed_decision_takes_no_signature(world: &World) {
    let store = &world.store;
    let id = open(store, "d", 0).await;
    let seen = decisions::get(store.within(&acme()), &id).await.unwrap();
    for (status, when) in [("rejected", 5), ("expired", 6)] {
        let id = id.clone();
        store
            .write(move |tx| {
                Box::pin(async move { decisions::close(tx, &acme(), &id, status, at(when)).await })
            })
            .await
            .unwrap();
    }
    assert!(matches!(
        sign(store, &id, 0, approves(&seen, "ben", 7)).await,
        Err(Error::Stale)
    ));
    let closed = decisions::get(store.within(&acme()), &id).await.unwrap();
    assert_eq!(closed.closed, Some(("rejected".to_owned(), at(5))));
}

async fn decisions_are_listed_with_their_signatures(world: &World) {
    let store = &world.store;
    for number in 0..5 {
        let id = open(store, &format!("d{number}"), number / 2).await;
        let seen = decisions::get(store.within(&acme()), &id).await.unwrap();
        if number % 2 == 0 {
            sign(store, &id, 0, approves(&seen, "ben", 9))
                .await
                .unwrap();
        }
        if number == 4 {
            store
                .write(move |tx| {
                    Box::pin(
                        async move { decisions::close(tx, &acme(), &id, "approved", at(9)).await },
                    )
                })
                .await
                .unwrap();
        }
    }
    let first = decisions::waiting(store.within(&acme()), &Page::first(3))
        .await
        .unwrap();
    let rest = decisions::waiting(store.within(&acme()), &Page::first(3).after(first.next))
        .await
        .unwrap();
    let names: Vec<_> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|stored| {
            (
                stored.decision.id.as_str(),
                stored.decision.signatures.len(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [("dec_d0", 1), ("dec_d1", 0), ("dec_d2", 1), ("dec_d3", 0)]
    );
    assert_eq!(rest.next, None);
    let count = async |filter| {
        decisions::list(store.within(&acme()), filter, &Page::default())
            .await
            .unwrap()
            .items
            .len()
    };
    assert_eq!(
        (
            count(Filter::All).await,
            count(Filter::Waiting).await,
            count(Filter::Closed).await
        ),
        (5, 4, 1)
    );
    let of_run = decisions::by_run(store.within(&acme()), &RunId::new("r"))
        .await
        .unwrap();
    assert_eq!(of_run.len(), 5);
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

async fn a_record_leads_to_its_decisions(world: &World) {
    let store = &world.store;
    open(store, "d1", 1).await;
    open(store, "d2", 2).await;
    let record = part_of("001000000000001AAA").effect.touches().remove(0);
    let found = decisions::by_record(
        store.within(&acme()),
        &[
            record,
            part_of("001000000000002AAA").effect.touches().remove(0),
        ],
    )
    .await
    .unwrap();
    assert_eq!(
        found
            .iter()
            .map(|stored| stored.decision.id.as_str())
            .collect::<Vec<_>>(),
        ["dec_d2", "dec_d1"]
    );
    let other = part_of("001000000000009AAA").effect.touches();
    assert!(
        decisions::by_record(store.within(&acme()), &other)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn an_attempt_is_intended_once_and_settled_once(world: &World) {
    let store = &world.store;
    let part = part_of("001000000000001AAA");
    let record = part.effect.touches().remove(0);
    let intent = |attempt| Intent {
        run: RunId::new("r"),
        decision: DecisionId::new("d"),
        part: "1".parse().unwrap(),
        attempt,
        operation: Operation::Update,
        digest: Digest::of_bytes(b"part"),
        record: Some(record.clone()),
        intended_at: at(1),
        send_by: at(20),
    };
    let intend = |attempt| {
        let intent = intent(attempt);
        store.write(move |tx| Box::pin(async move { writes::intend(tx, &acme(), &intent).await }))
    };
    let settle = |attempt, outcome: Outcome| {
        store.write(move |tx| {
            Box::pin(async move {
                writes::settle(
                    tx,
                    &acme(),
                    &DecisionId::new("d"),
                    "1".parse().unwrap(),
                    attempt,
                    &outcome,
                    None,
                    at(3),
                )
                .await
            })
        })
    };
    intend(1).await.unwrap();
    assert!(matches!(intend(1).await, Err(Error::Taken("attempt"))));
    let open = writes::unsettled(store.within(&acme()), &RunId::new("r"))
        .await
        .unwrap();
    assert_eq!(
        open.iter()
            .map(|write| write.intent.clone())
            .collect::<Vec<_>>(),
        [intent(1)]
    );
    settle(
        1,
        Outcome::Unclear {
            why: "timeout".to_owned(),
        },
    )
    .await
    .unwrap();
    assert_eq!(
        writes::unsettled(store.within(&acme()), &RunId::new("r"))
            .await
            .unwrap()
            .len(),
        1
    );
    settle(
        1,
        Outcome::NotSent {
            why: "looked".to_owned(),
        },
    )
    .await
    .unwrap();
    assert!(matches!(
        settle(1, Outcome::Unknown).await,
        Err(Error::Stale)
    ));
    intend(2).await.unwrap();
    let done = Outcome::Done {
        made: None,
        related: vec![],
    };
    settle(2, done.clone()).await.unwrap();
    assert!(
        writes::unsettled(store.within(&acme()), &RunId::new("r"))
            .await
            .unwrap()
            .is_empty()
    );
    let all = writes::by_record(store.within(&acme()), &record)
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    let by_decision = writes::by_decision(store.within(&acme()), &DecisionId::new("d"))
        .await
        .unwrap();
    assert_eq!(by_decision[1].settled, Some((done, at(3))));
    assert!(
        writes::by_record(store.within(&globex()), &record)
            .await
            .unwrap()
            .is_empty()
    );
}
