use futures_util::future::join;
use serde_json::json;

use crate::world::{NOTHING, World, both};

both!(
    a_second_answer_is_refused_and_says_who_was_first,
    a_forged_digest_signs_nothing,
    a_rejection_leaves_no_trace_in_the_org
);

async fn a_second_answer_is_refused_and_says_who_was_first(world: &World) {
    let (run, decision) = world.proposes().await;
    world.org.counts_anew().await;
    let (one, two) = join(
        world.ana().approves(&decision),
        world.ben().approves(&decision),
    )
    .await;
    let statuses = [one.status, two.status];
    assert!(
        statuses.contains(&200) && statuses.contains(&409),
        "{statuses:?}"
    );
    let (late, first) = if one.status == 409 {
        (&one, "Ben Okafor")
    } else {
        (&two, "Ana Ruiz")
    };
    assert!(
        late.refused(409, "refused").contains(first),
        "{}",
        late.text
    );
    world.ends_as(&run, "verified").await;
    // Replayed after it was written.
    world
        .ben()
        .approves(&decision)
        .await
        .refused(409, "refused");
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 1));
}

async fn a_forged_digest_signs_nothing(world: &World) {
    let (run, decision) = world.proposes().await;
    world.org.counts_anew().await;
    let id = decision["id"].as_str().unwrap();
    let mut forged = crate::world::digests(&decision);
    forged.insert("1".into(), "0".repeat(64));
    world
        .ben()
        .approves_at(id, &forged)
        .await
        .refused(409, "refused");
    forged.insert("1".into(), "not a digest".into());
    world
        .ben()
        .approves_at(id, &forged)
        .await
        .refused(422, "invalid");
    let beyond = [("99".to_owned(), "0".repeat(64))].into();
    world
        .ben()
        .approves_at(id, &beyond)
        .await
        .refused(409, "refused");
    world
        .ben()
        .approves_at(id, &std::collections::BTreeMap::new())
        .await
        .refused(409, "refused");
    assert_eq!(world.rests(&run).await["phase"], "waiting_for_decision");
    assert_eq!(world.org.written().await, NOTHING);
}

async fn a_rejection_leaves_no_trace_in_the_org(world: &World) {
    let (run, decision) = world.proposes().await;
    world.org.counts_anew().await;
    let path = format!("/decisions/{}/reject", decision["id"].as_str().unwrap());
    world
        .ben()
        .post(&path, json!({ "reason": "  " }))
        .await
        .refused(409, "refused");
    world.reject(&decision, "these are two companies").await;
    world.ends_as(&run, "rejected").await;
    assert_eq!(world.org.written().await, NOTHING);
    let closed = world
        .ida()
        .get(&format!("/decisions/{}", decision["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(closed["status"]["reason"], "these are two companies");
    world
        .ben()
        .approves(&decision)
        .await
        .refused(409, "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_started_it_cannot_sign_it() {
    let world = World::new().await;
    let run = world
        .ana()
        .starts(
            crate::world::FLAGSHIP,
            json!({ "lead": world.new_lead().await }),
        )
        .await;
    let view = world.rests(&run).await;
    let decision = world
        .ana()
        .get(&format!(
            "/decisions/{}",
            view["decisions"][0].as_str().unwrap()
        ))
        .await
        .ok();
    world.org.counts_anew().await;
    assert!(
        world
            .ana()
            .approves(&decision)
            .await
            .refused(409, "refused")
            .contains("somebody else has to sign")
    );
    assert_eq!(world.org.written().await, NOTHING);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_comes_too_late_executes_nothing() {
    let world = World::new().await;
    let (run, decision) = world.proposes().await;
    world.org.counts_anew().await;
    world.clock.advance(std::time::Duration::from_hours(73));
    let ben =
        crate::world::Person::signed_in(world.url(), &world.ben().email, &world.ben().password)
            .await;
    ben.approves(&decision).await.refused(409, "refused");
    let seen = ben
        .get(&format!("/decisions/{}", decision["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(seen["status"]["status"], "expired");
    assert_eq!(world.org.written().await, NOTHING);
    drop(run);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_changed_since_the_proposal_stops_the_commit_and_is_named() {
    let world = World::new().await;
    let company = crate::world::Company::random();
    let run = world.starts(&world.lead_of(&company).await).await;
    world.rests(&run).await;
    let decision = world.only_decision().await;
    let parts = decision["parts"].as_array().unwrap();
    let merge = parts
        .iter()
        .find(|part| part["operation"] == "merge")
        .unwrap();
    let loser = merge["effect"]["losers"][0].as_str().unwrap();
    world
        .org
        .update("Account", loser, json!({ "Phone": "+44 161 000 0000" }))
        .await;
    world.org.counts_anew().await;
    world.approve(&decision).await;
    world.ends_as(&run, "stale").await;
    assert_eq!(world.org.written().await, NOTHING);
    assert!(
        world.story(&run).await.contains("Phone"),
        "\n{}",
        world.story(&run).await
    );
    assert_eq!(
        world
            .org
            .query(&format!("SELECT Id FROM Account WHERE Id = '{loser}'"))
            .await
            .len(),
        1
    );
}
