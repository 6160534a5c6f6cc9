//! The org has rules and flows of its own.

use crate::company::Company;
use crate::world::World;
use domain::verdict::Verdict;
use serde_json::{Value as Json, json};

/// An account, and a lead that is to be converted into it once its owner is changed.
async fn account_and_lead(world: &World) -> (String, String) {
    let company = Company::random();
    let account = world.org.create("Account", company.account()).await;
    (account, world.org.create("Lead", company.lead()).await)
}

async fn switch(world: &World, what: &str, how: Json) {
    world.org.control("switches", &json!({ what: how })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_changes_another_field_is_named_as_a_side_effect() {
    let world = World::bare().await;
    let (account, lead) = account_and_lead(&world).await;
    let (run, decision) = world.proposes(&lead).await;
    switch(
        &world,
        "flow",
        json!({ "object": "Account", "when_field": "OwnerId", "set_field": "Rating", "to": "Hot" }),
    )
    .await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::AppliedWithSideEffects).await;
    assert_eq!(
        world.org.value("Account", &account, "Rating").await,
        json!("Hot")
    );
    let story = world.story(&run).await;
    assert!(
        story.contains("also changed by something else: Rating"),
        "\n{story}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_overwrites_a_signed_value_is_never_called_a_success() {
    let world = World::bare().await;
    let (account, lead) = account_and_lead(&world).await;
    let admin = world.org.value("Account", &account, "OwnerId").await;
    let (run, decision) = world.proposes(&lead).await;
    switch(&world, "flow", json!({ "object": "Account", "when_field": "OwnerId", "set_field": "OwnerId", "to": admin })).await;
    world.approves(&world.ben, &decision.summary.id).await;
    let verdict = world.ends(&run).await.summary.verdict.unwrap();
    assert!(
        matches!(verdict, Verdict::PartlyApplied | Verdict::Failed),
        "{verdict}\n{}",
        world.story(&run).await
    );
    let story = world.story(&run).await;
    assert!(
        story.contains("did not read back as signed: OwnerId"),
        "\n{story}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validation_rule_that_refuses_is_told_in_the_words_of_its_admin() {
    let world = World::bare().await;
    let (_, lead) = account_and_lead(&world).await;
    let (run, decision) = world.proposes(&lead).await;
    let message = "Phone numbers of accounts begin with two zeros, says finance.";
    switch(&world, "validation_rule", json!({ "object": "Account", "field": "Phone", "must_start_with": "00", "message": message })).await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Failed).await;
    let story = world.story(&run).await;
    assert!(
        story.contains(message) && story.contains("FIELD_CUSTOM_VALIDATION_EXCEPTION"),
        "\n{story}"
    );
    assert_eq!(world.org.written().await, crate::org::NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_refuses_the_second_part_leaves_a_run_that_is_partly_applied() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let subsidiary = company.subsidiary();
    world.org.create("Account", subsidiary).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    assert_eq!(decision.parts.len(), 3);
    // The parent is as the rule wants it, its subsidiary is not.
    let message = "Leasing companies are looked after in Dublin.";
    switch(&world, "validation_rule", json!({ "object": "Account", "field": "Website", "must_start_with": "https://www.", "message": message })).await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::PartlyApplied).await;
    let story = world.story(&run).await;
    assert!(
        story.contains("Part 1 read back as signed")
            && story.contains(message)
            && !story.contains("Writing part 3"),
        "\n{story}"
    );
    let written = world.org.written().await;
    assert_eq!((written.updates, written.conversions), (1, 0));
}
