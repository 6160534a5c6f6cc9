//! Every verb of the HTTP API, tried with every role, by a program and by nobody. What is forbidden is refused, and leaves
//! nothing changed. A verb that is missing here fails the test, so that nobody adds one without saying who may.

mod attempt; // a verb, with everything that makes it good

use std::collections::BTreeSet;

use domain::actor::Role;
use serde_json::{Value as Json, json};

use attempt::{attempt, kept, prepare};

use crate::world::{Person, World};

/// Somebody with one role and no other, or an admin's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Member,
    Approver,
    Builder,
    Admin,
    Auditor,
    Program,
}
use Who::{Admin, Approver, Auditor, Builder, Member, Program};

const EVERYBODY: &[Who] = &[Member, Approver, Builder, Admin, Auditor, Program];
const PEOPLE: &[Who] = &[Member, Approver, Builder, Admin, Auditor];
const WORKERS: &[Who] = &[Member, Approver, Builder, Admin, Program];
const BUILDERS: &[Who] = &[Builder, Admin];
/// People who keep files; whoever audits only reads them.
const KEEPERS: &[Who] = &[Member, Approver, Builder, Admin];
const DRAFT_READERS: &[Who] = &[Approver, Builder, Admin, Auditor];
const TOKEN_HOLDERS: &[Who] = &[Member, Builder, Admin];

/// Verb, path, and who may. What needs no sign-in at all is not here, but in `OPEN`.
const MATRIX: &[(&str, &str, &[Who])] = &[
    ("POST", "/sign-out", PEOPLE),
    ("GET", "/me", EVERYBODY),
    ("GET", "/me/sign-ins", PEOPLE),
    ("DELETE", "/me/sign-ins", PEOPLE),
    ("DELETE", "/me/sign-ins/{id}", PEOPLE),
    ("PUT", "/me/password", PEOPLE),
    ("GET", "/people", &[Admin, Auditor]),
    ("POST", "/people", &[Admin]),
    ("POST", "/people/{id}/link", &[Admin]),
    ("PUT", "/people/{id}/roles", &[Admin]),
    ("PUT", "/people/{id}/in-service", &[Admin]),
    ("GET", "/missions", EVERYBODY),
    ("PUT", "/missions", BUILDERS),
    ("POST", "/missions/try-rule", BUILDERS),
    ("POST", "/missions", BUILDERS),
    ("GET", "/missions/{slug}", EVERYBODY),
    ("GET", "/missions/{slug}/draft", DRAFT_READERS),
    ("PUT", "/missions/{slug}/draft", BUILDERS),
    ("POST", "/missions/{slug}/draft/try", BUILDERS),
    ("POST", "/missions/{slug}/draft/publish", BUILDERS),
    ("DELETE", "/missions/{slug}/draft", BUILDERS),
    ("GET", "/missions/{slug}/versions", EVERYBODY),
    (
        "POST",
        "/missions/{slug}/versions/{number}/return",
        BUILDERS,
    ),
    ("GET", "/drafts", DRAFT_READERS),
    ("PUT", "/drafts", BUILDERS),
    ("GET", "/objects", BUILDERS),
    ("GET", "/objects/{object}", BUILDERS),
    ("POST", "/missions/{slug}/runs", WORKERS),
    ("GET", "/knowledge", EVERYBODY),
    ("PUT", "/knowledge", BUILDERS),
    ("POST", "/knowledge", BUILDERS),
    ("GET", "/knowledge/search", EVERYBODY),
    ("GET", "/knowledge/{id}", EVERYBODY),
    ("POST", "/knowledge/{id}", BUILDERS),
    ("GET", "/knowledge/{id}/versions", EVERYBODY),
    ("GET", "/knowledge/{id}/passages", EVERYBODY),
    ("GET", "/knowledge/{id}/changes", EVERYBODY),
    ("GET", "/knowledge/{id}/file", EVERYBODY),
    ("POST", "/knowledge/{id}/archive", BUILDERS),
    ("POST", "/knowledge/{id}/return", BUILDERS),
    ("GET", "/runs", EVERYBODY),
    ("GET", "/runs/{id}", EVERYBODY),
    ("GET", "/runs/{id}/observations", EVERYBODY),
    ("GET", "/runs/{id}/observations/{number}", EVERYBODY),
    ("GET", "/runs/{id}/events", EVERYBODY),
    ("POST", "/runs/{id}/pause", WORKERS),
    ("POST", "/runs/{id}/resume", WORKERS),
    ("POST", "/runs/{id}/cancel", WORKERS),
    ("GET", "/decisions", EVERYBODY),
    ("GET", "/decisions/{id}", EVERYBODY),
    ("POST", "/decisions/{id}/approve", &[Approver]),
    ("POST", "/decisions/{id}/reject", &[Approver]),
    ("GET", "/records/{object}", PEOPLE),
    ("GET", "/records/{object}/{id}", PEOPLE),
    ("GET", "/records/{object}/{id}/changes", PEOPLE),
    ("GET", "/files", PEOPLE),
    ("POST", "/files", KEEPERS),
    ("GET", "/files/{id}", PEOPLE),
    ("GET", "/files/{id}/content", PEOPLE),
    ("POST", "/files/{id}/versions", KEEPERS),
    ("POST", "/files/{id}/archive", BUILDERS),
    ("GET", "/connections", EVERYBODY),
    ("POST", "/connections", &[Admin]),
    ("POST", "/connections/{id}/check", &[Admin]),
    ("POST", "/connections/{id}/disconnect", &[Admin]),
    ("GET", "/gate", EVERYBODY),
    ("PUT", "/gate", &[Admin]),
    ("GET", "/tokens", TOKEN_HOLDERS),
    ("POST", "/tokens", TOKEN_HOLDERS),
    ("DELETE", "/tokens/{id}", TOKEN_HOLDERS),
];

/// What whoever comes may ask.
const OPEN: &[(&str, &str)] = &[("POST", "/sign-in"), ("GET", "/openapi.json")];

const PASSWORD: &str = "the password of somebody with one role";

impl Who {
    fn role(self) -> Option<Role> {
        Some(match self {
            Member => Role::Member,
            Approver => Role::Approver,
            Builder => Role::Builder,
            Admin => Role::Admin,
            Auditor => Role::Auditor,
            Program => return None,
        })
    }

    fn email(role: Role) -> String {
        format!("only.{role}@countersign.example")
    }

    async fn is_let_in(self, world: &World) {
        let Some(role) = self.role() else { return };
        let portal = &world.portal();
        let chance = portal.engine.clock().secret();
        let hash = portal.passwords.hash(PASSWORD.to_owned(), chance).await;
        let (workspace, email) = (world.workspace(), Self::email(role));
        let name = format!("Only {role}");
        let added = portal.engine.add_person(
            &workspace,
            &email,
            &name,
            [role].into(),
            Some(hash.unwrap()),
        );
        added.await.unwrap();
    }

    /// Signed in anew: the attempt before may have ended it.
    async fn comes(self, world: &World) -> Person {
        if let Some(role) = self.role() {
            return Person::signed_in(world.url(), &Self::email(role), PASSWORD).await;
        }
        let token = world.ana().post("/tokens", json!({ "name": "program" }));
        let token = token.await.ok();
        Person::with_token(world.url(), token["secret"].as_str().unwrap())
    }
}

/// What attempts are about: a run that waits, and its decision.
struct Stage {
    lead: String,
    run: String,
    decision: Json,
    /// A document that no mission goes by.
    document: String,
}

impl Stage {
    async fn set(world: &World) -> Self {
        let lead = world.new_lead().await;
        kept(world).await;
        let run = world.starts(&lead).await;
        let view = world.rests(&run).await;
        let path = format!("/decisions/{}", view["decisions"][0].as_str().unwrap());
        let decision = world.ben().get(&path).await.ok();
        let head = "+++\nkind = \"playbook\"\ntitle = \"Guide\"\nslug = \"guide\"\n+++\n";
        let guide = format!("{head}## One\n");
        let guide = world.joel().put("/knowledge", &guide).await.ok();
        let document = guide["id"].as_str().unwrap().to_owned();
        Self {
            lead,
            run,
            decision,
            document,
        }
    }
}

/// Everything that could have been changed, as an admin sees it, and what the org has counted.
async fn everything(world: &World) -> String {
    let mut seen = String::new();
    for path in [
        "/missions",
        "/drafts",
        "/knowledge",
        "/knowledge?archived=true",
        "/runs?limit=200",
        "/decisions?all=true&limit=200",
        "/connections",
        "/gate",
        "/tokens",
        "/people",
        "/files",
    ] {
        let mut told = world.ana().get(path).await.ok();
        // How a connection fares changes by itself.
        for connection in told.as_array_mut().into_iter().flatten() {
            if let Some(row) = connection.as_object_mut() {
                row.retain(|name, _| {
                    !matches!(
                        name.as_str(),
                        "last_ok_at" | "last_error" | "last_error_at" | "budget"
                    )
                });
            }
        }
        seen.push_str(&told.to_string());
    }
    format!("{seen}{:?}", world.org.written().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verb_is_in_the_matrix() {
    let world = World::new().await;
    let document = Person::nobody(world.url()).get("/openapi.json").await.ok();
    let mut verbs = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            verbs.insert((method.to_uppercase(), path.clone()));
        }
    }
    let own = |(method, path): (&&str, &&str)| ((*method).to_owned(), (*path).to_owned());
    let matrix = MATRIX.iter().map(|(method, path, _)| own((method, path)));
    let open = OPEN.iter().map(|(method, path)| own((method, path)));
    let told: BTreeSet<_> = matrix.chain(open).collect();
    assert_eq!(verbs, told, "left: the API; right: the matrix");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forbidden_is_refused_and_changes_nothing() {
    let world = World::new().await;
    for who in EVERYBODY {
        who.is_let_in(&world).await;
    }
    let stage = Stage::set(&world).await;
    let nobody = Person::nobody(world.url());
    for (method, path, may) in MATRIX {
        let forbidden: Vec<_> = EVERYBODY.iter().filter(|who| !may.contains(who)).collect();
        for who in forbidden {
            let person = who.comes(&world).await;
            if (*method, *path) == ("DELETE", "/tokens/{id}") {
                // The attempt makes a token to be revoked: there must be one of that id afterwards.
                let told = attempt(&world, &person, &stage, method, path).await;
                assert_eq!(told.status, 403, "{who:?} {method} {path}: {}", told.text);
                let tokens = world.ana().get("/tokens").await.text;
                assert!(tokens.contains("\"hers\""), "{tokens}");
                continue;
            }
            prepare(&world, path).await;
            let before = everything(&world).await;
            let told = attempt(&world, &person, &stage, method, path).await;
            assert!(
                matches!(told.status, 403 | 409 | 422),
                "{who:?} {method} {path}: {} {}",
                told.status,
                told.text
            );
            assert_eq!(everything(&world).await, before, "{who:?} {method} {path}");
        }
        let before = everything(&world).await;
        let told = attempt(&world, &nobody, &stage, method, path).await;
        assert_eq!(told.status, 401, "nobody {method} {path}: {}", told.text);
        if (*method, *path) != ("DELETE", "/tokens/{id}") {
            assert_eq!(everything(&world).await, before, "nobody {method} {path}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_allowed_is_done() {
    let world = World::new().await;
    for who in EVERYBODY {
        who.is_let_in(&world).await;
    }
    let mut stage = Stage::set(&world).await;
    for (method, path, may) in MATRIX {
        for who in *may {
            let person = who.comes(&world).await;
            prepare(&world, path).await;
            let told = attempt(&world, &person, &stage, method, path).await;
            assert!(
                told.status < 300,
                "{who:?} {method} {path}: {} {}",
                told.status,
                told.text
            );
            if matches!(
                path.rsplit('/').next(),
                Some("cancel" | "approve" | "reject")
            ) {
                world.ends(&stage.run).await;
                stage = Stage::set(&world).await;
            }
        }
    }
    world.end().await;
}
