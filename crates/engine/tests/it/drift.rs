//! The org moves on between the proposal and the commit.

use crate::company::Company;
use crate::org::NOTHING;
use crate::world::World;
use domain::observation::Event;
use domain::verdict::Verdict;
use serde_json::json;

/// A company with a twin, and somebody of it who asks.
struct Twins {
    company: Company,
    first: String,
    twin: String,
    lead: String,
}

impl Twins {
    async fn in_org_of(world: &World) -> Self {
        let company = Company::random();
        let first = world.org.create("Account", company.account()).await;
        let twin = world.org.create("Account", company.twin()).await;
        let lead = world.org.create("Lead", company.lead()).await;
        Self {
            company,
            first,
            twin,
            lead,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_before_the_signature_stops_the_commit_and_is_named() {
    let world = World::bare().await;
    for (record, object, field, new) in [
        ("first", "Account", "Phone", "+1 212 555 0100"),
        ("twin", "Account", "Website", "https://elsewhere.example"),
        ("lead", "Lead", "Company", "Somebody Else Entirely"),
    ] {
        let twins = Twins::in_org_of(&world).await;
        let (run, decision) = world.proposes(&twins.lead).await;
        let id = match record {
            "first" => &twins.first,
            "twin" => &twins.twin,
            _ => &twins.lead,
        };
        let before = world.org.value(object, id, field).await;
        world.org.update(object, id, json!({ field: new })).await;
        world.org.counts_anew().await;
        world.approves(&world.ben, &decision.summary.id).await;
        world.ends_as(&run, Verdict::Stale).await;
        let said = format!(
            "{object}.{field} was “{}” when this was proposed and is “{new}” now",
            before.as_str().unwrap()
        );
        let story = world.story(&run).await;
        assert!(story.contains(&said), "“{said}” is not said in:\n{story}");
        assert_eq!(world.org.written().await, NOTHING, "{object}.{field}");
        let drifted = world
            .journal(&run)
            .await
            .into_iter()
            .find_map(|entry| match entry.event {
                Event::Drifted { fields, .. } => Some(fields),
                _ => None,
            });
        assert!(
            drifted
                .unwrap()
                .iter()
                .any(|(record, name)| record.id.as_str() == id && name.is(field))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_after_the_signature_stops_the_commit_too() {
    let world = World::bare().await;
    let twins = Twins::in_org_of(&world).await;
    let (run, decision) = world.proposes(&twins.lead).await;
    let reread = world.road.stops(|_| true);
    world.approves(&world.ben, &decision.summary.id).await;
    let reread = reread.await.unwrap();
    world
        .org
        .update(
            "Account",
            &twins.first,
            json!({ "Name": "Renamed Meanwhile" }),
        )
        .await;
    world.org.counts_anew().await;
    reread.forward();
    world.ends_as(&run, Verdict::Stale).await;
    let said = format!(
        "Account.Name was “{}” when this was proposed and is “Renamed Meanwhile” now",
        twins.company.name
    );
    assert!(
        world.story(&run).await.contains(&said),
        "\n{}",
        world.story(&run).await
    );
    assert_eq!(world.org.written().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_gone_stops_the_commit() {
    let world = World::bare().await;
    let twins = Twins::in_org_of(&world).await;
    let (run, decision) = world.proposes(&twins.lead).await;
    world.org.delete("Account", &twins.twin).await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Stale).await;
    assert_eq!(world.org.written().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_nothing_rests_on_stops_nothing() {
    let world = World::bare().await;
    let twins = Twins::in_org_of(&world).await;
    let (run, decision) = world.proposes(&twins.lead).await;
    world
        .org
        .update("Account", &twins.first, json!({ "Rating": "Hot" }))
        .await;
    world
        .org
        .update("Lead", &twins.lead, json!({ "Rating": "Warm" }))
        .await;
    world.org.counts_anew().await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_the_last_instant_is_caught_by_the_org_itself() {
    let world = World::bare().await;
    let company = Company::random();
    let account = world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let write = world.road.stops(|request| request.method == "PATCH");
    world.approves(&world.ben, &decision.summary.id).await;
    let write = write.await.unwrap();
    assert!(
        write.request.headers.contains_key("if-match"),
        "{:?}",
        write.request
    );
    world
        .org
        .update("Account", &account, json!({ "Rating": "Hot" }))
        .await;
    world.org.counts_anew().await;
    write.forward();
    world.ends_as(&run, Verdict::Stale).await;
    assert!(
        world
            .story(&run)
            .await
            .contains("changed in the last instant"),
        "\n{}",
        world.story(&run).await
    );
    assert_eq!(world.org.written().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_drifts_between_two_parts_stops_the_rest_and_what_was_written_is_named() {
    let world = World::bare().await;
    let twins = Twins::in_org_of(&world).await;
    let (run, decision) = world.proposes(&twins.lead).await;
    world.org.counts_anew().await;
    let merge = world.road.stops(|request| request.holds("<merge>"));
    world.approves(&world.ben, &decision.summary.id).await;
    merge.await.unwrap().answered().await.deliver();
    let second = world.road.stops(|request| request.method == "PATCH");
    let second = second.await.unwrap();
    world
        .org
        .update("Account", &twins.first, json!({ "Rating": "Hot" }))
        .await;
    second.forward();
    world.ends_as(&run, Verdict::PartlyApplied).await;
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 0));
    let story = world.story(&run).await;
    assert!(
        story.contains("Part 1 is written") && story.contains("Part 2 is not written"),
        "\n{story}"
    );
}
