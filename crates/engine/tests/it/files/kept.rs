//! What people do with files.

use super::*;
use domain::record::RecordRef;

async fn refused(world: &World, who: &Caller, folder: Folder, name: &str, bytes: &[u8]) -> Error {
    let upload = Upload {
        folder,
        name: name.to_owned(),
        bytes: bytes.to_vec(),
        about: None,
    };
    world.engine.upload(who, upload).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_with_words() {
    let world = World::bare().await;
    let dora = &world.dora;
    let large = vec![b'a'; domain::file::LARGEST + 1];
    let cases: [(&str, &[u8], &str); 7] = [
        ("../secrets.txt", b"x", "not a path"),
        ("..\\secrets.txt", b"x", "not a path"),
        ("page.html", b"<script>", "only text (.txt), Markdown (.md)"),
        (
            "picture.png",
            b"<html>",
            "its name says PNG, but its content is something else",
        ),
        ("plan.txt", b"\xff\xfe", "not text in UTF-8"),
        ("plan.txt", b"", "the file is empty"),
        (
            "plan.txt",
            &large,
            "the file has 5.1 MB, and at most 5 MB are kept",
        ),
    ];
    for (name, bytes, why) in cases {
        let error = refused(&world, dora, Folder::Uploads, name, bytes).await;
        assert!(
            matches!(&error, Error::Invalid(said) if said.contains(why)),
            "{name}: {error:?}"
        );
    }
    let error = refused(
        &world,
        &world.ana,
        Folder::Templates,
        "Mail.md",
        b"Dear {name}",
    )
    .await;
    assert!(
        matches!(&error, Error::Invalid(said) if said.contains("cannot be a template")),
        "{error:?}"
    );
    assert_eq!(world.files(dora).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_only_changes_nothing_and_templates_are_for_those_who_compose() {
    let world = World::bare().await;
    let ida = world
        .lets_in("ida@countersign.example", &[domain::actor::Role::Auditor])
        .await;
    let plan = world
        .uploads(&world.dora, Folder::Uploads, "plan.md", "One")
        .await;
    let mail = world
        .uploads(&world.ana, Folder::Templates, "Mail.md", "Dear")
        .await;
    let forbidden = [
        refused(&world, &ida, Folder::Uploads, "x.txt", b"x").await,
        refused(&world, &world.dora, Folder::Templates, "x.txt", b"x").await,
        world
            .engine
            .new_version(&ida, &plan.id, 1, b"x".to_vec())
            .await
            .unwrap_err(),
        world
            .engine
            .new_version(&world.dora, &mail.id, 1, b"x".to_vec())
            .await
            .unwrap_err(),
        world.engine.archive(&ida, &plan.id).await.unwrap_err(),
        world
            .engine
            .archive(&world.ben, &plan.id)
            .await
            .unwrap_err(),
        world
            .engine
            .archive(&world.dora, &mail.id)
            .await
            .unwrap_err(),
    ];
    for error in forbidden {
        assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    }
    let seen = world.engine.file(&ida, &plan.id).await.unwrap();
    assert!(!seen.may_change && !seen.may_archive);
    let again = refused(&world, &world.ana, Folder::Templates, "mail.md", b"x").await;
    assert!(matches!(again, Error::Conflict(_)), "{again:?}");

    let agent = world.agent_of(&world.zoe).await;
    let refusals = [
        world
            .engine
            .files(&agent, FileFilter::default(), None, 5)
            .await
            .err(),
        world.engine.file(&agent, &plan.id).await.err(),
        world
            .engine
            .file_content(&agent, &plan.id, None)
            .await
            .err(),
        Some(refused(&world, &agent, Folder::Uploads, "x.txt", b"x").await),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(Error::Forbidden(_))), "{refusal:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_follow_each_other_and_old_ones_stay() {
    let world = World::bare().await;
    let plan = world
        .uploads(&world.dora, Folder::Uploads, "plan.md", "One")
        .await;
    let second = world
        .engine
        .new_version(&world.ben, &plan.id, 1, b"Two".to_vec())
        .await
        .unwrap();
    let told: Vec<_> = second
        .versions
        .iter()
        .map(|version| (version.number, version.by.as_str()))
        .collect();
    assert_eq!(told, [(2, "Ben Okafor"), (1, "Dora Lind")]);
    let late = world
        .engine
        .new_version(&world.dora, &plan.id, 1, b"Three".to_vec())
        .await
        .unwrap_err();
    assert!(matches!(late, Error::Conflict(_)), "{late:?}");
    assert_eq!(world.text(&world.dora, &plan.id).await, "Two");
    let first = world
        .engine
        .file_content(&world.dora, &plan.id, Some(1))
        .await
        .unwrap();
    assert_eq!(first.bytes, b"One");
    let none = world
        .engine
        .file_content(&world.dora, &plan.id, Some(3))
        .await
        .unwrap_err();
    assert!(matches!(none, Error::Gone), "{none:?}");

    let archived = world.engine.archive(&world.dora, &plan.id).await.unwrap();
    assert!(archived.archived_at.is_some() && !archived.may_change);
    assert_eq!(world.files(&world.dora).await, []);
    assert_eq!(world.text(&world.dora, &plan.id).await, "Two");
    let late = world
        .engine
        .new_version(&world.dora, &plan.id, 2, b"x".to_vec())
        .await
        .unwrap_err();
    assert!(matches!(late, Error::Conflict(_)), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_about_a_record_that_one_may_see() {
    let world = World::bare().await;
    let at = |object: &str, id: &str| RecordRef::new(object.parse().unwrap(), id.parse().unwrap());
    let account = world.org.create("Account", json!({ "Name": "Acme" })).await;
    let case = world
        .org
        .create("Case", json!({ "Subject": "Broken" }))
        .await;
    let upload = |about: RecordRef| Upload {
        folder: Folder::Uploads,
        name: "notes.txt".to_owned(),
        bytes: b"Notes".to_vec(),
        about: Some(about),
    };
    let kept = world
        .engine
        .upload(&world.dora, upload(at("Account", &account)))
        .await
        .unwrap();
    let file: KeptFile = world.engine.file(&world.dora, &kept.id).await.unwrap();
    assert_eq!(
        (file.records[0].name.as_str(), file.records[0].about),
        ("Acme", true)
    );
    // No mission reads cases, so a member without a user in the org may not see any.
    let unseen = world
        .engine
        .upload(&world.dora, upload(at("Case", &case)))
        .await;
    assert!(matches!(unseen, Err(Error::Forbidden(_))), "{unseen:?}");
    let none = world
        .engine
        .upload(&world.dora, upload(at("Account", "001000000099999")))
        .await;
    assert!(matches!(none, Err(Error::Invalid(_))), "{none:?}");
    let kept = world
        .engine
        .upload(&world.zoe, upload(at("Case", &case)))
        .await
        .unwrap();
    assert_eq!(world.files(&world.zoe).await.len(), 2);
    assert_eq!(world.files(&world.dora).await.len(), 1);
    let gone = world.engine.file(&world.dora, &kept.id).await;
    assert!(matches!(gone, Err(Error::Gone)), "{gone:?}");
}
