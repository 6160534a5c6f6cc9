use std::time::{Duration, Instant};

use crate::world::World;
use sandbox::Seed;
use serde_json::json;

async fn count(world: &World, from: &str) -> u64 {
    world
        .try_query(&format!("SELECT COUNT() FROM {from}"))
        .await
        .1["totalSize"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn the_demo_company_is_whole() {
    let world = World::demo().await;
    for (from, least) in [
        ("Account", 58),
        ("Contact", 80),
        ("Lead", 40),
        ("Opportunity", 90),
        ("OpportunityHistory", 200),
        ("Case", 20),
        ("Task", 50),
        ("Event", 20),
        ("Contract", 10),
        ("Territory2", 6),
        ("UserTerritory2Association", 5),
        ("User", 9),
    ] {
        assert!(count(&world, from).await >= least, "{from}");
    }
    let kestrel = world.query("SELECT Id, CreatedDate, Website, (SELECT Id FROM Contracts WHERE Status = 'Activated'), (SELECT Id FROM Opportunities WHERE IsClosed = false), (SELECT Id FROM Emails) FROM Account WHERE Name LIKE 'Kestrel Bay Instr%' ORDER BY CreatedDate").await;
    assert_eq!(kestrel.len(), 2);
    assert!(
        kestrel[0]["CreatedDate"]
            .as_str()
            .unwrap()
            .starts_with("2019-03")
            && kestrel[1]["Contracts"].is_null()
    );
    assert_eq!(
        (
            &kestrel[0]["Contracts"]["totalSize"],
            &kestrel[0]["Emails"]["totalSize"]
        ),
        (&json!(1), &json!(7))
    );
    assert!(kestrel[0]["Opportunities"]["totalSize"].as_u64().unwrap() >= 3);
    assert_eq!(count(&world, "Lead WHERE IsConverted = true").await, 0);
    for (object, field) in [
        ("Lead", "Email"),
        ("Contact", "Email"),
        ("User", "Email"),
        ("Account", "Website"),
    ] {
        let foreign = world.query(&format!("SELECT {field} FROM {object} WHERE {field} != null AND (NOT {field} LIKE '%.example') AND (NOT {field} LIKE '%.example/')")).await;
        assert!(foreign.is_empty(), "{foreign:?}");
    }
}

#[tokio::test]
async fn the_demo_company_is_the_same_every_time() {
    let (one, two) = (World::demo().await, World::demo().await);
    let text = "SELECT Id, Name, Email, AccountId, OwnerId FROM Contact ORDER BY Id";
    let strip = |records: Vec<serde_json::Value>| serde_json::to_string(&records).unwrap();
    assert_eq!(strip(one.query(text).await), strip(two.query(text).await));
}

#[tokio::test]
async fn a_large_org_is_made_quickly_and_answers_quickly() {
    let began = Instant::now();
    let world = World::of(Seed::Scale(20_000)).await;
    let made = began.elapsed();
    assert_eq!(
        (count(&world, "Account").await, count(&world, "Lead").await),
        (20_000, 40_000)
    );
    let id = world
        .one("Id", "Account WHERE Name = 'Birch Foods 17'")
        .await;
    let text = [
        format!("SELECT Name FROM Account WHERE Id = {id}").replace('"', "'"),
        "SELECT Id FROM Lead WHERE SystemModstamp >= 2020-01-01T00:00:00Z ORDER BY SystemModstamp, Id LIMIT 200".to_owned(),
        "SELECT Id FROM Contact WHERE Email = 'person777@c777.scale.example'".to_owned(),
    ];
    let began = Instant::now();
    for text in &text {
        assert!(!world.query(text).await.is_empty(), "{text}");
    }
    let answered = began.elapsed();
    println!("20,000 accounts made in {made:?}, three look-ups in {answered:?}");
    assert!(
        answered < Duration::from_secs(1),
        "{answered:?}: an index is missing"
    );
}

#[test]
fn seeds_are_named() {
    assert_eq!(
        ("scale:100".parse(), "demo".parse(), "empty".parse()),
        (Ok(Seed::Scale(100)), Ok(Seed::Demo), Ok(Seed::Empty))
    );
    assert!("scale:many".parse::<Seed>().is_err());
}
