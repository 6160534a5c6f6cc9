//! A mission is drafted, tried without a write, and published by somebody else's signature.

use crate::company::Company;
use crate::world::World;
use domain::decision::Refusal;
use domain::gate::{GateRule, GateVerdict};
use domain::mission::Slug;
use domain::observation::Kind;
use domain::verdict::Verdict;
use engine::{Error, RunFilter};
use std::collections::BTreeMap;
use store::Page;

const MISSION: &str = include_str!("../../shipped/missions/reconcile-duplicates.toml");

fn slug() -> Slug {
    "reconcile-duplicates".parse().unwrap()
}

/// The shipped mission with something to say that no version has said.
fn another(hours: u32) -> String {
    let file = MISSION.replace(
        "expires_after_hours = 72",
        &format!("expires_after_hours = {hours}"),
    );
    assert_ne!(file, MISSION);
    file
}

/// Asks for a draft of that file to be published; the decision that waits.
async fn asks(world: &World, file: &str) -> engine::DecisionView {
    world.engine.import_mission(&world.ana, file).await.unwrap();
    let draft = world.engine.draft(&world.ana, &slug()).await.unwrap();
    let run = world
        .engine
        .ask_to_publish(&world.ana, &slug(), draft.revision)
        .await
        .unwrap();
    let view = world.rests(&run).await;
    assert_eq!(view.decisions.len(), 1, "\n{}", world.story(&run).await);
    world.decision(&view.decisions[0]).await
}

async fn live(world: &World) -> u32 {
    world
        .engine
        .mission(&world.ana, &slug())
        .await
        .unwrap()
        .number
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_reads_and_tells_and_neither_writes_nor_asks() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    world.org.create("Account", company.twin()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let before = world.org.written().await;
    let inputs = BTreeMap::from([("lead".to_owned(), lead)]);
    let run = world
        .engine
        .try_mission(&world.ana, &slug(), &another(71), inputs)
        .await
        .unwrap();
    world.ends_as(&run, Verdict::NoActionNeeded).await;
    let journal = world.journal(&run).await;
    let proposals: Vec<_> = journal
        .iter()
        .filter(|line| line.kind == Kind::Proposal)
        .collect();
    assert_eq!(proposals.len(), 1, "\n{}", world.story(&run).await);
    assert!(
        proposals[0].headline.starts_with("Would propose: "),
        "{}",
        proposals[0].headline
    );
    assert_eq!(
        format!("{:?}", world.org.written().await),
        format!("{before:?}"),
        "not one call writes"
    );
    let queue = world
        .engine
        .decisions(&world.ben, true, Page::first(10))
        .await
        .unwrap();
    assert!(queue.items.is_empty(), "nobody is asked");
    assert_eq!(live(&world).await, 1, "and nothing is published");
    let counts = |trials| RunFilter {
        trials,
        ..RunFilter::default()
    };
    let runs = async |trials| {
        world
            .engine
            .runs(&world.ana, counts(trials), Page::first(10))
            .await
            .unwrap()
            .items
            .len()
    };
    assert_eq!(
        (runs(false).await, runs(true).await),
        (0, 1),
        "trials are told apart"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_published_by_somebody_else_and_runs_under_way_keep_their_version() {
    let world = World::bare().await;
    let decision = asks(&world, &another(48)).await;
    assert_eq!(decision.parts.len(), 1);
    let because: Vec<&str> = decision.parts[0]
        .because
        .iter()
        .map(|because| because.text.as_str())
        .collect();
    assert_eq!(
        because,
        ["A proposal waits 48 hours for its signature instead of 72"]
    );
    assert_eq!(live(&world).await, 1, "asking publishes nothing");
    let refused = world
        .may_not_approve(&world.ana, &decision.summary.id)
        .await;
    assert!(
        matches!(refused, Error::Refused(Refusal::OwnProposal)),
        "{refused}"
    );
    world.approves(&world.ben, &decision.summary.id).await;
    world
        .ends_as(&decision.summary.run, Verdict::Verified)
        .await;
    assert_eq!(live(&world).await, 2);
    assert_eq!(
        world
            .engine
            .mission_file(&world.ana, &slug())
            .await
            .unwrap(),
        another(48)
    );
    assert_eq!(
        world
            .engine
            .draft(&world.ana, &slug())
            .await
            .unwrap()
            .revision,
        0,
        "the draft is done with"
    );

    world
        .engine
        .go_back_to(&world.ana, &slug(), 1)
        .await
        .unwrap();
    assert_eq!(live(&world).await, 1);
    assert_eq!(
        world
            .engine
            .mission_file(&world.ana, &slug())
            .await
            .unwrap(),
        MISSION
    );
    assert!(matches!(
        world.engine.go_back_to(&world.ana, &slug(), 1).await,
        Err(Error::Conflict(_))
    ));
    assert!(matches!(
        world.engine.go_back_to(&world.ben, &slug(), 2).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_overtaken_is_not_published_over_what_came_between() {
    let world = World::bare().await;
    let first = asks(&world, &another(48)).await;
    let second = asks(&world, &another(24)).await;
    world.approves(&world.ben, &second.summary.id).await;
    world.ends_as(&second.summary.run, Verdict::Verified).await;
    world.approves(&world.ben, &first.summary.id).await;
    let ended = world.ends(&first.summary.run).await;
    assert_ne!(
        ended.summary.verdict,
        Some(Verdict::Verified),
        "\n{}",
        world.story(&first.summary.run).await
    );
    assert!(
        world
            .story(&first.summary.run)
            .await
            .contains("another version was published meanwhile")
    );
    assert_eq!(
        world
            .engine
            .mission_file(&world.ana, &slug())
            .await
            .unwrap(),
        another(24)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_save_the_same_draft_do_not_write_over_each_other() {
    let world = World::bare().await;
    world
        .engine
        .import_mission(&world.ana, &another(48))
        .await
        .unwrap();
    let seen = world
        .engine
        .draft(&world.ana, &slug())
        .await
        .unwrap()
        .revision;
    let save = async |who, hours| {
        world
            .engine
            .save_draft(who, &slug(), &another(hours), seen)
            .await
    };
    assert_eq!(save(&world.zoe, 47).await.unwrap(), seen + 1);
    let late = save(&world.ana, 46).await.unwrap_err();
    assert!(
        late.to_string()
            .contains("Zoe Adeyemi has saved this draft meanwhile"),
        "{late}"
    );
    assert_eq!(
        world.engine.draft(&world.ana, &slug()).await.unwrap().file,
        another(47)
    );
    assert!(matches!(
        save(&world.dora, 45).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_org_or_the_gate_knows_to_be_wrong_is_told_while_composing_and_never_published() {
    let world = World::bare().await;
    let told = async |file: &str| {
        let problems = world.engine.judge_draft(&world.ana, file).await.unwrap();
        problems
            .iter()
            .map(|problem| problem.message.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(MISSION).await, Vec::<String>::new());
    let unknown = MISSION.replace("\"AccountNumber\", \"Fax\"", "\"Invented__c\", \"Fax\"");
    let said = told(&unknown).await.join("\n");
    assert!(said.contains("Account has no field Invented__c"), "{said}");

    let rule = GateRule {
        name: "leads stay".into(),
        object: Some("Lead".parse().unwrap()),
        operation: None,
        field: None,
        verdict: GateVerdict::Block,
    };
    world
        .engine
        .publish_gate(&world.zoe, 1, vec![rule])
        .await
        .unwrap();
    let said = told(MISSION).await.join("\n");
    assert!(
        said.contains("this workspace's gate blocks it: convert of Lead"),
        "{said}"
    );
    world
        .engine
        .import_mission(&world.ana, &another(48))
        .await
        .unwrap();
    let draft = world.engine.draft(&world.ana, &slug()).await.unwrap();
    let refused = world
        .engine
        .ask_to_publish(&world.ana, &slug(), draft.revision)
        .await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_is_started_from_where_it_is_composed_and_stands_in_no_list() {
    let world = World::bare().await;
    asks(&world, &another(48)).await;
    let listed = world.engine.missions(&world.ana).await.unwrap();
    assert_eq!(listed.len(), 1);
    let started = world
        .tries_to_start("publish-mission", &[("mission", "msn_1")])
        .await;
    assert!(matches!(started, Err(Error::Invalid(_))), "{started:?}");
    let taken = MISSION.replace(
        "slug = \"reconcile-duplicates\"",
        "slug = \"publish-mission\"",
    );
    assert!(matches!(
        world.engine.import_mission(&world.ana, &taken).await,
        Err(Error::Invalid(_))
    ));
}
