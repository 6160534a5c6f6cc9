//! Two workspaces never see each other, whatever is asked and whichever id is named.

mod furnished; // one of everything

use crate::cast::{
    acme, ana, at, decision, document, globex, new_run, part_of, starts, version, worker,
};
use crate::world::{World, both};
use domain::actor::Role;
use domain::canonical::Digest;
use domain::gate::Gate;
use domain::id::{ConnectionId, DecisionId, DocumentId, FileId, MissionId, RunId, TokenId};
use domain::knowledge::Kind;
use domain::observation::Outcome;
use std::time::Duration;
use store::runs::{NewRun, Request, Sighting};
use store::triggers::Mark;
use store::{
    Error, Page, Store, actors, calls, connections, credentials, decisions, documents, drafts,
    files, gates, leases, missions, runs, settings, tokens, triggers, writes,
};

use furnished::{approval, details, furnish, publication, watch};

both!(
    every_question_stays_in_its_workspace,
    every_verb_stays_in_its_workspace,
);

const PAYLOAD: &str = "details of Acme";

fn one<T>(answer: store::Result<T>) -> usize {
    match answer {
        Ok(_) => 1,
        Err(Error::Gone) => 0,
        Err(other) => panic!("{other:?}"),
    }
}

/// Asks everything of one workspace and counts what comes back, question by question.
async fn all_answers(
    store: &Store,
    workspace: &domain::id::WorkspaceId,
) -> Vec<(&'static str, usize)> {
    let here = || store.within(workspace);
    let page = &Page::default();
    let (run, org, mission, document) = (
        &RunId::new("r"),
        &ConnectionId::new("org"),
        &MissionId::new("reconcile"),
        &DocumentId::new("policy"),
    );
    let record = part_of("001000000000001AAA").effect.touches().remove(0);
    let file = &FileId::new("f");
    let of_record = files::Filter {
        record: Some(record.id.clone()),
        ..files::Filter::default()
    };
    vec![
        ("actors::get", one(actors::get(here(), &ana()).await)),
        (
            "actors::by_email",
            one(actors::by_email(here(), "ana@acme.example").await),
        ),
        (
            "actors::list",
            actors::list(here(), page).await.unwrap().items.len(),
        ),
        (
            "actors::roles_now",
            actors::roles_now(here()).await.unwrap().len(),
        ),
        (
            "tokens::list",
            tokens::list(here(), page).await.unwrap().items.len(),
        ),
        ("connections::get", one(connections::get(here(), org).await)),
        (
            "connections::list",
            connections::list(here()).await.unwrap().len(),
        ),
        (
            "connections::load_secret",
            connections::load_secret(here(), org)
                .await
                .unwrap()
                .iter()
                .count(),
        ),
        (
            "missions::current",
            one(missions::current(here(), "reconcile").await),
        ),
        ("missions::get", one(missions::get(here(), mission).await)),
        (
            "missions::by_slug",
            one(missions::by_slug(here(), "reconcile").await),
        ),
        (
            "missions::version, of a candidate",
            one(missions::version(here(), mission, &Digest::of_bytes(b"candidate")).await),
        ),
        (
            "missions::turns",
            missions::turns(here(), mission).await.unwrap().len(),
        ),
        (
            "drafts::get",
            drafts::get(here(), mission).await.unwrap().iter().count(),
        ),
        ("drafts::list", drafts::list(here()).await.unwrap().len()),
        (
            "missions::version",
            one(missions::version(here(), mission, &Digest::of_bytes(b"one")).await),
        ),
        (
            "missions::versions",
            missions::versions(here(), mission).await.unwrap().len(),
        ),
        (
            "missions::list",
            missions::list(here(), page).await.unwrap().items.len(),
        ),
        (
            "documents::current",
            one(documents::current(here(), document).await),
        ),
        (
            "documents::get",
            one(documents::get(here(), document).await),
        ),
        (
            "documents::titled",
            documents::titled(here(), "Merge policy")
                .await
                .unwrap()
                .iter()
                .count(),
        ),
        (
            "documents::of_kind",
            documents::of_kind(here(), Kind::MergePolicy)
                .await
                .unwrap()
                .len(),
        ),
        (
            "documents::search",
            documents::search(here(), &["one".to_owned()], None, 9)
                .await
                .unwrap()
                .len(),
        ),
        (
            "documents::file",
            one(documents::file(here(), document, 1).await),
        ),
        (
            "documents::used_by",
            documents::used_by(here(), document, 9).await.unwrap().len(),
        ),
        (
            "documents::version",
            one(documents::version(here(), document, 1).await),
        ),
        (
            "documents::versions",
            documents::versions(here(), document).await.unwrap().len(),
        ),
        (
            "documents::list",
            documents::list(here(), false, page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        ("files::get", one(files::get(here(), file).await)),
        ("files::bytes", one(files::bytes(here(), file, 1).await)),
        (
            "files::versions",
            files::versions(here(), file).await.unwrap().len(),
        ),
        (
            "files::template",
            files::template(here(), "Follow-up.md")
                .await
                .unwrap()
                .iter()
                .count(),
        ),
        (
            "files::list",
            files::list(here(), &files::Filter::default(), page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        (
            "files::list, of a record",
            files::list(here(), &of_record, page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        (
            "gates::current",
            usize::from(gates::current(here()).await.unwrap() != Gate::default_gate()),
        ),
        ("gates::version", one(gates::version(here(), 2).await)),
        ("runs::get", one(runs::get(here(), run).await)),
        (
            "runs::list",
            runs::list(here(), &runs::Filter::default(), page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        (
            "runs::count_by_phase",
            runs::count_by_phase(here()).await.unwrap().len(),
        ),
        (
            "runs::observation",
            one(runs::observation(here(), run, 1).await),
        ),
        (
            "runs::observations",
            runs::observations(here(), run, 1, 10).await.unwrap().len(),
        ),
        (
            "runs::payload",
            one(runs::payload(here(), &details().payloads[0].digest).await),
        ),
        (
            "decisions::get",
            one(decisions::get(here(), &DecisionId::new("d")).await),
        ),
        (
            "decisions::waiting",
            decisions::waiting(here(), page).await.unwrap().items.len(),
        ),
        (
            "decisions::queue",
            decisions::queue(here(), &decisions::Wanted::default(), at(1), page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        (
            "decisions::tally",
            decisions::tally(here(), None, at(1)).await.unwrap().len(),
        ),
        (
            "decisions::list",
            decisions::list(here(), decisions::Filter::All, page)
                .await
                .unwrap()
                .items
                .len(),
        ),
        (
            "decisions::by_run",
            decisions::by_run(here(), run).await.unwrap().len(),
        ),
        (
            "decisions::by_record",
            decisions::by_record(here(), std::slice::from_ref(&record))
                .await
                .unwrap()
                .len(),
        ),
        (
            "writes::unsettled",
            writes::unsettled(here(), run).await.unwrap().len(),
        ),
        (
            "writes::by_decision",
            writes::by_decision(here(), &DecisionId::new("d"))
                .await
                .unwrap()
                .len(),
        ),
        (
            "writes::by_record",
            writes::by_record(here(), &record).await.unwrap().len(),
        ),
        (
            "triggers::mark",
            triggers::mark(here(), &watch())
                .await
                .unwrap()
                .iter()
                .count(),
        ),
        (
            "calls::by_run",
            calls::by_run(here(), run).await.unwrap().len(),
        ),
        (
            "settings::get",
            settings::get::<String>(here(), "theme")
                .await
                .unwrap()
                .iter()
                .count(),
        ),
    ]
}

async fn every_question_stays_in_its_workspace(world: &World) {
    furnish(&world.store).await;
    for (question, found) in all_answers(&world.store, &acme()).await {
        assert_eq!(found, 1, "{question} finds its own row");
    }
    for (question, found) in all_answers(&world.store, &globex()).await {
        assert_eq!(found, 0, "{question} shows a row of another workspace");
    }
}

async fn every_verb_stays_in_its_workspace(world: &World) {
    let store = &world.store;
    furnish(store).await;
    let before = snapshot(store).await;
    macro_rules! tries {
        ($($verb:literal: |$tx:ident| $call:expr;)+) => {$(
            let answer = store.write(move |$tx| Box::pin(async move { $call.await.map(|_| ()) })).await;
            // Refused or without effect; never a broken store.
            assert!(!matches!(answer, Err(Error::Broken(_))), "{}: {answer:?}", $verb);
            assert_eq!(snapshot(store).await, before, "{} reached into another workspace", $verb);
        )+};
    }
    tries! {
        "actors::set_roles": |tx| actors::set_roles(tx, &globex(), &ana(), &[Role::Admin].into());
        "actors::deactivate": |tx| actors::deactivate(tx, &globex(), &ana());
        "credentials::set_password": |tx| credentials::set_password(tx, &globex(), &ana(), "$mine$", at(1));
        "tokens::revoke": |tx| tokens::revoke(tx, &globex(), &TokenId::new("t"), at(1));
        "connections::update": |tx| connections::update(tx, &globex(), &ConnectionId::new("org"), "mine", &serde_json::json!(1));
        "connections::went_wrong": |tx| connections::went_wrong(tx, &globex(), &ConnectionId::new("org"), at(1), "x");
        "connections::went_well": |tx| connections::went_well(tx, &globex(), &ConnectionId::new("org"), at(1), None);
        "connections::swap_secret": |tx| connections::swap_secret(tx, &globex(), &ConnectionId::new("org"), 1, "key-1", b"mine");
        "connections::swap_secret, the first": |tx| connections::swap_secret(tx, &globex(), &ConnectionId::new("org"), 0, "key-1", b"mine");
        "missions::publish": |tx| missions::publish(tx, &globex(), &MissionId::new("reconcile"), "mine", &version("mine", 1));
        "missions::keep_candidate": |tx| missions::keep_candidate(tx, &globex(), &MissionId::new("reconcile"), &version("mine", 1));
        "missions::publish_candidate": |tx| async move { missions::publish_candidate(tx, &globex(), &publication(), &ana(), at(1)).await };
        "missions::go_back": |tx| missions::go_back(tx, &globex(), &MissionId::new("reconcile"), "mine", &Digest::of_bytes(b"one"), &ana(), at(1));
        "drafts::save": |tx| drafts::save(tx, &globex(), &MissionId::new("reconcile"), "mine", 1, &ana(), at(1));
        "drafts::save, the first": |tx| drafts::save(tx, &globex(), &MissionId::new("reconcile"), "mine", 0, &ana(), at(1));
        "drafts::discard": |tx| drafts::discard(tx, &globex(), &MissionId::new("reconcile"));
        "missions::archive": |tx| missions::archive(tx, &globex(), &MissionId::new("reconcile"), at(1));
        "documents::publish": |tx| async move { documents::publish(tx, &globex(), &DocumentId::new("policy"), None, &document("mine", "mine", 1)).await };
        "documents::archive": |tx| documents::archive(tx, &globex(), &DocumentId::new("policy"), Some(at(1)));
        "files::add_version": |tx| files::add_version(tx, &globex(), &FileId::new("f"), 1, b"mine", &ana(), at(1));
        "files::archive": |tx| files::archive(tx, &globex(), &FileId::new("f"), &ana(), at(1));
        "runs::wake": |tx| runs::wake(tx, &globex(), &RunId::new("r"), at(0).minus(Duration::from_secs(9)));
        "runs::request": |tx| runs::request(tx, &globex(), &RunId::new("r"), Request::Cancel, &ana(), at(1));
        "runs::lease": |tx| runs::lease(tx, &globex(), &RunId::new("r"), &worker("mine"), at(1), at(60));
        "runs::erase": |tx| runs::erase(tx, &globex(), &details().payloads[0].digest, at(1));
        "decisions::sign": |tx| decisions::sign(tx, &globex(), &DecisionId::new("d"), 0, &approval());
        "decisions::edit": |tx| { let mut mine = decision("d", 0); mine.changes.title.push_str(" (mine)"); async move { decisions::edit(tx, &globex(), 0, &mine).await } };
        "decisions::looked": |tx| decisions::looked(tx, &globex(), &DecisionId::new("d"), domain::decision::Look { at: at(1), drifted: 9 });
        "decisions::close": |tx| decisions::close(tx, &globex(), &DecisionId::new("d"), "rejected", at(1));
        "writes::settle": |tx| writes::settle(tx, &globex(), &DecisionId::new("d"), "1".parse().unwrap(), 1, &Outcome::Unknown, None, at(1));
        "triggers::set_mark": |tx| triggers::set_mark(tx, &globex(), &watch(), &Mark { activated_at: at(9), reached: None });
        "settings::put": |tx| settings::put(tx, Some(&globex()), "theme", &"mine");
        "leases::release": |tx| leases::release(tx, &globex(), "poll:org", &worker("one"));
    }
    // Names, events and leases of one workspace are free in the other.
    let mut seen = new_run("s", &globex());
    seen.sighting = Some(Sighting {
        connection: ConnectionId::new("org"),
        record: part_of("001000000000001AAA").effect.touches().remove(0),
        stamp: None,
    });
    assert!(matches!(
        starts(
            store,
            NewRun {
                workspace: globex(),
                ..seen
            }
        )
        .await,
        runs::Start::Started(..)
    ));
    let free = store
        .write(|tx| {
            Box::pin(async move {
                leases::hold(tx, &globex(), "poll:org", &worker("two"), at(1), at(60)).await
            })
        })
        .await;
    assert!(free.unwrap());
    let still = store
        .write(|tx| {
            Box::pin(async move {
                leases::hold(tx, &acme(), "poll:org", &worker("two"), at(1), at(60)).await
            })
        })
        .await;
    assert!(!still.unwrap());
}

/// All that can be read of Acme, as text.
async fn snapshot(store: &Store) -> String {
    let acme = acme();
    let here = || store.within(&acme);
    let page = &Page::default();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        actors::list(here(), page).await.unwrap(),
        credentials::by_email(store, "ana@acme.example")
            .await
            .unwrap()
            .iter()
            .map(|found| found.hash.clone())
            .collect::<Vec<_>>(),
        tokens::list(here(), page).await.unwrap(),
        connections::list(here()).await.unwrap(),
        connections::load_secret(here(), &ConnectionId::new("org"))
            .await
            .unwrap()
            .map(|secret| secret.ciphertext),
        missions::list(here(), page).await.unwrap(),
        (
            drafts::list(here()).await.unwrap(),
            missions::turns(here(), &MissionId::new("reconcile"))
                .await
                .unwrap(),
        ),
        documents::list(here(), false, page).await.unwrap(),
        files::list(here(), &files::Filter::default(), page)
            .await
            .unwrap(),
        files::versions(here(), &FileId::new("f")).await.unwrap(),
        runs::list(here(), &runs::Filter::default(), page)
            .await
            .unwrap(),
        runs::payload(here(), &details().payloads[0].digest)
            .await
            .unwrap(),
        decisions::list(here(), decisions::Filter::All, page)
            .await
            .unwrap(),
        writes::by_decision(here(), &DecisionId::new("d"))
            .await
            .unwrap(),
        triggers::mark(here(), &watch()).await.unwrap(),
        settings::get::<String>(here(), "theme").await.unwrap(),
    )
}
