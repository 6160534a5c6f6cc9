//! Rules and expressions of a mission: what they decide, what they tell, and what they are tried on.

use crate::org::NOTHING;
use crate::world::World;
use domain::observation::Kind;
use domain::record::ObjectName;
use domain::time::{Date, Stride, later};
use domain::value::Value;
use domain::verdict::Verdict;
use engine::{Error, TriedRow};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const MISSION: &str = include_str!("missions/late-deals.toml");

/// A day so many days from today.
fn day(world: &World, ahead: i64) -> Date {
    later(world.clock_now().date(), ahead, Stride::Day).unwrap()
}

/// Deals around every edge of the rules, by name.
async fn deals(world: &World) -> BTreeMap<String, String> {
    let deal = |name: &str, amount: Option<u32>, ahead: i64, stage: &str| json!({ "Name": name, "Amount": amount, "CloseDate": day(world, ahead).to_string(), "StageName": stage });
    let rows = vec![
        deal("Long ago", Some(62_000), -45, "Prospecting"),
        deal(
            "Long ago, in talks",
            Some(62_000),
            -45,
            "Negotiation/Review",
        ),
        deal("Yesterday", Some(62_000), -1, "Prospecting"),
        deal("Large", Some(150_000), -3, "Qualification"),
        deal("Large and long ago", Some(150_000), -31, "Qualification"),
        deal("Today", Some(62_000), 0, "Prospecting"),
        deal("Tomorrow", Some(62_000), 1, "Prospecting"),
        deal("Just not over", Some(50_000), -5, "Prospecting"),
        deal("Unknown amount", None, -5, "Prospecting"),
        deal("Won", Some(90_000), -5, "Closed Won"),
    ];
    let names: Vec<String> = rows
        .iter()
        .map(|row| row["Name"].as_str().unwrap().to_owned())
        .collect();
    let ids = world.org.create_all("Opportunity", rows).await;
    names.into_iter().zip(ids).collect()
}

/// What the rules should say, worked out here by hand.
fn expected() -> BTreeMap<&'static str, &'static str> {
    [
        ("Long ago", "Ask whether it is still alive, 45 days late"),
        ("Long ago, in talks", "Set a new close date, 45 days late"),
        ("Yesterday", "Set a new close date, 1 days late"),
        ("Large", "URGENT: Call the buyer today, 3 days late"),
        (
            "Large and long ago",
            "Ask whether it is still alive, 31 days late",
        ),
    ]
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn late_deals_get_the_next_step_that_the_rules_say() {
    let world = World::bare().await;
    let deals = deals(&world).await;
    world
        .engine
        .publish_mission(&world.ana, MISSION)
        .await
        .unwrap();
    let run = world.tries_to_start("late-deals", &[]).await.unwrap();
    let view = world.rests(&run).await;
    let soql = format!(
        "SELECT Name FROM Opportunity WHERE Amount > 50000 AND CloseDate < {} AND IsClosed = false",
        day(&world, 0)
    );
    let late = world.org.query(&soql).await;
    assert_eq!(late.len(), expected().len());
    assert_eq!(
        view.decisions.len(),
        late.len(),
        "\n{}",
        world.story(&run).await
    );
    for decision in &view.decisions {
        world.approves(&world.ben, decision).await;
    }
    world.ends_as(&run, Verdict::Verified).await;
    for (name, id) in &deals {
        let said = world.org.value("Opportunity", id, "NextStep").await;
        let wanted = expected()
            .get(name.as_str())
            .map_or(Json::Null, |said| json!(said));
        assert_eq!(said, wanted, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_fires_is_named_with_what_it_read() {
    let world = World::bare().await;
    deals(&world).await;
    world
        .engine
        .publish_mission(&world.ana, MISSION)
        .await
        .unwrap();
    let run = world.tries_to_start("late-deals", &[]).await.unwrap();
    let view = world.rests(&run).await;
    let story = world.story(&run).await;
    for headline in [
        "What to do: urgent no, words Ask whether it is still alive (long ago)",
        "What to do: urgent yes, words Call the buyer today (rule 2)",
        "What to do: urgent no, words Set a new close date (otherwise)",
        "In words: URGENT: Call the buyer today, 3 days late",
    ] {
        assert!(story.contains(headline), "{headline}\n{story}");
    }
    let mut reasons = vec![];
    for id in &view.decisions {
        let decision = world.decision(id).await;
        reasons.push(decision.parts[0].because[0].text.clone());
    }
    let close = day(&world, -45);
    assert!(
        reasons.contains(&format!(
            "urgent no, words Ask whether it is still alive: Long ago was to close on {close}."
        )),
        "{reasons:#?}"
    );
    assert!(
        reasons.contains(
            &"urgent yes, words Call the buyer today: Amount is more than 100,000".to_owned()
        ),
        "{reasons:#?}"
    );
    let journal = world.journal(&run).await;
    let large = journal
        .iter()
        .find(|entry| entry.headline.contains("(rule 2)"))
        .unwrap();
    let here = world.engine.store().within(&world.workspace);
    let payload = store::runs::payload(here, large.payload.as_ref().unwrap()).await;
    let left: Json = serde_json::from_slice(&payload.unwrap().unwrap().body).unwrap();
    let close = day(&world, -3);
    assert_eq!(
        left["notes"],
        json!([
            "urgent yes, words Call the buyer today: Amount is more than 100,000",
            format!("items.deals.CloseDate: {close}"),
            "items.deals.Amount: 150000",
        ])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_twenty_times_is_the_same() {
    let world = World::bare().await;
    deals(&world).await;
    world
        .engine
        .publish_mission(&world.ana, MISSION)
        .await
        .unwrap();
    let mut told: Vec<String> = vec![];
    for _ in 0..20 {
        let run = world.tries_to_start("late-deals", &[]).await.unwrap();
        let view = world.rests(&run).await;
        let journal = world.journal(&run).await;
        let rules = journal
            .iter()
            .filter(|entry| entry.kind == Kind::Rule)
            .map(|entry| entry.headline.clone());
        let mut lines: Vec<String> = rules.collect();
        for id in &view.decisions {
            let decision = world.decision(id).await;
            let digests = decision.parts.iter().map(|part| part.digest.to_string());
            lines.extend(digests);
        }
        told.push(lines.join("\n"));
    }
    assert!(told[0].lines().count() >= 15, "{}", told[0]);
    assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
}

/// One deal, asked about by its id.
const ONE: &str = r#"
format = 1
slug = "one-deal"
title = "One deal"
purpose = "Decides about one deal."
[[input]]
key = "deal"
label = "Deal"
object = "Opportunity"
[[scope]]
object = "Opportunity"
read = ["Name", "Amount", "CloseDate"]
[[step]]
key = "deal"
kind = "read"
object = "Opportunity"
record = "input.deal"
fields = ["Name", "Amount", "CloseDate"]
[[step]]
key = "size"
label = "Its size"
kind = "decide"
RULE
[[step]]
key = "end"
kind = "conclude"
verdict = "no_action_needed"
because = "It is {steps.size.OUTPUT}."
"#;

const BY_ROWS: &str = r#"otherwise = { size = "small" }
[[step.rule]]
when = [{ value = "steps.deal.Amount", more_than = 50000 }]
then = { size = "large" }"#;

const BY_EXPRESSION: &str = r#"expression = "amount > 50000 ? 'large' : 'small'"
gives = "text"
takes = { amount = "number" }
inputs = { amount = { ref = "steps.deal.Amount" } }"#;

fn one(rule: &str, output: &str) -> String {
    ONE.replace("RULE", rule).replace("OUTPUT", output)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_known_goes_to_a_person_unless_the_mission_says_what_then() {
    let world = World::bare().await;
    let deals = deals(&world).await;
    let ends = async |file: &str, deal: &str, verdict| {
        world
            .engine
            .publish_mission(&world.ana, file)
            .await
            .unwrap();
        let inputs = [("deal", deals[deal].as_str())];
        let run = world.tries_to_start("one-deal", &inputs).await.unwrap();
        world.ends_as(&run, verdict).await.sentence
    };
    let (review, done) = (Verdict::NeedsReview, Verdict::NoActionNeeded);
    for (rule, output, why) in [
        (BY_ROWS, "size", "steps.deal.Amount is empty"),
        (BY_EXPRESSION, "value", "`amount` is empty"),
    ] {
        let file = one(rule, output);
        let said = ends(&file, "Large", done).await;
        assert!(said.contains("It is large"), "{said}");
        let said = ends(&file, "Just not over", done).await;
        assert!(said.contains("It is small"), "{said}");
        let said = ends(&file, "Unknown amount", review).await;
        assert!(
            said.contains("“Its size” cannot be told") && said.contains(why),
            "{said}"
        );
        let with = format!("unknown = {{ {output} = \"of no known size\" }}\n{rule}");
        let said = ends(&one(&with, output), "Unknown amount", done).await;
        assert!(said.contains("It is of no known size"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsound_expression_is_told_with_its_line_and_step_and_not_published() {
    let world = World::bare().await;
    let file = one(
        &BY_EXPRESSION.replace("amount > 50000", "amuont > '50000'"),
        "value",
    );
    let Error::Invalid(why) = world
        .engine
        .publish_mission(&world.ana, &file)
        .await
        .unwrap_err()
    else {
        panic!("it is invalid")
    };
    let line = file
        .lines()
        .position(|line| line.contains("key = \"size\""))
        .unwrap();
    assert_eq!(
        why,
        format!(
            "line {line}: step `size`: the expression, at character 1: there is no input `amuont`; `amount` is one"
        )
    );
    let promise = BY_EXPRESSION.replace("gives = \"text\"", "gives = \"bool\"");
    let why = world
        .engine
        .publish_mission(&world.ana, &one(&promise, "value"))
        .await
        .unwrap_err();
    assert!(why.to_string().contains("promises yes or no"), "{why}");
    assert!(
        world
            .engine
            .mission_file(&world.ana, &"one-deal".parse().unwrap())
            .await
            .is_err()
    );
}

fn opportunity() -> ObjectName {
    "Opportunity".parse().unwrap()
}

fn by_title(rows: &[TriedRow]) -> BTreeMap<&str, &TriedRow> {
    rows.iter().map(|row| (row.title.as_str(), row)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_on_the_newest_records_and_writes_nothing() {
    let world = World::bare().await;
    let older = (0..25)
        .map(|at| json!({ "Name": format!("Older {at}"), "Amount": 1, "CloseDate": "2020-01-01", "StageName": "Prospecting" }))
        .collect();
    world.org.create_all("Opportunity", older).await;
    let deals = deals(&world).await;
    world.org.counts_anew().await;
    let stamps = world.org.stamps().await;
    let tried = world
        .engine
        .try_rule(&world.zoe, MISSION, "advice", &opportunity())
        .await
        .unwrap();
    let newest = world
        .org
        .query("SELECT Id FROM Opportunity ORDER BY LastModifiedDate DESC, Id DESC LIMIT 20")
        .await;
    let ids: Vec<&str> = newest
        .iter()
        .map(|row| row["Id"].as_str().unwrap())
        .collect();
    let told: Vec<&str> = tried.iter().map(|row| row.record.id.as_str()).collect();
    assert_eq!(told, ids);
    let rows = by_title(&tried);
    for (name, fired) in [
        ("Long ago", "long ago"),
        ("Long ago, in talks", "otherwise"),
        ("Large", "rule 2"),
        ("Large and long ago", "long ago"),
        // A trial asks the rule alone: what the read before it would leave out is there.
        ("Won", "otherwise"),
    ] {
        assert_eq!(rows[name].fired.as_deref(), Some(fired), "{name}");
        assert_eq!(rows[name].record.id.as_str(), deals[name]);
    }
    let unknown = rows["Unknown amount"];
    assert_eq!((unknown.fired.as_deref(), unknown.outputs.len()), (None, 0));
    assert_eq!(
        unknown.unknown.as_deref(),
        Some(
            "rule 2 may hold; whether Amount is more than 100,000 cannot be told: items.deals.Amount is empty"
        )
    );
    let read: Vec<String> = rows["Large"]
        .read
        .iter()
        .map(|one| {
            format!(
                "{} {:?}",
                one.reference,
                one.value.as_ref().map(Value::to_string)
            )
        })
        .collect();
    let close = day(&world, -3);
    assert_eq!(
        read,
        [
            format!("items.deals.CloseDate Some(\"{close}\")"),
            "items.deals.Amount Some(\"150000\")".to_owned()
        ]
    );
    let outputs = &rows["Large"].outputs;
    assert_eq!(outputs[0].name, "urgent");
    assert_eq!(outputs[0].value, Value::Bool(true));
    assert_eq!(world.org.written().await, NOTHING);
    assert_eq!(world.org.stamps().await, stamps);
    assert!(world.runs().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_sees_what_its_mission_and_its_caller_may_both_see() {
    let world = World::bare().await;
    deals(&world).await;
    let tries = async |who, file: &str, step: &str, object: &str| {
        let object = object.parse().unwrap();
        world.engine.try_rule(who, file, step, &object).await
    };
    // Ana has no user in the org: she sees what current missions read, and none reads StageName of the NextStep yet.
    let hidden = MISSION.replace("items.deals.StageName", "items.deals.NextStep");
    let refused = tries(&world.ana, &hidden, "advice", "Opportunity")
        .await
        .unwrap_err();
    let Error::Forbidden(why) = refused else {
        panic!("{refused:?}")
    };
    assert!(
        why.contains("you may not see Opportunity.NextStep"),
        "{why}"
    );
    assert!(
        tries(&world.zoe, &hidden, "advice", "Opportunity")
            .await
            .is_ok()
    );
    assert!(
        tries(&world.ana, MISSION, "advice", "Opportunity")
            .await
            .is_ok()
    );
    let refused = tries(&world.dora, MISSION, "advice", "Opportunity").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let program = world.agent_of(&world.zoe).await;
    let refused = tries(&program, MISSION, "advice", "Opportunity").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");

    let beyond = MISSION.replace(
        "\"StageName\", \"NextStep\", \"LastModifiedDate\"]",
        "\"NextStep\"]",
    );
    assert_ne!(beyond, MISSION);
    for (file, step, object, why) in [
        (
            beyond.as_str(),
            "advice",
            "Opportunity",
            "may not read Opportunity.StageName",
        ),
        (MISSION, "advise", "Opportunity", "no step `advise`"),
        (MISSION, "late", "Opportunity", "cannot be tried"),
        (
            MISSION,
            "advice",
            "Account",
            "reads nothing of Account records",
        ),
        ("format = 1", "advice", "Account", "missing field `slug`"),
    ] {
        match tries(&world.zoe, file, step, object).await.unwrap_err() {
            Error::Invalid(said) => assert!(said.contains(why), "{said}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(world.org.written().await.updates, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_branches_and_ordinary_tables_are_tried_too() {
    let world = World::bare().await;
    deals(&world).await;
    let file = one(BY_EXPRESSION, "value");
    let tried = world
        .engine
        .try_rule(&world.zoe, &file, "size", &opportunity())
        .await
        .unwrap();
    let rows = by_title(&tried);
    assert_eq!(rows["Large"].outputs[0].value, Value::text("large"));
    assert_eq!(
        rows["Unknown amount"].unknown.as_deref(),
        Some("`amount` is empty")
    );

    let flagship = include_str!("../../shipped/missions/reconcile-duplicates.toml");
    let lead = json!({ "LastName": "Raman", "Company": "Kestrel Bay", "Country": "Germany", "State": "Bayern", "NumberOfEmployees": 12, "Status": "Open - Not Contacted" });
    world.org.create("Lead", lead).await;
    let object = "Lead".parse().unwrap();
    let tried = world
        .engine
        .try_rule(&world.zoe, flagship, "lead_is", &object)
        .await
        .unwrap();
    assert_eq!(tried[0].fired.as_deref(), Some("open"));
    let tried = world
        .engine
        .try_rule(&world.zoe, flagship, "territory", &object)
        .await
        .unwrap();
    assert!(
        tried[0]
            .fired
            .as_deref()
            .is_some_and(|row| row.starts_with("row ")),
        "{tried:?}"
    );
    let ranking = world
        .engine
        .try_rule(
            &world.zoe,
            flagship,
            "survivor",
            &"Account".parse().unwrap(),
        )
        .await;
    assert!(matches!(ranking, Err(Error::Invalid(_))), "{ranking:?}");
}
