//! Missions and rules are changed while the engine runs: the next proposal shows it, the old one stays as it was.

use crate::company::{Company, word};
use crate::world::World;
use domain::change::{Effect, Source};
use domain::verdict::Verdict;
use engine::DecisionView;
use serde_json::json;
use std::collections::BTreeSet;

const MISSION: &str = include_str!("../../shipped/missions/reconcile-duplicates.toml");
const POLICY: &str = include_str!("../../shipped/knowledge/account-merge-policy.md");
const TERRITORIES: &str = include_str!("../../shipped/knowledge/territory-rules.md");

/// A lead of a company with a twin; the twin has the longer description.
async fn twins(world: &World) -> String {
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let mut twin = company.twin();
    twin["Description"] = json!("Has bought from us since the fair in Leeds.");
    world.org.create("Account", twin).await;
    world.org.create("Lead", company.lead()).await
}

fn owner_part(decision: &DecisionView) -> Option<String> {
    decision
        .parts
        .iter()
        .map(|part| part.title.clone())
        .find(|title| title.starts_with("Give "))
}

/// The versions of a document that the reasons of a decision cite.
fn cited(decision: &DecisionView, document: &str) -> BTreeSet<u32> {
    let because = decision.parts.iter().flat_map(|part| &part.because);
    let version = |source: &Source| match source {
        Source::Knowledge { title, version, .. } if title == document => Some(*version),
        _ => None,
    };
    because
        .filter_map(|because| version(&because.source))
        .collect()
}

/// The file with one exact text put for another.
fn changed(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "`{from}` is not in the file");
    file.replace(from, to)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_threshold_that_is_changed_shows_in_the_next_run() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = json!({ "FirstName": word(), "LastName": word(), "Company": company.name, "Email": "somebody@freemail.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    let old = world.starts(&lead).await;
    let before = world.ends_as(&old, Verdict::NeedsReview).await;
    let published = world
        .engine
        .publish_mission(
            &world.ana,
            &changed(MISSION, "same_from = 0.95", "same_from = 0.51"),
        )
        .await
        .unwrap();
    assert_eq!(published.number, 2);
    let (new, decision) = world.proposes(&lead).await;
    assert!(matches!(
        decision.parts.last().unwrap().effect,
        Effect::Convert { .. }
    ));
    assert_eq!(
        world.engine.run(&world.ana, &new).await.unwrap().version,
        published.version
    );
    let after = world.engine.run(&world.ana, &old).await.unwrap();
    assert_eq!(
        (after.version, after.sentence),
        (before.version, before.sentence)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_territory_row_that_is_changed_shows_in_the_next_proposal() {
    let world = World::bare().await;
    let (old_run, old) = world.proposes(&twins(&world).await).await;
    let row = |owner: &str| {
        format!("UK, GB, Ireland, IE | - | EMEA | {owner}@northwind-sandbox.example |")
    };
    let published = world
        .engine
        .publish_document(
            &world.ana,
            &changed(TERRITORIES, &row("emea.rep"), &row("us.west")),
        )
        .await
        .unwrap();
    assert_eq!(published.version, 2);
    let (_, new) = world.proposes(&twins(&world).await).await;
    let (was, is) = (owner_part(&old).unwrap(), owner_part(&new).unwrap());
    assert_ne!(was.rsplit(" to ").next(), is.rsplit(" to ").next());
    assert_eq!(
        (
            cited(&old, "Territory rules"),
            cited(&new, "Territory rules")
        ),
        ([1].into(), [2].into())
    );
    // The old proposal still stands, and is carried out by the old rule.
    let again = world.decision(&old.summary.id).await;
    assert_eq!(
        again
            .parts
            .iter()
            .map(|part| part.digest)
            .collect::<Vec<_>>(),
        old.parts.iter().map(|part| part.digest).collect::<Vec<_>>()
    );
    assert_eq!(cited(&again, "Territory rules"), [1].into());
    world.approves(&world.ben, &old.summary.id).await;
    world.ends_as(&old_run, Verdict::Verified).await;
    assert!(
        world
            .story(&old_run)
            .await
            .contains("Territory rules, version 1")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survivorship_row_that_is_changed_shows_in_the_next_proposal() {
    let world = World::bare().await;
    let values = |decision: &DecisionView| -> BTreeSet<String> {
        decision.parts[0]
            .effect
            .values()
            .iter()
            .map(|(field, _)| field.to_string())
            .collect()
    };
    let (old_run, old) = world.proposes(&twins(&world).await).await;
    assert!(values(&old).contains("Description"), "{:?}", values(&old));
    world
        .engine
        .publish_document(
            &world.ana,
            &changed(
                POLICY,
                "| V16 | Description       | longest |",
                "| V16 | Description       | keep    |",
            ),
        )
        .await
        .unwrap();
    let (new_run, new) = world.proposes(&twins(&world).await).await;
    assert!(!values(&new).contains("Description"), "{:?}", values(&new));
    assert!(values(&world.decision(&old.summary.id).await).contains("Description"));
    assert!(
        world
            .story(&old_run)
            .await
            .contains("Account merge policy, version 1")
    );
    assert!(
        world
            .story(&new_run)
            .await
            .contains("Account merge policy, version 2")
    );
}

/// The mission without a step: its table and those that belong to it.
fn without_step(file: &str, key: &str) -> String {
    let mut kept = file.split("[[step]]\n");
    let head = kept.next().unwrap().to_owned();
    let steps: Vec<&str> = kept.collect();
    let left: Vec<&str> = steps
        .iter()
        .copied()
        .filter(|step| !step.starts_with(&format!("key = \"{key}\"\n")))
        .collect();
    assert_eq!(left.len() + 1, steps.len(), "one step is called {key}");
    left.iter()
        .fold(head, |file, step| file + "[[step]]\n" + step)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_is_taken_out_is_missing_in_the_next_run() {
    let world = World::bare().await;
    let (old_run, old) = world.proposes(&twins(&world).await).await;
    let mut file = MISSION.to_owned();
    for key in ["territories", "territory", "owner", "events"] {
        file = without_step(&file, key);
    }
    // The part that spoke of the owner goes with its steps.
    let from = file
        .find("[[step.part]]\ndo = \"update\"\ntitle = \"Give ")
        .unwrap();
    let to = from + 1 + file[from + 1..].find("[[step.part]]").unwrap();
    file.replace_range(from..to, "");
    world
        .engine
        .publish_mission(&world.ana, &file)
        .await
        .unwrap();
    let (new_run, new) = world.proposes(&twins(&world).await).await;
    assert_eq!(
        (owner_part(&old).is_some(), owner_part(&new).is_some()),
        (true, false)
    );
    let keys = |view: engine::RunView| {
        view.steps
            .iter()
            .map(|step| step.key.to_string())
            .collect::<BTreeSet<_>>()
    };
    let (was, is) = (
        keys(world.engine.run(&world.ana, &old_run).await.unwrap()),
        keys(world.engine.run(&world.ana, &new_run).await.unwrap()),
    );
    assert_eq!(
        was.difference(&is).map(String::as_str).collect::<Vec<_>>(),
        ["events", "owner", "territories", "territory"]
    );
    assert!(
        world
            .story(&old_run)
            .await
            .contains("Territory rules, version 1")
    );
    assert!(!world.story(&new_run).await.contains("Territory rules"));
    for (run, decision) in [(&old_run, &old), (&new_run, &new)] {
        world.approves(&world.ben, &decision.summary.id).await;
        world.ends_as(run, Verdict::Verified).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_input_twenty_times_gives_the_same_decision() {
    let world = World::new().await;
    let lead = json!({ "FirstName": "Priya", "LastName": "Raman", "Company": "Kestrel Bay Instruments", "Email": "priya.raman@kestrelbay.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let (run, decision) = world.proposes(&lead).await;
        let parts: Vec<String> = decision
            .parts
            .iter()
            .map(|part| format!("{} {} {}", part.number, part.digest, part.title))
            .collect();
        seen.insert(parts.join("\n"));
        world
            .rejects(&world.ben, &decision.summary.id, "once more")
            .await;
        world.ends_as(&run, Verdict::Rejected).await;
    }
    assert_eq!(seen.len(), 1, "{seen:#?}");
}
