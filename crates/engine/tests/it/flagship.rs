use crate::org::Written;
use crate::world::World;
use domain::verdict::Verdict;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_of_a_known_company_is_merged_converted_and_verified() {
    let world = World::new().await;
    let lead = json!({ "FirstName": "Priya", "LastName": "Raman", "Company": "Kestrel Bay Instruments", "Email": "priya.raman@kestrelbay.example", "Status": "Open - Not Contacted" });
    let lead = world.org.create("Lead", lead).await;
    world.org.counts_anew().await;
    let (run, decision) = world.proposes(&lead).await;
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
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    println!("{}", world.story(&run).await);
    assert_eq!(
        world.org.written().await,
        Written {
            merges: 1,
            conversions: 1,
            updates: 1,
            creates: 0,
            deletes: 0
        }
    );
}
