//! Files: kept once, found from everywhere, never changed.

use crate::cast::{acme, ana, at, part_of, workspaces};
use crate::world::{World, both};
use domain::canonical::Digest;
use domain::file::{Cited, Folder, Made, Template};
use domain::id::{ActorId, FileId, MissionId, RunId};
use domain::record::RecordRef;
use store::files::{self, Filter, NewFile};
use store::{Error, Page, Store};

both!(
    a_file_comes_back_as_it_was_kept,
    a_step_keeps_one_file_however_often_it_is_tried,
    a_version_follows_the_one_that_was_seen,
    files_are_found_by_folder_run_mission_record_and_name,
    what_is_archived_is_in_no_list_and_still_opens,
    a_list_goes_on_where_it_ended,
);

fn record(id: &str) -> RecordRef {
    part_of(id).effect.touches().remove(0)
}

fn upload(id: &str, name: &str, seconds: u64) -> NewFile {
    NewFile {
        id: FileId::new(id),
        folder: Folder::Uploads,
        name: name.parse().unwrap(),
        body: name.as_bytes().to_vec(),
        made_by: ana(),
        made: None,
        template: None,
        cited: vec![],
        at: at(seconds),
    }
}

fn draft(id: &str, run: &str, path: &str, about: &str) -> NewFile {
    let cited = |id: &str, about: bool| Cited {
        record: record(id),
        name: about.then(|| "Kestrel Bay".to_owned()),
        fields: ["Name".parse().unwrap(), "Owner.Name".parse().unwrap()].into(),
        about,
    };
    NewFile {
        folder: Folder::Drafts,
        made: Some(Made {
            run: RunId::new(run),
            path: path.parse().unwrap(),
            mission: MissionId::new("stalled"),
            version: Digest::of_bytes(b"v1"),
        }),
        template: Some(Template::File {
            id: FileId::new("t"),
            name: "Follow-up.md".parse().unwrap(),
            version: 2,
        }),
        cited: vec![cited(about, true), cited("001000000000009AAA", false)],
        ..upload(id, "Follow-up Kestrel.md", 10)
    }
}

async fn keep(store: &Store, file: NewFile) -> bool {
    store
        .write(move |tx| Box::pin(async move { files::create(tx, &acme(), &file).await }))
        .await
        .unwrap()
}

async fn adds(store: &Store, id: &str, seen: u32, body: &'static [u8]) -> store::Result<u32> {
    let (id, ben) = (FileId::new(id), ActorId::new("ben"));
    store
        .write(move |tx| {
            Box::pin(
                async move { files::add_version(tx, &acme(), &id, seen, body, &ben, at(20)).await },
            )
        })
        .await
}

async fn names(store: &Store, filter: Filter) -> Vec<String> {
    let found = files::list(store.within(&acme()), &filter, &Page::default()).await;
    let items = found.unwrap().items.into_iter();
    items.map(|file| file.id.to_string()).collect()
}

async fn a_file_comes_back_as_it_was_kept(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let new = draft("a", "r", "deals[006]/draft", "001000000000001AAA");
    assert!(keep(store, new.clone()).await);
    let acme = acme();
    let file = files::get(store.within(&acme), &new.id).await.unwrap();
    assert_eq!(
        (file.folder, &file.name, file.current, file.bytes),
        (new.folder, &new.name, 1, new.body.len() as u64)
    );
    assert_eq!((&file.made, &file.template), (&new.made, &new.template));
    assert_eq!(file.cited, new.cited);
    assert_eq!(
        (file.made_by, file.created_at, file.changed_at),
        (ana(), at(10), at(10))
    );
    let bytes = files::bytes(store.within(&acme), &new.id, 1).await.unwrap();
    assert_eq!(bytes, new.body);
}

async fn a_step_keeps_one_file_however_often_it_is_tried(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    assert!(
        keep(
            store,
            draft("a", "r", "deals[006]/draft", "001000000000001AAA")
        )
        .await
    );
    assert!(
        !keep(
            store,
            draft("b", "r", "deals[006]/draft", "001000000000001AAA")
        )
        .await
    );
    assert!(
        keep(
            store,
            draft("c", "r", "deals[007]/draft", "001000000000001AAA")
        )
        .await
    );
    assert!(
        keep(
            store,
            draft("d", "s", "deals[006]/draft", "001000000000001AAA")
        )
        .await
    );
    // Uploads have no step: two of one name are two files.
    assert!(keep(store, upload("e", "plan.md", 1)).await);
    assert!(keep(store, upload("f", "plan.md", 1)).await);
    assert_eq!(
        names(store, Filter::default()).await,
        ["fil_d", "fil_c", "fil_a", "fil_f", "fil_e"]
    );
}

async fn a_version_follows_the_one_that_was_seen(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    keep(store, upload("a", "plan.md", 1)).await;
    assert_eq!(adds(store, "a", 1, b"second").await.unwrap(), 2);
    assert!(matches!(
        adds(store, "a", 1, b"lost").await,
        Err(Error::Stale)
    ));
    assert!(matches!(
        adds(store, "x", 1, b"none").await,
        Err(Error::Gone)
    ));
    let acme = acme();
    let versions = files::versions(store.within(&acme), &FileId::new("a"))
        .await
        .unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|version| (version.number, version.bytes, version.made_by.as_str()))
        .collect();
    assert_eq!(told, [(2, 6, "act_ben"), (1, 7, "act_ana")]);
    assert_eq!(versions[0].digest, Digest::of_bytes(b"second"));
    let first = files::bytes(store.within(&acme), &FileId::new("a"), 1)
        .await
        .unwrap();
    assert_eq!(first, b"plan.md");
    let file = files::get(store.within(&acme), &FileId::new("a"))
        .await
        .unwrap();
    assert_eq!((file.current, file.bytes, file.changed_at), (2, 6, at(20)));
}

async fn files_are_found_by_folder_run_mission_record_and_name(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    keep(store, draft("a", "r", "draft", "001000000000001AAA")).await;
    keep(store, draft("b", "s", "draft", "001000000000002AAA")).await;
    keep(store, upload("c", "Plan_2026 100%.csv", 1)).await;
    keep(store, upload("d", "ÜBERSICHT.txt", 0)).await;
    let of = |filter: Filter| names(store, filter);
    let folder = |folder| Filter {
        folder: Some(folder),
        ..Filter::default()
    };
    let words = |words: &[&str]| Filter {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Filter::default()
    };
    let about = |id: &str| Filter {
        record: Some(id.parse().unwrap()),
        ..Filter::default()
    };
    assert_eq!(of(folder(Folder::Drafts)).await, ["fil_b", "fil_a"]);
    assert_eq!(of(folder(Folder::Reports)).await, Vec::<String>::new());
    let run = Filter {
        run: Some(RunId::new("s")),
        ..Filter::default()
    };
    assert_eq!(of(run).await, ["fil_b"]);
    let mission = Filter {
        mission: Some(MissionId::new("stalled")),
        ..Filter::default()
    };
    assert_eq!(of(mission).await, ["fil_b", "fil_a"]);
    assert_eq!(of(about("001000000000001AAA")).await, ["fil_a"]);
    assert_eq!(of(about("001000000000009AAA")).await, ["fil_b", "fil_a"]);
    let by = |name: &str| Filter {
        by: Some(ActorId::new(name)),
        ..Filter::default()
    };
    assert_eq!(of(by("ana")).await.len(), 4);
    assert_eq!(of(by("ben")).await.len(), 0);
    assert_eq!(of(words(&["kestrel", "FOLLOW"])).await, ["fil_b", "fil_a"]);
    assert_eq!(of(words(&["übersicht"])).await, ["fil_d"]);
    // What matches anything elsewhere means only itself.
    assert_eq!(of(words(&["n_2"])).await, ["fil_c"]);
    assert_eq!(of(words(&["p_an"])).await, Vec::<String>::new());
    assert_eq!(of(words(&["0%"])).await, ["fil_c"]);
    assert_eq!(of(words(&["%k"])).await, Vec::<String>::new());
    assert_eq!(of(words(&["\\"])).await, Vec::<String>::new());
}

async fn what_is_archived_is_in_no_list_and_still_opens(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    let template = NewFile {
        folder: Folder::Templates,
        ..upload("a", "Follow-up.md", 1)
    };
    keep(store, template).await;
    let acme = &acme();
    let by_name = async |name: &str| files::template(store.within(acme), name).await.unwrap();
    assert_eq!(
        by_name("follow-UP.md").await.map(|file| file.id),
        Some(FileId::new("a"))
    );
    assert!(by_name("Follow-up.txt").await.is_none());
    let archived = store.write(|tx| {
        Box::pin(async move {
            files::archive(tx, &crate::cast::acme(), &FileId::new("a"), &ana(), at(3)).await
        })
    });
    archived.await.unwrap();
    assert_eq!(names(store, Filter::default()).await, Vec::<String>::new());
    assert!(by_name("Follow-up.md").await.is_none());
    let file = files::get(store.within(acme), &FileId::new("a"))
        .await
        .unwrap();
    assert_eq!(file.archived_at, Some(at(3)));
    assert!(matches!(
        adds(store, "a", 1, b"late").await,
        Err(Error::Gone)
    ));
}

async fn a_list_goes_on_where_it_ended(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    for at in 0..5 {
        keep(store, upload(&format!("n{at}"), "plan.md", at / 2)).await;
    }
    let acme = acme();
    let (mut page, mut found) = (Page::first(2), vec![]);
    loop {
        let part = files::list(store.within(&acme), &Filter::default(), &page)
            .await
            .unwrap();
        found.extend(part.items.into_iter().map(|file| file.id.to_string()));
        match part.next {
            Some(next) => page = Page::first(2).after(Some(next)),
            None => break,
        }
    }
    assert_eq!(found, ["fil_n4", "fil_n3", "fil_n2", "fil_n1", "fil_n0"]);
}
