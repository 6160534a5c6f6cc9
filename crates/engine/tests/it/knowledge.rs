//! What is written down, as runs go by it: new versions count from their day on, and what was cited stays as it was.

use crate::company::Company;
use crate::world::World;
use domain::change::Source;
use domain::id::{DocumentId, RunId};
use domain::knowledge::{Format, Kind};
use domain::verdict::Verdict;
use engine::{DecisionView, Error, Manuscript, NotSaved, Uploaded};
use std::time::Duration;

const POLICY: &str = include_str!("../../shipped/knowledge/account-merge-policy.md");
const MERGE: &str = "| merge      | Nothing forbids the merge.";
const APART: &str = "| keep apart | We merge nothing before the audit.";

impl World {
    async fn twins(&self) -> String {
        let company = Company::random();
        self.org.create("Account", company.account()).await;
        self.org.create("Account", company.twin()).await;
        self.org.create("Lead", company.lead()).await
    }
    async fn policy(&self) -> DocumentId {
        let documents = self.engine.documents(&self.ana, false).await.unwrap();
        let mut documents = documents.into_iter();
        let policy = documents.find(|document| document.kind == Kind::MergePolicy);
        policy.unwrap().id
    }
    async fn writes_down(&self, text: &str) -> u32 {
        self.engine
            .publish_document(&self.ana, text)
            .await
            .unwrap()
            .version
    }
    async fn saves(&self, manuscript: Manuscript) -> Result<engine::DocumentView, NotSaved> {
        self.engine.save_document(&self.ana, None, manuscript).await
    }
}

/// The words of a row as a citation of this decision opens them.
async fn cited(world: &World, decision: &DecisionView, row: &str) -> Vec<String> {
    let reasons = decision.parts.iter().flat_map(|part| &part.because);
    let sources: Vec<_> = reasons
        .filter_map(|because| match &because.source {
            Source::Knowledge {
                document, version, ..
            } => Some((document.clone(), *version)),
            _ => None,
        })
        .collect();
    let policy = world.policy().await;
    let (document, version) = sources
        .into_iter()
        .find(|(document, _)| *document == policy)
        .unwrap();
    let opened = world
        .engine
        .document(&world.ana, &document, Some(version))
        .await
        .unwrap();
    let passage = opened.document.passage("2").unwrap().row(row).unwrap();
    passage.into_iter().map(|(_, cell)| cell).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_policy_alters_the_next_result_and_old_runs_still_show_the_old_rule() {
    let world = World::bare().await;
    let (before, decision) = world.proposes(&world.twins().await).await;
    assert_eq!(cited(&world, &decision, "H3").await[2], "merge");

    let changed = POLICY.replacen(MERGE, APART, 1);
    assert!(changed != POLICY);
    assert_eq!(world.writes_down(&changed).await, 2);

    let after = world.starts(&world.twins().await).await;
    let view = world.rests(&after).await;
    let story = world.story(&after).await;
    assert!(
        view.decisions.is_empty() && story.contains("Account merge policy, version 2"),
        "\n{story}"
    );
    assert!(
        story.contains("We merge nothing before the audit"),
        "\n{story}"
    );

    // The old run says what it said, and its citation opens the old text.
    let decision = world.decision(&decision.summary.id).await;
    let row = cited(&world, &decision, "H3").await;
    assert_eq!(row[2..], ["merge", "Nothing forbids the merge."]);
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&before, Verdict::Verified).await;

    // The document knows who went by which version.
    let by = world
        .engine
        .document_cited_by(&world.ana, &world.policy().await)
        .await
        .unwrap();
    assert_eq!(by.missions.len(), 1);
    let runs: Vec<(RunId, u32)> = by
        .runs
        .into_iter()
        .map(|(run, version)| (run.id, version))
        .collect();
    assert_eq!(runs, [(after, 2), (before, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_counts_from_its_first_day_on() {
    let world = World::bare().await;
    let begins = world.clock_now().plus(Duration::from_hours(24 * 10)).date();
    let later = POLICY.replacen(MERGE, APART, 1).replacen(
        "objects = ",
        &format!("valid_from = {begins}\nobjects = "),
        1,
    );
    assert_eq!(world.writes_down(&later).await, 2);
    let view = world
        .engine
        .document_view(&world.ana, &world.policy().await)
        .await
        .unwrap();
    assert_eq!((view.version, view.applies), (2, Some(1)));
    let (run, _) = world.proposes(&world.twins().await).await;
    assert!(
        world
            .story(&run)
            .await
            .contains("Account merge policy, version 1")
    );

    world.clock.advance(Duration::from_hours(24 * 10));
    let run = world.starts(&world.twins().await).await;
    world.rests(&run).await;
    let story = world.story(&run).await;
    assert!(
        story.contains("Account merge policy, version 2"),
        "\n{story}"
    );
    let view = world
        .engine
        .document_view(&world.ana, &world.policy().await)
        .await
        .unwrap();
    assert_eq!(view.applies, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_policy_is_gone_by_no_more_and_still_opens() {
    let world = World::bare().await;
    let (_, decision) = world.proposes(&world.twins().await).await;
    let policy = world.policy().await;
    let archived = world
        .engine
        .archive_document(&world.ana, &policy, true)
        .await
        .unwrap();
    assert!(archived.archived_at.is_some() && archived.applies.is_none());
    let run = world.starts(&world.twins().await).await;
    world.ends_as(&run, Verdict::NeedsReview).await;
    assert!(
        world
            .story(&run)
            .await
            .contains("no merge-policy for Account holds on")
    );

    let opened = world
        .engine
        .document(&world.ana, &policy, Some(1))
        .await
        .unwrap();
    assert_eq!(opened.document.text, POLICY);
    assert!(!decision.parts.is_empty());
    let refused = world
        .engine
        .publish_document(&world.ana, &POLICY.replace("H3", "H4"))
        .await;
    assert!(
        matches!(refused, Err(Error::Conflict(ref why)) if why.contains("take it back")),
        "{refused:?}"
    );
    world
        .engine
        .archive_document(&world.ana, &policy, false)
        .await
        .unwrap();
    world.proposes(&world.twins().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_builders_and_admins_write() {
    let world = World::bare().await;
    let policy = world.policy().await;
    let manuscript = || Manuscript {
        kind: "playbook".into(),
        title: "Guide".into(),
        text: "## One\n\nAbout zeppelins.\n".into(),
        ..Manuscript::default()
    };
    for who in [&world.ben, &world.dora] {
        let saved = world.engine.save_document(who, None, manuscript()).await;
        assert!(
            matches!(saved, Err(NotSaved::Other(Error::Forbidden(_)))),
            "{saved:?}"
        );
        let archived = world.engine.archive_document(who, &policy, true).await;
        assert!(matches!(archived, Err(Error::Forbidden(_))), "{archived:?}");
    }
    let saved = world
        .engine
        .save_document(&world.zoe, None, manuscript())
        .await
        .unwrap();
    let found = world
        .engine
        .search_documents(&world.dora, "zepp", None)
        .await
        .unwrap();
    assert_eq!((found.len(), &found[0].document), (1, &saved.id));
    assert!(
        found[0].href.ends_with("?version=1#section-1"),
        "{}",
        found[0].href
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_edit_at_once_the_second_is_told() {
    let world = World::bare().await;
    let manuscript = |text: &str, seen| Manuscript {
        kind: "playbook".into(),
        title: "Guide".into(),
        text: format!("## One\n\n{text}\n"),
        seen,
        ..Manuscript::default()
    };
    let first = world.saves(manuscript("First.", None)).await.unwrap();
    let save = async |text, who| {
        let saved = world
            .engine
            .save_document(who, Some(&first.id), manuscript(text, Some(1)));
        saved.await
    };
    assert_eq!(save("Ana's.", &world.ana).await.unwrap().version, 2);
    let late = save("Zoe's.", &world.zoe).await;
    assert!(
        matches!(late, Err(NotSaved::Other(Error::Conflict(ref why))) if why.contains("meanwhile")),
        "{late:?}"
    );
    let taken = world.saves(manuscript("Another.", None)).await;
    assert!(
        matches!(taken, Err(NotSaved::Fields(ref wrong)) if wrong[0].message.contains("another document")),
        "{taken:?}"
    );
    let said = world
        .engine
        .document_changes(&world.dora, &first.id, 2)
        .await
        .unwrap();
    let lines: Vec<_> = said.stretches[0]
        .iter()
        .filter(|line| line.before.is_none() || line.after.is_none())
        .collect();
    assert_eq!((lines.len(), lines[1].text.as_str()), (2, "Ana's."));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_an_upload_are_found_and_cited_by_line() {
    let world = World::bare().await;
    let manuscript = Manuscript {
        kind: "product-data".into(),
        title: "Parts".into(),
        file: Some(Uploaded {
            name: "parts.csv".into(),
            body: b"sku,name,price\nAC-1,Bolt,2.50\nAC-2,Nut,0.75\n".to_vec(),
        }),
        ..Manuscript::default()
    };
    let saved = world.saves(manuscript).await.unwrap();
    assert_eq!(saved.format, Format::Csv);
    let found = world
        .engine
        .search_documents(&world.dora, "nut", None)
        .await
        .unwrap();
    assert_eq!(found[0].section, "line-3");
    assert!(found[0].href.ends_with("#line-3"), "{}", found[0].href);
    let passages = world
        .engine
        .document_passages(&world.dora, &saved.id, None)
        .await
        .unwrap();
    assert_eq!(passages[1].text, "AC-2,Nut,0.75");
    // The same again is no version.
    let again = Manuscript {
        text: "sku,name,price\r\nAC-1,Bolt,2.50\r\nAC-2,Nut,0.75\r\n".into(),
        title: "Parts".into(),
        ..Manuscript::default()
    };
    let again = world
        .engine
        .save_document(&world.ana, Some(&saved.id), again)
        .await
        .unwrap();
    assert_eq!(again.version, 1);
}
