//! Wrong input: a clear message where it happened, and nothing half written.

use crate::company::Company;
use crate::world::World;
use domain::run::Phase;
use domain::verdict::Verdict;
use engine::{Error, NewConnection};
use store::{Database, Store};

const MISSION: &str = include_str!("../../shipped/missions/reconcile-duplicates.toml");
const POLICY: &str = include_str!("../../shipped/knowledge/account-merge-policy.md");

fn said(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result.unwrap_err() {
        Error::Invalid(why) | Error::NoSuch(why) => why,
        other => panic!("{other:?}"),
    }
}

/// The first line a message names.
fn line_in(why: &str) -> usize {
    let after = why
        .split("line ")
        .nth(1)
        .unwrap_or_else(|| panic!("no line in: {why}"));
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_wrongly_starts_nothing() {
    let world = World::bare().await;
    let mission = "reconcile-duplicates";
    assert!(
        said(world.tries_to_start("tidy-the-garden", &[]).await)
            .contains("no mission `tidy-the-garden`")
    );
    assert!(said(world.tries_to_start(mission, &[]).await).contains("needs `lead`"));
    assert!(said(world.tries_to_start(mission, &[("lead", "   ")]).await).contains("needs `lead`"));
    let malformed = said(
        world
            .tries_to_start(mission, &[("lead", "00Q; DROP TABLE")])
            .await,
    );
    assert!(
        malformed.contains("`lead` should be the id of a Lead"),
        "{malformed}"
    );
    let more = [("lead", "00QgL0000000001UAA"), ("colour", "red")];
    assert!(said(world.tries_to_start(mission, &more).await).contains("no input `colour`"));
    assert!(world.runs().await.is_empty());
    assert_eq!(world.road.calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_there_ends_the_run_and_says_so() {
    let world = World::bare().await;
    let run = world.starts("00QgL0000099999UAA").await;
    let view = world.ends_as(&run, Verdict::Failed).await;
    assert!(
        view.sentence.contains("00QgL0000099999"),
        "{}",
        view.sentence
    );
    assert!(view.decisions.is_empty());
    // A record of another object is no lead.
    let account = world
        .org
        .create("Account", Company::random().account())
        .await;
    world.org.counts_anew().await;
    let run = match world
        .tries_to_start("reconcile-duplicates", &[("lead", &account)])
        .await
    {
        Ok(run) => run,
        Err(error) => return assert!(matches!(error, Error::Invalid(_)), "{error:?}"),
    };
    let view = world.ends_as(&run, Verdict::Failed).await;
    assert!(view.sentence.contains(&account), "{}", view.sentence);
    assert_eq!(world.org.written().await, crate::org::NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mission_file_that_does_not_check_says_where_and_leaves_the_old_one() {
    let world = World::bare().await;
    let slug = "reconcile-duplicates".parse().unwrap();
    let line = |text: &str, of: &str| text.lines().position(|line| line.contains(of)).unwrap() + 1;
    for (from, to, at) in [
        (
            "left = \"steps.lead\"",
            "left = \"steps.nobody\"",
            "left = \"steps.nobody\"",
        ),
        ("same_from = 0.95", "same_form = 0.95", "same_form"),
        (
            "kind = \"conclude\"",
            "kind = \"celebrate\"",
            "kind = \"celebrate\"",
        ),
        ("format = 1", "format = = 1", "format = = 1"),
    ] {
        let file = MISSION.replacen(from, to, 1);
        assert_ne!(file, MISSION);
        let why = said(world.engine.publish_mission(&world.ana, &file).await);
        let (line, named) = (line(&file, at), line_in(&why));
        // A wrong reference is told with the line its step begins in.
        assert!(
            (line.saturating_sub(8)..=line).contains(&named),
            "line {line} is not named in:\n{why}"
        );
    }
    assert_eq!(
        world.engine.mission_file(&world.ana, &slug).await.unwrap(),
        MISSION
    );
    assert_eq!(
        world.engine.missions(&world.ana).await.unwrap()[0].number,
        1
    );
    assert!(matches!(
        world.engine.publish_mission(&world.dora, MISSION).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_cannot_be_read_says_where_and_leaves_the_old_one() {
    let world = World::bare().await;
    for (from, to) in [
        (
            "| S1  | contracts     | highest |",
            "| S1  | contracts     | nicest |",
        ),
        ("```table hold first", "```table hold perhaps"),
        ("kind = \"merge-policy\"", "kind = "),
    ] {
        let text = POLICY.replacen(from, to, 1);
        assert_ne!(text, POLICY);
        let why = said(world.engine.publish_document(&world.ana, &text).await);
        let line = text.lines().position(|line| line.contains(to)).unwrap() + 1;
        assert!(
            why.contains(&format!("line {line}")),
            "line {line} is not named in:\n{why}"
        );
    }
    assert!(
        world
            .engine
            .documents(&world.ana, false)
            .await
            .unwrap()
            .iter()
            .all(|document| document.version == 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_that_cannot_be_reached_is_waited_for_and_named() {
    let world = World::bare().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let away = NewConnection {
        name: "Sandbox".into(),
        url: format!("http://{port}"),
        client_id: "x".into(),
        client_secret: "y".into(),
    };
    world.engine.connect(&world.workspace, away).await.unwrap();
    let run = world.starts("00QgL0000000001UAA").await;
    let view = world
        .until(&run, |view| view.summary.phase == Phase::WaitingForSystem)
        .await;
    assert!(
        view.sentence.contains("Waiting for Salesforce since"),
        "{}",
        view.sentence
    );
    let nonsense = NewConnection {
        name: "Other".into(),
        url: "not an address".into(),
        client_id: "x".into(),
        client_secret: "y".into(),
    };
    assert!(
        said(world.engine.connect(&world.workspace, nonsense).await)
            .contains("`not an address` is not an org's address")
    );
    assert_eq!(world.engine.connections(&world.ana).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_read_says_which_and_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.sqlite");
    std::fs::write(
        &path,
        "This is a letter to a friend, and no database at all.".repeat(100),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(store::Settings::new(Database::Sqlite(path.clone())))
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains(&path.display().to_string()) && error.contains("not a database"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let error = Store::open(store::Settings::new(Database::Postgres(
        "postgres://nobody@127.0.0.1:1/nothing".into(),
    )))
    .await
    .err()
    .unwrap()
    .to_string();
    assert!(
        error.contains("127.0.0.1") || error.to_lowercase().contains("connect"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_not_there_is_gone_for_every_verb() {
    let world = World::bare().await;
    let run = domain::id::RunId::new("0198");
    assert!(matches!(
        world.engine.run(&world.ana, &run).await,
        Err(Error::Gone)
    ));
    assert!(matches!(
        world.engine.pause(&world.ana, &run).await,
        Err(Error::Gone)
    ));
    assert!(matches!(
        world.engine.observations(&world.ana, &run, 0, 10).await,
        Err(Error::Gone)
    ));
    let decision = domain::id::DecisionId::new("0198");
    assert!(matches!(
        world.may_not_approve(&world.ben, &decision).await,
        Error::Gone
    ));
}
