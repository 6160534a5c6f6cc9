//! What the mission makes of a lead, with companies that this test makes up.

use crate::company::{Company, word};
use crate::world::World;
use domain::change::{Effect, Target};
use domain::observation::Kind;
use domain::verdict::Verdict;
use engine::DecisionView;
use serde_json::json;

/// The operations of a decision, in order, without names.
fn shape(decision: &DecisionView) -> Vec<String> {
    let of = |effect: &Effect| match effect {
        Effect::Merge { losers, .. } => format!("merge {}", losers.len()),
        Effect::Update { values, .. } => format!(
            "update {}",
            values
                .keys()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        ),
        Effect::Reparent { field, .. } => format!("reparent {field}"),
        other => other.operation().to_string(),
    };
    decision.parts.iter().map(|part| of(&part.effect)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_of_one_known_account_is_converted_into_it_and_the_owner_follows_the_territory() {
    let world = World::bare().await;
    let company = Company::random();
    let account = world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    world.org.counts_anew().await;
    let (run, decision) = world.proposes(&lead).await;
    assert_eq!(shape(&decision), ["update OwnerId", "convert"]);
    assert!(
        matches!(&decision.parts[1].effect, Effect::Convert { lead: of, account: into, .. } if of.as_str() == lead && into.as_str() == account)
    );
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(
        world.org.value("Lead", &lead, "ConvertedAccountId").await,
        json!(account)
    );
    let owner = &world
        .org
        .query(&format!(
            "SELECT Owner.Username FROM Account WHERE Id = '{account}'"
        ))
        .await[0]["Owner"]["Username"];
    assert_eq!(owner, "emea.rep@northwind-sandbox.example");
    let contacts = world
        .org
        .query(&format!(
            "SELECT Id FROM Contact WHERE AccountId = '{account}'"
        ))
        .await;
    assert_eq!(contacts.len(), 1);
    assert!(
        world
            .org
            .query("SELECT Id FROM Opportunity")
            .await
            .is_empty()
    );
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_are_merged_two_at_a_time_and_the_lead_is_converted_into_the_one_that_stays() {
    let world = World::bare().await;
    for (twins, merges) in [
        (1, vec!["merge 1"]),
        (2, vec!["merge 2"]),
        (3, vec!["merge 2", "merge 1"]),
    ] {
        let company = Company::random();
        let mut accounts = vec![world.org.create("Account", company.account()).await];
        for at in 0..twins {
            let mut twin = company.twin();
            twin["Name"] = json!(format!(
                "{}{}",
                company.name,
                [" Ltd", " Limited", ", Ltd."][at]
            ));
            accounts.push(world.org.create("Account", twin).await);
        }
        let lead = world.org.create("Lead", company.lead()).await;
        world.org.counts_anew().await;
        let (run, decision) = world.proposes(&lead).await;
        let wanted: Vec<&str> = merges
            .iter()
            .copied()
            .chain(["update OwnerId", "convert"])
            .collect();
        assert_eq!(shape(&decision), wanted, "\n{}", world.story(&run).await);
        world.approves(&world.ben, &decision.summary.id).await;
        world.ends_as(&run, Verdict::Verified).await;
        let left = world
            .org
            .query(&format!(
                "SELECT Id FROM Account WHERE Name LIKE '{}%'",
                company.name
            ))
            .await;
        assert_eq!(left.len(), 1);
        assert_eq!(
            world.org.value("Lead", &lead, "ConvertedAccountId").await,
            left[0]["Id"]
        );
        let written = world.org.written().await;
        assert_eq!(
            (written.merges, written.conversions),
            (merges.len() as u64, 1)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subsidiary_gets_its_parent_and_is_never_merged() {
    let world = World::bare().await;
    let company = Company::random();
    let parent = world.org.create("Account", company.account()).await;
    let subsidiary = world.org.create("Account", company.subsidiary()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    assert_eq!(
        shape(&decision),
        ["update OwnerId", "reparent ParentId", "convert"],
        "\n{}",
        world.story(&run).await
    );
    assert!(
        matches!(&decision.parts[1].effect, Effect::Reparent { record, parent: under, .. } if record.id.as_str() == subsidiary && under.as_str() == parent)
    );
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    assert_eq!(
        world.org.value("Account", &subsidiary, "ParentId").await,
        json!(parent)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_of_the_subsidiary_never_hangs_the_parent_under_it() {
    let world = World::bare().await;
    let company = Company::random();
    let parent = world.org.create("Account", company.account()).await;
    let subsidiary = world.org.create("Account", company.subsidiary()).await;
    let mut lead = company.lead();
    lead["Company"] = json!(format!("{} Leasing", company.name));
    lead["Email"] = json!(format!("somebody@leasing.{}", company.domain));
    lead["Phone"] = json!(null);
    let lead = world.org.create("Lead", lead).await;
    let run = world.starts(&lead).await;
    let view = world.rests(&run).await;
    let story = world.story(&run).await;
    for id in &view.decisions {
        for part in world.decision(id).await.parts {
            match &part.effect {
                Effect::Reparent { record, .. } => {
                    assert_ne!(record.id.as_str(), parent, "\n{story}");
                }
                Effect::Merge { .. } => panic!("a subsidiary is merged:\n{story}"),
                Effect::Convert { account, .. } => {
                    assert_eq!(account.as_str(), subsidiary, "\n{story}");
                }
                Effect::Update {
                    record: Target::Record(record),
                    ..
                } => assert_eq!(record.id.as_str(), subsidiary, "\n{story}"),
                _ => {}
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_pair_is_for_a_person_and_a_stranger_is_nothing_to_do() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    world.org.counts_anew().await;
    // The name alone.
    let lead = json!({ "FirstName": word(), "LastName": word(), "Company": company.name, "Email": "somebody@freemail.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    let run = world.starts(&lead).await;
    let view = world.ends_as(&run, Verdict::NeedsReview).await;
    assert!(view.decisions.is_empty());
    assert!(view.sentence.contains(&company.name), "{}", view.sentence);
    // One rare word shared, and nothing else.
    let mut stranger = Company::random();
    stranger.name = format!(
        "{} {} Distillery",
        company.name.split(' ').next().unwrap(),
        word()
    );
    for lead in [stranger.lead(), Company::random().lead()] {
        let lead = world.org.create("Lead", lead).await;
        let run = world.starts(&lead).await;
        let view = world.ends_as(&run, Verdict::NoActionNeeded).await;
        assert!(view.decisions.is_empty());
    }
    let written = world.org.written().await;
    assert_eq!(
        (
            written.creates,
            written.updates,
            written.merges,
            written.conversions
        ),
        (3, 0, 0, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_was_converted_already_is_nothing_to_do() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    world.org.counts_anew().await;
    let run = world.starts(&lead).await;
    let view = world.ends_as(&run, Verdict::NoActionNeeded).await;
    assert!(
        view.sentence.contains("was converted before"),
        "{}",
        view.sentence
    );
    assert_eq!(world.org.written().await, crate::org::NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_policy_keeps_apart_is_for_a_person_and_the_row_is_cited() {
    let world = World::bare().await;
    for (row, field, first, second) in [
        ("H1", "Merge_Hold__c", json!(false), json!(true)),
        ("H2", "Tax_Id__c", json!("GB111"), json!("GB222")),
    ] {
        let company = Company::random();
        let (mut account, mut twin) = (company.account(), company.twin());
        account[field] = first;
        twin[field] = second;
        world.org.create("Account", account).await;
        world.org.create("Account", twin).await;
        let lead = world.org.create("Lead", company.lead()).await;
        let run = world.starts(&lead).await;
        let view = world.ends_as(&run, Verdict::NeedsReview).await;
        assert!(view.decisions.is_empty());
        let cited = world.journal(&run).await.into_iter().any(|entry| {
            entry.kind == Kind::Rule && entry.headline.contains(&format!("row {row}"))
        });
        assert!(cited, "\n{}", world.story(&run).await);
    }
}
