//! Why a record changed.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_changed_field_leads_to_run_observation_rule_and_signer() {
    let world = World::bare().await;
    let merged = world.merges(json!({})).await;
    let page = world.opens(&world.zoe, &merged.master).await;
    let changed: Vec<_> = page
        .fields
        .iter()
        .filter(|field| field.changed_by_us)
        .map(|field| field.field.clone())
        .collect();
    assert!(!changed.is_empty(), "{page:#?}");

    let why = world.why(&world.zoe, &merged.master).await;
    assert_eq!(why.org, OrgSays::Told);
    for field in &changed {
        let change = of_field(&why, field.as_str());
        let chain = chain(change);
        assert_eq!(
            (&chain.run, &chain.decision),
            (&merged.run, &merged.decision)
        );
        let seen = world
            .engine
            .observation(&world.zoe, &chain.run, chain.observation)
            .await
            .unwrap();
        let seen = seen.1.unwrap().to_string();
        let either =
            [&merged.master, &merged.loser].map(|record| seen.contains(record.id.as_str()));
        assert!(either.contains(&true), "{field}: {seen}");
        let rule = chain
            .because
            .iter()
            .find_map(|because| match &because.source {
                Source::Knowledge {
                    document,
                    version,
                    row,
                    ..
                } => Some((document, *version, row)),
                _ => None,
            });
        let (document, version, row) = rule.unwrap_or_else(|| panic!("{field}: {chain:#?}"));
        let text = world
            .engine
            .document(&world.zoe, document, Some(version))
            .await
            .unwrap();
        let row = row.as_deref().unwrap();
        assert!(format!("{text:?}").contains(row), "{row}");
        let signed: Vec<_> = chain.signed.iter().map(|by| by.name.as_str()).collect();
        assert_eq!(signed, ["Ben Okafor"]);
        assert_eq!(chain.read_back, ReadBack::Verified);
        assert!(chain.read_back_at.unwrap() >= chain.written_at);
        if let Some((name, _)) = &chain.in_org {
            assert_eq!(name, "Countersign Integration");
        }
    }
    // Employees are tracked: the org's own line of it is mapped to the signer, and not told twice.
    let employees = why.changes.iter().filter(
        |change| matches!(&change.what, What::Field { field, .. } if field.is("NumberOfEmployees")),
    );
    let employees: Vec<_> = employees.collect();
    assert_eq!(employees.len(), 1, "{employees:#?}");
    assert_eq!(
        chain(employees[0]).in_org.as_ref().unwrap().0,
        "Countersign Integration"
    );
    let moved = why.changes.iter().find_map(|change| match &change.what {
        What::Merged { losers, moved } => Some((losers, moved)),
        _ => None,
    });
    let (losers, moved) = moved.unwrap();
    assert_eq!(losers[0].0, merged.loser);
    assert!(
        moved
            .iter()
            .any(|moved| moved.object.is("Contact") && moved.count == 1),
        "{moved:?}"
    );
    let others: Vec<_> = why
        .changes
        .iter()
        .filter(|change| matches!(change.by, ByView::Other { .. }))
        .collect();
    assert!(
        others
            .iter()
            .all(|other| matches!(&other.what, What::Word { word } if word == "created")),
        "{others:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_somebody_else_says_so_with_user_and_time() {
    let world = World::bare().await;
    let company = Company::random();
    let account = world.org.create("Account", company.account()).await;
    let record = at("Account", &account);
    world
        .org
        .update("Account", &account, json!({ "Industry": "Energy" }))
        .await;
    world.org.sign_in_as("integration").await;
    world
        .org
        .update("Account", &account, json!({ "Rating": "Cold" }))
        .await;
    let why = world.why(&world.zoe, &record).await;
    let by = |name: &str| match &of_field(&why, name).by {
        ByView::Other { name, hand } => (name.clone(), *hand),
        ByView::Ours(_) => panic!("{name} is not ours"),
    };
    assert_eq!(by("Industry"), ("Priya Raman".to_owned(), OtherHand::Other));
    assert_eq!(
        by("Rating"),
        ("Countersign Integration".to_owned(), OtherHand::Connected)
    );
    let change = of_field(&why, "Industry");
    assert!(world.clock_now().since(change.at) < Duration::from_mins(1));
    let What::Field {
        before,
        after,
        label,
        ..
    } = &change.what
    else {
        panic!("{change:?}")
    };
    assert_eq!(
        (
            label.as_str(),
            before.value.is_empty(),
            after.value.to_string().as_str()
        ),
        ("Industry", true, "Energy")
    );
    assert!(
        world
            .opens(&world.zoe, &record)
            .await
            .fields
            .iter()
            .all(|field| !field.changed_by_us)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_in_the_org_after_a_write_is_most_likely_that() {
    let world = World::bare().await;
    let flow =
        json!({ "object": "Account", "when_field": "OwnerId", "set_field": "Rating", "to": "Hot" });
    let company = Company::random();
    let account = world.org.create("Account", company.account()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    world
        .org
        .control("switches", &json!({ "flow": flow }))
        .await;
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::AppliedWithSideEffects).await;
    let why = world.why(&world.zoe, &at("Account", &account)).await;
    let ByView::Other { name, hand } = &of_field(&why, "Rating").by else {
        panic!("{why:#?}")
    };
    assert_eq!(name, "Automated Process");
    let written = chain(of_field(&why, "OwnerId")).written_at;
    assert_eq!(
        *hand,
        OtherHand::AfterOurs {
            written_at: written
        }
    );
    assert_eq!(
        chain(of_field(&why, "OwnerId")).read_back,
        ReadBack::SideEffects
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_for_the_loser_of_a_merge_is_told_what_became_of_it() {
    let world = World::bare().await;
    let merged = world.merges(json!({})).await;
    let page = world.opens(&world.zoe, &merged.loser).await;
    assert_eq!(page.state, RecordState::Gone);
    let fate = page.gist.fate.unwrap();
    assert_eq!((fate.how, &fate.decision), ("merged", &merged.decision));
    assert_eq!(fate.into.unwrap().0, merged.master);
    assert_eq!(fate.signed[0].name, "Ben Okafor");
    assert!(
        page.gist
            .name
            .contains(merged.name.split(' ').next().unwrap())
    );
    assert!(
        page.fields
            .iter()
            .any(|field| field.field.is("Phone") && !field.shown.value.is_empty())
    );
    let why = world.why(&world.zoe, &merged.loser).await;
    assert!(why.changes.iter().any(
        |change| matches!(&change.what, What::MergedAway { into, .. } if *into == merged.master)
    ));

    let lead = world.opens(&world.zoe, &merged.lead).await;
    assert_eq!(lead.gist.fate.unwrap().how, "converted");
    let why = world.why(&world.zoe, &merged.lead).await;
    assert!(why.changes.iter().any(|change| matches!(&change.what, What::Converted { account, .. } if *account == merged.master)));
    assert!(
        why.changes.iter().all(|change| !matches!(
            &change.by,
            ByView::Other {
                hand: OtherHand::Connected,
                ..
            }
        )),
        "{why:#?}"
    );

    // The contact was moved along: its own history is explained by the merge of its accounts.
    let why = world.why(&world.zoe, &merged.contact).await;
    let moved = of_field(&why, "AccountId");
    assert_eq!(chain(moved).decision, merged.decision);
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_changes_are_told_while_the_org_is_away() {
    let world = World::bare().await;
    let merged = world.merges(json!({})).await;
    world
        .org
        .fails(json!({ "fault": "unavailable", "times": 1000 }))
        .await;
    let why = world.why(&world.zoe, &merged.master).await;
    assert!(matches!(why.org, OrgSays::Away { .. }), "{:?}", why.org);
    assert_eq!(
        chain(of_field(&why, "NumberOfEmployees")).decision,
        merged.decision
    );
    let page = world.opens(&world.zoe, &merged.master).await;
    assert!(matches!(page.state, RecordState::Away { .. }));
    assert!(page.fields.iter().any(|field| field.changed_by_us));

    // Nor does it take an engine that has seen the org before.
    let world = world.restart().await;
    let why = world.why(&world.zoe, &merged.master).await;
    assert_eq!(why.sight.whose, Whose::Away);
    assert_eq!(
        chain(of_field(&why, "NumberOfEmployees")).decision,
        merged.decision
    );
    assert!(
        why.gist
            .name
            .contains(merged.name.split(' ').next().unwrap())
    );
}
