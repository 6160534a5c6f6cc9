use crate::world::World;
use domain::verdict::Verdict;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_of_a_known_company_is_merged_converted_and_verified() {
    let world = World::new().await;
    let lead = json!({ "FirstName": "Priya", "LastName": "Raman", "Company": "Kestrel Bay Instruments", "Email": "priya.raman@kestrelbay.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    let run = world.starts(&lead).await;
    let resting = world.rests(&run).await;
    println!("{}", world.story(&run).await);
    assert_eq!(resting.decisions.len(), 1);
    let decision = world.decision(&resting.decisions[0]).await;
    for part in &decision.parts {
        println!("{} {} [{}]", part.number, part.title, part.undo_phrase);
        for row in &part.diff {
            println!(
                "    {}: {} → {} (now {:?})",
                row.field,
                row.before,
                row.proposed,
                row.live.as_ref().map(ToString::to_string)
            );
        }
        for because in &part.because {
            println!("    because {}", because.text);
        }
    }
    world.approves(&world.ben, &resting.decisions[0]).await;
    let ended = world.ends(&run).await;
    println!("{}", world.story(&run).await);
    assert_eq!(ended.summary.verdict, Some(Verdict::Verified));
    let counters = world.org.counters().await;
    assert_eq!(
        (
            counters["merges"].as_u64(),
            counters["conversions"].as_u64()
        ),
        (Some(1), Some(1))
    );
}
