//! The org's records as people may see them, and why they changed.

use crate::company::Company;
use crate::world::World;
use domain::actor::Role;
use domain::change::Source;
use domain::record::RecordRef;
use domain::sight::Whose;
use domain::verdict::Verdict;
use engine::{
    ByView, Caller, ChainView, ChangeView, ChangesView, Error, OrgSays, OtherHand, ReadBack,
    RecordQuery, RecordState, RecordView, What,
};
use serde_json::json;
use std::time::Duration;

fn at(object: &str, id: &str) -> RecordRef {
    RecordRef::new(object.parse().unwrap(), id.parse().unwrap())
}

impl World {
    /// A person with an address, and perhaps a user of that address in the org.
    async fn lets_in(&self, email: &str, roles: &[Role]) -> Caller {
        let roles = roles.iter().copied().collect();
        let added = self
            .engine
            .add_person(&self.workspace, email, "Elena Marsh", roles, None);
        Caller {
            workspace: self.workspace.clone(),
            actor: added.await.unwrap(),
        }
    }
    async fn opens(&self, who: &Caller, record: &RecordRef) -> RecordView {
        self.engine.record(who, record).await.unwrap()
    }
    async fn why(&self, who: &Caller, record: &RecordRef) -> ChangesView {
        self.engine.changes(who, record).await.unwrap()
    }
    async fn browses(
        &self,
        who: &Caller,
        object: &str,
        query: &RecordQuery,
    ) -> engine::RecordsView {
        let object = object.parse().unwrap();
        self.engine.records(who, &object, query).await.unwrap()
    }
    /// Two accounts of one company, and a lead that asks; merged and converted once somebody has signed.
    async fn merges(&self, twin: serde_json::Value) -> Merged {
        let company = Company::random();
        let mut first = company.account();
        first["NumberOfEmployees"] = json!(null);
        let master = self.org.create("Account", first).await;
        let mut other = company.twin();
        if let (Some(other), serde_json::Value::Object(more)) = (other.as_object_mut(), twin) {
            other.extend(more);
        }
        let other = self.org.create("Account", other).await;
        let contact = json!({ "LastName": "Quill", "AccountId": other });
        let contact = self.org.create("Contact", contact).await;
        let lead = self.org.create("Lead", company.lead()).await;
        let (run, decision) = self.proposes(&lead).await;
        self.approves(&self.ben, &decision.summary.id).await;
        self.ends_as(&run, Verdict::Verified).await;
        let gone = self
            .org
            .query(&format!("SELECT Id FROM Account WHERE Id = '{master}'"))
            .await;
        let (master, loser) = if gone.is_empty() {
            (other, master)
        } else {
            (master, other)
        };
        Merged {
            name: company.name,
            master: at("Account", &master),
            loser: at("Account", &loser),
            lead: at("Lead", &lead),
            contact: at("Contact", &contact),
            run,
            decision: decision.summary.id,
        }
    }
}

struct Merged {
    name: String,
    master: RecordRef,
    loser: RecordRef,
    lead: RecordRef,
    contact: RecordRef,
    run: domain::id::RunId,
    decision: domain::id::DecisionId,
}

fn chain(change: &ChangeView) -> &ChainView {
    match &change.by {
        ByView::Ours(chain) => chain,
        ByView::Other { .. } => panic!("not by us: {change:?}"),
    }
}

fn of_field<'c>(changes: &'c ChangesView, name: &str) -> &'c ChangeView {
    let mut all = changes.changes.iter();
    let is =
        |change: &&ChangeView| matches!(&change.what, What::Field { field, .. } if field.is(name));
    all.find(is)
        .unwrap_or_else(|| panic!("{name}: {changes:#?}"))
}

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

/// What somebody gets to read of two records and their lists, all of it.
async fn everything(world: &World, who: &Caller, records: &[&RecordRef], words: &str) -> String {
    let mut told = String::new();
    for record in records {
        for words in ["", words] {
            let query = RecordQuery {
                words: words.to_owned(),
                ..RecordQuery::default()
            };
            let list = world.browses(who, record.object.as_str(), &query).await;
            told.push_str(&serde_json::to_string(&list).unwrap());
        }
        told.push_str(&serde_json::to_string(&world.opens(who, record).await).unwrap());
        told.push_str(&serde_json::to_string(&world.why(who, record).await).unwrap());
        let found = world
            .engine
            .find_records(who, &record.object, words, 20)
            .await
            .unwrap();
        told.push_str(&serde_json::to_string(&found).unwrap());
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_sight_is_nowhere() {
    let world = World::bare().await;
    // The one is hidden from the integration user, the other from the person's own user alone.
    let secrets = json!({ "Commission_Rate__c": 917.23, "Tax_Id__c": "SENTINEL-4711" });
    let merged = world.merges(secrets).await;
    world
        .org
        .update(
            "Account",
            merged.master.id.as_str(),
            json!({ "Commission_Rate__c": 917.23 }),
        )
        .await;
    let elena = world
        .lets_in("emea.rep@northwind-sandbox.example", &[Role::Approver])
        .await;
    let records = [&merged.master, &merged.loser];
    let name = merged.name.split(' ').next().unwrap();
    let before = everything(&world, &elena, &records, name).await;
    assert!(
        before.contains("SENTINEL-4711"),
        "her user may read it at first"
    );

    let row = world.org.query("SELECT Id FROM FieldPermissions WHERE Field = 'Account.Tax_Id__c' AND Parent.Label = 'Sales User'").await;
    world
        .org
        .delete("FieldPermissions", row[0]["Id"].as_str().unwrap())
        .await;
    world.clock.advance(Duration::from_mins(2));
    let after = everything(&world, &elena, &records, name).await;
    for secret in ["SENTINEL", "4711", "917.23", "Commission", "Tax_Id__c"] {
        assert!(!after.contains(secret), "{secret}: {after}");
    }
    assert!(
        after.contains("\"what\":\"hidden\""),
        "that something changed is told"
    );
    assert!(after.contains("emea.rep@northwind-sandbox.example"));

    // Somebody else, whose role lets them see what the integration user sees, still reads the one and never the other.
    let ben = everything(&world, &world.zoe, &records, name).await;
    assert!(
        ben.contains("SENTINEL-4711") && !ben.contains("917.23") && !ben.contains("Commission")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_on_what_is_out_of_sight_is_refused() {
    let world = World::bare().await;
    let account = world
        .org
        .create(
            "Account",
            json!({ "Name": "Acme", "Commission_Rate__c": 12.5, "BillingCity": "Oslo" }),
        )
        .await;
    let only = |field: &str, value: &str| RecordQuery {
        only: Some((field.parse().unwrap(), value.to_owned())),
        ..RecordQuery::default()
    };
    let accounts = "Account".parse().unwrap();
    for field in [
        "Commission_Rate__c",
        "Parent.Commission_Rate__c",
        "Owner.Email",
    ] {
        let refused = world
            .engine
            .records(&world.zoe, &accounts, &only(field, "12.5"))
            .await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "{field}: {refused:?}"
        );
    }
    let found = world
        .browses(&world.zoe, "account", &only("BillingCity", "Oslo"))
        .await;
    assert_eq!(found.items[0].record, at("Account", &account));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_a_user_in_the_org_sees_what_missions_read() {
    let world = World::bare().await;
    let company = Company::random();
    let mut fields = company.account();
    fields["Sic"] = json!("4455");
    let account = at("Account", &world.org.create("Account", fields).await);
    let page = world.opens(&world.dora, &account).await;
    assert_eq!(page.sight.whose, Whose::Missions);
    let shows =
        |page: &RecordView, name: &str| page.fields.iter().any(|field| field.field.is(name));
    assert!(shows(&page, "Phone") && !shows(&page, "Sic") && !shows(&page, "CreatedById"));
    assert!(page.files.is_none());
    assert!(
        page.related
            .iter()
            .all(|related| !related.object.is("Case") && !related.object.is("Contact"))
    );
    let cases = world
        .engine
        .records(
            &world.dora,
            &"Case".parse().unwrap(),
            &RecordQuery::default(),
        )
        .await;
    let Err(Error::Forbidden(why)) = cases else {
        panic!("{cases:?}")
    };
    assert!(why.contains("what missions read"), "{why}");
    // Whoever signs sees no more by it: one would only have to lose one's own user in the org.
    let page = world.opens(&world.ben, &account).await;
    assert!(page.sight.whose == Whose::Missions && !shows(&page, "Sic"));
    let page = world.opens(&world.zoe, &account).await;
    assert_eq!(page.sight.whose, Whose::Connected);
    assert!(shows(&page, "Sic") && page.files.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_not_look_around() {
    let world = World::bare().await;
    let account = at(
        "Account",
        &world.org.create("Account", json!({ "Name": "Acme" })).await,
    );
    let agent = world.agent_of(&world.zoe).await;
    let refusals = [
        world.engine.record(&agent, &account).await.err(),
        world.engine.changes(&agent, &account).await.err(),
        world
            .engine
            .records(&agent, &account.object, &RecordQuery::default())
            .await
            .err(),
        world
            .engine
            .find_records(&agent, &account.object, "acme", 5)
            .await
            .err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(Error::Forbidden(_))), "{refusal:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_where_it_ended_and_words_find_parts_of_names() {
    let world = World::bare().await;
    let rows = (0..7)
        .map(|at| json!({ "Name": format!("Quillmark {at}"), "BillingCity": "Oslo" }))
        .collect();
    let ids = world.org.create_all("Account", rows).await;
    let mut seen = vec![];
    let mut after = None;
    loop {
        let query = RecordQuery {
            after,
            limit: Some(3),
            ..RecordQuery::default()
        };
        let page = world.browses(&world.zoe, "Account", &query).await;
        seen.extend(page.items.iter().map(|row| row.record.id.to_string()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut wanted = ids.clone();
    wanted.reverse();
    assert_eq!(seen, wanted, "changed last first, each once");

    let object = "Account".parse().unwrap();
    let found = async |words: &str| {
        world
            .engine
            .find_records(&world.zoe, &object, words, 20)
            .await
            .unwrap()
    };
    let one = found("quillmark 4").await;
    assert_eq!(
        (one.len(), one[0].name.as_str(), one[0].hint.as_str()),
        (1, "Quillmark 4", "Oslo")
    );
    assert_eq!(found("illma").await.len(), 7);
    assert_eq!(found("100%").await.len(), 0);
    assert!(matches!(
        world
            .engine
            .records(
                &world.zoe,
                &"User".parse().unwrap(),
                &RecordQuery::default()
            )
            .await,
        Err(Error::Gone)
    ));
    let nowhere = at("Account", "001000000099999");
    assert!(matches!(
        world.engine.record(&world.zoe, &nowhere).await,
        Err(Error::Gone)
    ));
    assert!(matches!(
        world.engine.changes(&world.zoe, &nowhere).await,
        Err(Error::Gone)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_shows_what_hangs_on_it_and_costs_the_org_few_calls() {
    let world = World::new().await;
    let row = world
        .org
        .query("SELECT Id FROM Account WHERE Name = 'Kestrel Bay Instruments'")
        .await;
    let account = at("Account", row[0]["Id"].as_str().unwrap());
    let page = world.opens(&world.zoe, &account).await;
    let files = page.files.unwrap();
    assert_eq!(files.len(), 3);
    assert_eq!((files[0].kind.as_str(), files[0].bytes), ("xlsx", 27_115));
    let of = |object: &str| {
        page.related
            .iter()
            .find(|related| related.object.is(object))
            .unwrap()
    };
    assert!(of("Opportunity").count >= 3 && of("Contract").count == 1);
    let owner = page
        .fields
        .iter()
        .find(|field| field.field.is("OwnerId"))
        .unwrap();
    assert_eq!(owner.shown.name.as_deref(), Some("Elena Marsh"));
    let contact = &of("Contact").items[0];
    assert_eq!(contact.values[0].leads_to.as_ref(), Some(&account));

    world.org.counts_anew().await;
    world.opens(&world.zoe, &account).await;
    let calls = world.org.counters().await["requests"].as_u64().unwrap();
    assert!(calls <= 4, "{calls} calls");
}
