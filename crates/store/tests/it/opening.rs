//! Opening, locking, and what is left after a crash.

use crate::cast::{acme, at, held, note, workspaces};
use crate::world::{Place, World, both};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use store::runs::{self, Then};
use store::{Database, Error, Settings, Store};

both!(
    opening_again_keeps_everything,
    a_newer_database_is_not_touched,
    reading_only_writes_nothing
);

async fn opening_again_keeps_everything(world: &World) {
    workspaces(&world.store).await;
    world.store.close().await;
    let again = Store::open(Settings::new(world.database())).await.unwrap();
    assert_eq!(
        store::workspaces::first(&again).await.unwrap().unwrap().id,
        acme()
    );
    again.close().await;
}

async fn a_newer_database_is_not_touched(world: &World) {
    world.store.close().await;
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9000, 'tomorrow', true, $1, 0)";
    match &world.place {
        Place::Sqlite { path, .. } => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display()))
                .await
                .unwrap();
            sqlx::query(newer)
                .bind(vec![1_u8])
                .execute(&pool)
                .await
                .unwrap();
            pool.close().await;
        }
        Place::Postgres { url, .. } => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query(newer)
                .bind(vec![1_u8])
                .execute(&pool)
                .await
                .unwrap();
            pool.close().await;
        }
    }
    let refused = Store::open(Settings::new(world.database()))
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::Newer { found: 9000, .. })),
        "{refused:?}"
    );
    let refused = Store::open(Settings::new(world.database()).read_only())
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::Newer { found: 9000, .. })),
        "{refused:?}"
    );
}

async fn reading_only_writes_nothing(world: &World) {
    workspaces(&world.store).await;
    let beside = Store::open(Settings::new(world.database()).read_only())
        .await
        .unwrap();
    assert_eq!(store::workspaces::all(&beside).await.unwrap().len(), 2);
    let refused = beside
        .write(|tx| Box::pin(async move { store::settings::put(tx, None, "k", &1).await }))
        .await;
    assert!(matches!(refused, Err(Error::Closed)));
    beside.close().await;
}

#[tokio::test]
async fn one_process_writes_to_a_file() {
    let world = World::sqlite().await;
    let second = Store::open(Settings::new(world.database()))
        .await
        .map(|_| ());
    assert!(
        matches!(second, Err(Error::AlreadyRunning(_))),
        "{second:?}"
    );
    world.store.close().await;
    Store::open(Settings::new(world.database()))
        .await
        .unwrap()
        .close()
        .await;
}

#[tokio::test]
async fn what_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    std::fs::write(
        &path,
        "this is a text file, and a long one, so that it cannot pass for an empty database. "
            .repeat(20),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    for settings in [
        Settings::new(Database::Sqlite(path.clone())),
        Settings::new(Database::Sqlite(path.clone())).read_only(),
    ] {
        let Err(Error::Unusable(text)) = Store::open(settings).await.map(|_| ()) else {
            panic!("opened a text file")
        };
        assert!(
            text.contains("notes.db") && text.contains("not a database"),
            "{text}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let nowhere = Settings::new(Database::Sqlite(folder.path().join("none.db"))).read_only();
    assert!(matches!(
        Store::open(nowhere).await.map(|_| ()),
        Err(Error::Unusable(_))
    ));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    for url in [
        "postgres://ana:s3cret@127.0.0.1:1/none",
        "postgres://ana:s3cret@[broken",
    ] {
        let Err(Error::Unusable(text)) =
            Store::open(Settings::new(Database::Postgres(url.to_owned())))
                .await
                .map(|_| ())
        else {
            panic!("opened nothing")
        };
        assert!(!text.contains("s3cret"), "{text}");
    }
}

/// The child of the next test: appends for ever and says after each commit how far it is.
#[tokio::test]
async fn child_that_appends() {
    let Ok(path) = std::env::var("COUNTERSIGN_TEST_CHILD") else {
        return;
    };
    let store = Store::open(Settings::new(Database::Sqlite(path.into())))
        .await
        .unwrap();
    let (lease, mut entries) = held(&store, "r", &acme()).await;
    loop {
        entries = note(&entries);
        let (lease, adding) = (lease.clone(), entries.clone());
        let appended = store.write(move |tx| {
            Box::pin(async move {
                runs::append(tx, &lease, &adding, Then::Keep { until: at(60) }).await
            })
        });
        appended.await.unwrap();
        println!("acknowledged {}", entries.state.last);
    }
}

#[tokio::test]
async fn a_killed_process_keeps_every_acknowledged_append() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "opening::child_that_appends", "--nocapture"])
        .env("COUNTERSIGN_TEST_CHILD", &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let number = |line: &str| {
        line.strip_prefix("acknowledged ")
            .and_then(|n| n.parse::<u64>().ok())
    };
    let acknowledged = lines
        .by_ref()
        .map_while(Result::ok)
        .filter_map(|line| number(&line))
        .find(|n| *n >= 200)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let acknowledged = lines
        .map_while(Result::ok)
        .filter_map(|line| number(&line))
        .last()
        .unwrap_or(acknowledged);

    let store = Store::open(Settings::new(Database::Sqlite(path)))
        .await
        .unwrap();
    let run = domain::id::RunId::new("r");
    let last = runs::get(store.within(&acme()), &run).await.unwrap();
    assert!(
        last.last_number >= acknowledged,
        "{} < {acknowledged}",
        last.last_number
    );
    let mut journal = vec![];
    loop {
        let more = runs::observations(store.within(&acme()), &run, journal.len() as u64, 500)
            .await
            .unwrap();
        if more.is_empty() {
            break;
        }
        journal.extend(more);
    }
    assert_eq!(journal.len() as u64, last.last_number);
    assert_eq!(journal.last().unwrap().hash().unwrap(), last.head);
    store.close().await;
}
