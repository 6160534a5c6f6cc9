//! What missions make.

use super::*;
use domain::file::Template;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn each_stalled_deal_gets_one_draft_and_none_is_sent() {
    let world = World::bare().await;
    let stalled = deals(&world, 5).await;
    world.publishes(MISSION).await;
    let before = world.org.stamps().await;
    let run = world.drafts().await;
    let view = world.ends_as(&run, Verdict::NoActionNeeded).await;
    assert_eq!(
        view.summary.verdict.map(|_| view.sentence),
        Some("No action needed: 5 files were saved, nothing was proposed".to_owned())
    );
    let found = world.files(&world.zoe).await;
    assert_eq!(found.len(), stalled.len());
    let names: BTreeSet<_> = found.iter().map(|file| file.name.to_string()).collect();
    assert!(
        names.contains("Follow-up Kestrel - renewal 1.md"),
        "{names:?}"
    );
    assert_eq!(names.len(), 5);
    assert!(found.iter().all(|file| file.folder == Folder::Drafts));

    // It opens from run, record and mission, and tells the step that made it.
    let of = |filter: FileFilter| world.files_of(&world.zoe, filter);
    let run_files = of(FileFilter {
        run: Some(run.clone()),
        ..FileFilter::default()
    })
    .await;
    assert_eq!(run_files, found);
    let mission = Some("stalled-deals".parse().unwrap());
    assert_eq!(
        of(FileFilter {
            mission,
            ..FileFilter::default()
        })
        .await,
        found
    );
    let by = Some(world.ana.actor.id.clone());
    assert_eq!(
        of(FileFilter {
            by,
            ..FileFilter::default()
        })
        .await,
        found
    );
    for deal in &stalled {
        let record = Some(domain::record::RecordRef::new(
            "Opportunity".parse().unwrap(),
            deal.parse().unwrap(),
        ));
        let about = of(FileFilter {
            record,
            ..FileFilter::default()
        })
        .await;
        let [file] = about.as_slice() else {
            panic!("one file of {deal}: {about:?}")
        };
        let file = world.engine.file(&world.zoe, &file.id).await.unwrap();
        let made = file.made.unwrap();
        assert_eq!(
            (made.run, made.step.as_str(), made.version),
            (run.clone(), "Draft the e-mail", 1)
        );
        let line = world
            .engine
            .observation(&world.ana, &run, made.observation.unwrap())
            .await
            .unwrap();
        assert_eq!(line.0.path, Some(made.path));
        assert!(
            line.0
                .headline
                .starts_with("Saved “Follow-up Kestrel - renewal")
        );
        let cited: Vec<_> = file
            .records
            .iter()
            .map(|cited| (cited.record.object.as_str(), cited.about))
            .collect();
        assert_eq!(cited, [("Opportunity", true), ("Account", false)]);
        assert_eq!(file.summary.made_by, "Ana Ruiz");
    }
    let text = world.text(&world.zoe, &found[0].id).await;
    assert!(text.contains("Hello Kestrel Bay Instruments,"), "{text}");
    assert!(
        text.contains("the offer over 120,000. We planned to close on\n18 Dec 2026"),
        "{text}"
    );
    assert!(
        text.contains("May I call you at +44 161 200 3344?"),
        "{text}"
    );
    assert_eq!(
        world.org.stamps().await,
        before,
        "nothing in the org changed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_stopped_between_the_drafts_leaves_one_of_each() {
    for stopped_at in 1..=5 {
        let world = World::bare().await;
        deals(&world, 5).await;
        world.publishes(MISSION).await;
        let mut left = stopped_at;
        let held = world.road.stops(move |request| {
            left -= usize::from(request.holds("/sobjects/Account/001"));
            left == 0
        });
        let run = world.drafts().await;
        let held = held.await.unwrap();
        let stopping = tokio::spawn(world.stop());
        tokio::task::yield_now().await;
        held.forward();
        let world = stopping.await.unwrap().restart().await;
        world.ends_as(&run, Verdict::NoActionNeeded).await;
        let names: Vec<_> = world
            .files(&world.zoe)
            .await
            .into_iter()
            .map(|file| file.name.to_string())
            .collect();
        let different: BTreeSet<_> = names.iter().cloned().collect();
        assert_eq!((names.len(), different.len()), (5, 5), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_has_nothing_to_say_goes_to_a_person_and_leaves_no_file() {
    let world = World::bare().await;
    let stalled = deals(&world, 1).await;
    let nothing = json!({ "Amount": null });
    world.org.update("Opportunity", &stalled[0], nothing).await;
    world.publishes(MISSION).await;
    let run = world.drafts().await;
    let view = world.ends_as(&run, Verdict::NeedsReview).await;
    assert_eq!(
        view.sentence,
        "Needs review: “Draft the e-mail” cannot be filled: `items.deals.Amount` is empty"
    );
    assert_eq!(world.files(&world.zoe).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_filled_and_told_in_the_version_that_was_used() {
    let world = World::bare().await;
    deals(&world, 1).await;
    let body = MISSION.split("body = ").nth(1).unwrap();
    let by_name = MISSION.replace(&format!("body = {body}"), "template = \"Follow-up.md\"\n");
    world.publishes(&by_name).await;
    let run = world.drafts().await;
    let view = world.ends_as(&run, Verdict::NeedsReview).await;
    assert!(
        view.sentence
            .contains("there is no template “Follow-up.md”"),
        "{}",
        view.sentence
    );

    let words = "Dear {items.deals.Account.Name}, about {items.deals.Name}";
    let template = world
        .uploads(&world.ana, Folder::Templates, "Follow-up.md", words)
        .await;
    let better = b"Hello {items.deals.Account.Name}, about {items.deals.Name}".to_vec();
    world
        .engine
        .new_version(&world.ana, &template.id, 1, better)
        .await
        .unwrap();
    let run = world.drafts().await;
    world.ends_as(&run, Verdict::NoActionNeeded).await;
    let filter = FileFilter {
        run: Some(run.clone()),
        ..FileFilter::default()
    };
    let made = world.files_of(&world.zoe, filter).await;
    let text = world.text(&world.zoe, &made[0].id).await;
    assert_eq!(
        text,
        "Hello Kestrel Bay Instruments, about Kestrel / renewal 1"
    );
    let file = world.engine.file(&world.zoe, &made[0].id).await.unwrap();
    let told = Template::File {
        id: template.id,
        name: "Follow-up.md".parse().unwrap(),
        version: 2,
    };
    assert_eq!(file.template, Some(told));

    // A document by its title is one as well; what its slots name is looked for when they are filled.
    let document = "+++\nkind = \"playbook\"\ntitle = \"Renewal mail\"\nslug = \"renewal-mail\"\n+++\n# Renewal mail\n\n## 1 Words\n\nAbout {items.deals.Name}: {items.deals.Nothing}\n";
    let published = world
        .engine
        .publish_document(&world.ana, document)
        .await
        .unwrap();
    world
        .publishes(&by_name.replace("Follow-up.md\"\n", "Renewal mail\"\n"))
        .await;
    let run = world.drafts().await;
    let view = world.ends_as(&run, Verdict::NeedsReview).await;
    assert!(
        view.sentence
            .ends_with("`items.deals.Nothing` was not read"),
        "{}",
        view.sentence
    );
    world
        .engine
        .publish_document(&world.ana, &document.replace(": {items.deals.Nothing}", ""))
        .await
        .unwrap();
    let run = world.drafts().await;
    world.ends_as(&run, Verdict::NoActionNeeded).await;
    let filter = FileFilter {
        run: Some(run),
        ..FileFilter::default()
    };
    let made = world.files_of(&world.zoe, filter).await;
    let file = world.engine.file(&world.zoe, &made[0].id).await.unwrap();
    assert!(
        matches!(file.template, Some(Template::Document { id, version: 2, .. }) if id == published.id)
    );
    assert!(
        world
            .text(&world.zoe, &made[0].id)
            .await
            .ends_with("About Kestrel / renewal 1")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_what_a_draft_cites_does_not_see_the_draft() {
    let world = World::bare().await;
    deals(&world, 5).await;
    world.publishes(MISSION).await;
    let run = world.drafts().await;
    world.ends_as(&run, Verdict::NoActionNeeded).await;
    let elena = world
        .lets_in("emea.rep@northwind-sandbox.example", &[])
        .await;
    let [dora, zoe] = [&world.dora, &world.zoe];
    // At first a member sees what missions read, and the rep what her own user may read.
    for who in [dora, zoe, &elena] {
        assert_eq!(world.files(who).await.len(), 5, "{}", who.actor.name);
    }
    let file = world.files(zoe).await[0].id.clone();
    let row = world.org.query("SELECT Id FROM FieldPermissions WHERE Field = 'Opportunity.NextStep' AND Parent.Label = 'Sales User'").await;
    let row = row[0]["Id"].as_str().unwrap();
    world.org.delete("FieldPermissions", row).await;
    // The mission reads less from now on; what was made before cites what it read then.
    world
        .publishes(
            &changed("\"CloseDate\", \"NextStep\"", "\"CloseDate\"")
                .replace(": {items.deals.NextStep}", ""),
        )
        .await;
    world.clock.advance(Duration::from_mins(2));
    for who in [dora, &elena] {
        assert_eq!(world.files(who).await, [], "{}", who.actor.name);
        let of_run = FileFilter {
            run: Some(run.clone()),
            ..FileFilter::default()
        };
        assert_eq!(world.files_of(who, of_run).await, []);
        let refusals = [
            world.engine.file(who, &file).await.err(),
            world.engine.file_content(who, &file, None).await.err(),
            world.engine.file_content(who, &file, Some(1)).await.err(),
            world
                .engine
                .new_version(who, &file, 1, b"x".to_vec())
                .await
                .err(),
            world.engine.archive(who, &file).await.err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(Error::Gone)), "{refusal:?}");
        }
    }
    assert_eq!(world.files(zoe).await.len(), 5);
    // What is made now cites less, and is theirs again.
    let run = world.drafts().await;
    world.ends_as(&run, Verdict::NoActionNeeded).await;
    for who in [dora, &elena] {
        assert_eq!(world.files(who).await.len(), 5, "{}", who.actor.name);
    }
    // Theirs begin on the first page, however few of all they are.
    let page = world
        .engine
        .files(dora, FileFilter::default(), None, 2)
        .await
        .unwrap();
    assert_eq!(page.items.len(), 2);
    let rest = world
        .engine
        .files(dora, FileFilter::default(), page.next, 9)
        .await
        .unwrap();
    assert_eq!((rest.items.len(), rest.next), (3, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_tells_what_it_would_save_and_keeps_nothing() {
    let world = World::bare().await;
    deals(&world, 2).await;
    world.publishes(MISSION).await;
    world.clock.advance(Duration::from_hours(24 * 31));
    let slug = "stalled-deals".parse().unwrap();
    let tried = world
        .engine
        .try_mission(&world.ana, &slug, MISSION, [].into())
        .await
        .unwrap();
    let view = world.ends(&tried).await;
    assert_eq!(
        view.sentence,
        "No action needed: 2 files would be saved, nothing was proposed"
    );
    let story = world.story(&tried).await;
    assert!(
        story.contains("Would save “Follow-up Kestrel - renewal 2.md” in Drafts"),
        "\n{story}"
    );
    assert_eq!(world.files(&world.zoe).await, []);
}
