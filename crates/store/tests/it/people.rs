//! People and how they sign in.

use crate::cast::{acme, ana, at, globex, person, workspaces};
use crate::world::{World, both};
use domain::actor::{Actor, ActorKind, Role};
use domain::canonical::Digest;
use domain::id::{ActorId, MissionId, TokenId, WorkspaceId};
use store::links::Link;
use store::sessions::{Opened, Session};
use store::tokens::Token;
use store::{Error, Page, Store, actors, credentials, links, sessions, tokens};

both!(
    an_address_belongs_to_one_actor_of_a_workspace,
    only_people_in_service_hold_roles,
    a_password_is_found_by_address,
    a_session_lasts_until_it_expires,
    a_token_works_until_it_is_revoked_or_its_person_leaves,
    a_link_is_taken_once,
);

async fn add(store: &Store, workspace: &WorkspaceId, actor: Actor) -> store::Result<()> {
    let workspace = workspace.clone();
    store
        .write(move |tx| {
            Box::pin(async move { actors::insert(tx, &workspace, &actor, at(0)).await })
        })
        .await
}

async fn an_address_belongs_to_one_actor_of_a_workspace(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    add(store, &acme(), person("ana", &[Role::Builder]))
        .await
        .unwrap();
    let double = Actor {
        email: Some(" ANA@Acme.example".to_owned()),
        ..person("ana2", &[])
    };
    assert!(matches!(
        add(store, &acme(), double.clone()).await,
        Err(Error::Taken("mail address"))
    ));
    add(store, &globex(), double).await.unwrap();
    // Any number of agents have no address.
    for name in ["bot1", "bot2"] {
        let bot = Actor {
            kind: ActorKind::Agent,
            email: None,
            behind: Some(ana()),
            ..person(name, &[])
        };
        add(store, &acme(), bot).await.unwrap();
    }
    let found = actors::by_email(store.within(&acme()), "Ana@ACME.example")
        .await
        .unwrap();
    assert_eq!(found, person("ana", &[Role::Builder]));
    assert_eq!(
        actors::get(store.within(&acme()), &ActorId::new("bot1"))
            .await
            .unwrap()
            .behind,
        Some(ana())
    );
    let first = actors::list(store.within(&acme()), &Page::first(2))
        .await
        .unwrap();
    let rest = actors::list(store.within(&acme()), &Page::first(2).after(first.next))
        .await
        .unwrap();
    assert_eq!(
        (first.items.len(), rest.items.len(), rest.next),
        (2, 1, None)
    );
}

async fn only_people_in_service_hold_roles(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    add(store, &acme(), person("ana", &[Role::Builder]))
        .await
        .unwrap();
    add(store, &acme(), person("ben", &[Role::Approver]))
        .await
        .unwrap();
    add(
        store,
        &acme(),
        Actor {
            kind: ActorKind::Agent,
            email: None,
            ..person("bot", &[Role::Approver])
        },
    )
    .await
    .unwrap();
    let roles = [Role::Approver, Role::Admin].into();
    store
        .write(move |tx| {
            Box::pin(async move { actors::set_roles(tx, &acme(), &ana(), &roles).await })
        })
        .await
        .unwrap();
    let now = actors::roles_now(store.within(&acme())).await.unwrap();
    assert_eq!(
        now.keys().map(ActorId::as_str).collect::<Vec<_>>(),
        ["act_ana", "act_ben"]
    );
    assert_eq!(now[&ana()], [Role::Approver, Role::Admin].into());
    store
        .write(|tx| Box::pin(async move { actors::deactivate(tx, &acme(), &ana()).await }))
        .await
        .unwrap();
    let now = actors::roles_now(store.within(&acme())).await.unwrap();
    assert_eq!(
        now.keys().map(ActorId::as_str).collect::<Vec<_>>(),
        ["act_ben"]
    );
    let nobody = store
        .write(|tx| {
            Box::pin(async move { actors::deactivate(tx, &acme(), &ActorId::new("nobody")).await })
        })
        .await;
    assert!(matches!(nobody, Err(Error::Gone)));
}

async fn a_password_is_found_by_address(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    add(store, &acme(), person("ana", &[])).await.unwrap();
    for hash in ["$argon2id$1", "$argon2id$2"] {
        store
            .write(move |tx| {
                Box::pin(async move {
                    credentials::set_password(tx, &acme(), &ana(), hash, at(1)).await
                })
            })
            .await
            .unwrap();
    }
    let found = credentials::by_email(store, "ANA@acme.example ")
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0].workspace, &found[0].actor, found[0].hash.as_str()),
        (&acme(), &ana(), "$argon2id$2")
    );
    assert!(!format!("{found:?}").contains("argon2"));
    store
        .write(|tx| Box::pin(async move { actors::deactivate(tx, &acme(), &ana()).await }))
        .await
        .unwrap();
    assert!(
        credentials::by_email(store, "ana@acme.example")
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_session_lasts_until_it_expires(world: &World) {
    let store = &world.store;
    let session = |id: &str, owner: bool, until| Session {
        id: id.to_owned(),
        owner: owner.then(|| (acme(), ana())),
        data: vec![0, 255, 7],
        opened: owner.then(|| Opened {
            at: at(1),
            device: "Firefox on Linux".to_owned(),
        }),
        expires_at: at(until),
    };
    let put = |session: Session, replace| {
        store.write(move |tx| Box::pin(async move { sessions::put(tx, &session, replace).await }))
    };
    assert!(put(session("a", false, 10), false).await.unwrap());
    assert!(!put(session("a", true, 99), false).await.unwrap());
    assert_eq!(
        sessions::load(store, "a", at(9)).await.unwrap(),
        Some(session("a", false, 10))
    );
    assert!(put(session("a", true, 20), true).await.unwrap());
    assert_eq!(
        sessions::load(store, "a", at(19)).await.unwrap(),
        Some(session("a", true, 20))
    );
    assert_eq!(sessions::load(store, "a", at(20)).await.unwrap(), None);
    for id in ["b", "c", "d"] {
        put(session(id, true, 50), false).await.unwrap();
    }
    store
        .write(|tx| Box::pin(async move { sessions::delete(tx, "b").await }))
        .await
        .unwrap();
    assert_eq!(sessions::load(store, "b", at(1)).await.unwrap(), None);
    for id in ["b", "c"] {
        store
            .write(move |tx| Box::pin(async move { sessions::extend(tx, id, at(60)).await }))
            .await
            .unwrap();
    }
    assert_eq!(
        sessions::load(store, "b", at(1)).await.unwrap(),
        None,
        "what was ended stays ended"
    );
    assert_eq!(
        sessions::load(store, "c", at(59)).await.unwrap(),
        Some(session("c", true, 60))
    );
    assert_eq!(
        store
            .write(|tx| Box::pin(async move { sessions::sweep(tx, at(20)).await }))
            .await
            .unwrap(),
        1
    );
    let mine = |workspace| async move {
        let mine = sessions::of(store.within(&workspace), &ana(), at(21)).await;
        mine.unwrap()
            .into_iter()
            .map(|session| session.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(mine(acme()).await, ["c", "d"]);
    assert!(mine(globex()).await.is_empty());
    let end = |workspace, keep| {
        store.write(move |tx| {
            Box::pin(async move { sessions::delete_all_of(tx, &workspace, &ana(), keep).await })
        })
    };
    assert_eq!(end(globex(), None).await.unwrap(), 0);
    assert_eq!(end(acme(), Some("d")).await.unwrap(), 1);
    assert_eq!(mine(acme()).await, ["d"]);
    assert_eq!(end(acme(), None).await.unwrap(), 1);
}

async fn a_token_works_until_it_is_revoked_or_its_person_leaves(world: &World) {
    let store = &world.store;
    workspaces(store).await;
    add(store, &acme(), person("ana", &[])).await.unwrap();
    let bot = Actor {
        kind: ActorKind::Agent,
        email: None,
        behind: Some(ana()),
        ..person("bot", &[])
    };
    add(store, &acme(), bot.clone()).await.unwrap();
    let token = |name: &str, expires_at| Token {
        id: TokenId::new(name),
        actor: bot.id.clone(),
        behind: Some(ana()),
        name: name.to_owned(),
        missions: vec![MissionId::new("reconcile")],
        scopes: vec!["runs:start".to_owned()],
        created_at: at(0),
        expires_at,
        revoked_at: None,
    };
    let secret = |name: &str| Digest::of_bytes(name.as_bytes());
    for (name, until) in [("one", None), ("two", Some(at(10))), ("three", None)] {
        let (token, secret) = (token(name, until), secret(name));
        store
            .write(move |tx| {
                Box::pin(async move { tokens::insert(tx, &acme(), &token, &secret).await })
            })
            .await
            .unwrap();
    }
    assert_eq!(
        tokens::by_hash(store, &secret("one"), at(1)).await.unwrap(),
        Some((acme(), token("one", None)))
    );
    assert!(
        tokens::by_hash(store, &secret("two"), at(9))
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        tokens::by_hash(store, &secret("two"), at(10))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        tokens::by_hash(store, &secret("none"), at(1))
            .await
            .unwrap()
            .is_none()
    );
    store
        .write(|tx| {
            Box::pin(async move { tokens::revoke(tx, &acme(), &TokenId::new("one"), at(2)).await })
        })
        .await
        .unwrap();
    assert!(
        tokens::by_hash(store, &secret("one"), at(3))
            .await
            .unwrap()
            .is_none()
    );
    let foreign = store
        .write(|tx| {
            Box::pin(
                async move { tokens::revoke(tx, &globex(), &TokenId::new("three"), at(2)).await },
            )
        })
        .await;
    assert!(matches!(foreign, Err(Error::Gone)));
    assert!(
        tokens::by_hash(store, &secret("three"), at(3))
            .await
            .unwrap()
            .is_some()
    );
    store
        .write(|tx| Box::pin(async move { actors::deactivate(tx, &acme(), &ana()).await }))
        .await
        .unwrap();
    assert!(
        tokens::by_hash(store, &secret("three"), at(3))
            .await
            .unwrap()
            .is_none()
    );
    let listed = tokens::list(store.within(&acme()), &Page::default())
        .await
        .unwrap()
        .items;
    assert_eq!(
        listed
            .iter()
            .filter(|token| token.revoked_at == Some(at(2)))
            .count(),
        1
    );
}

async fn a_link_is_taken_once(world: &World) {
    let store = &world.store;
    let link = Link {
        workspace: acme(),
        purpose: "first_admin".to_owned(),
        subject: "ana@acme.example".to_owned(),
        expires_at: at(10),
    };
    let secret = Digest::of_bytes(b"secret");
    let new = link.clone();
    store
        .write(move |tx| Box::pin(async move { links::insert(tx, &secret, &new).await }))
        .await
        .unwrap();
    let take = |purpose: &'static str, now| {
        store.enqueue(move |tx| {
            Box::pin(async move { links::take(tx, &secret, purpose, now).await })
        })
    };
    assert_eq!(take("invitation", at(1)).await.unwrap(), None);
    assert_eq!(take("first_admin", at(10)).await.unwrap(), None);
    let both = [take("first_admin", at(2)), take("first_admin", at(2))];
    let mut taken = vec![];
    for ticket in both {
        taken.extend(ticket.await.unwrap());
    }
    assert_eq!(taken, [link]);
}
