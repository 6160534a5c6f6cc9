//! Decisions and the writes they lead to.

mod queue;

use crate::cast::{acme, at, decision, globex, part_of};
use crate::world::{World, both};
use domain::actor::ActorId;
use domain::canonical::Digest;
use domain::change::Operation;
use domain::decision::{Answer, Signature, Signer};
use domain::id::{DecisionId, RunId};
use domain::observation::Outcome;
use store::decisions::{self, Filter, Stored};
use store::writes::{self, Intent};
use store::{Error, Page, Store};

both!(
    of_two_signers_the_second_reads_again,
    what_was_edited_under_a_signer_is_stale,
    a_closed_decision_takes_no_signature,
    decisions_are_listed_with_their_signatures,
    a_record_leads_to_its_decisions,
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
