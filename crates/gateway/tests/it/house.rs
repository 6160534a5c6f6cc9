//! A door with a store behind it and an org before it.

use crate::world::{NOW, World};
use domain::change::Operation;
use domain::id::{ConnectionId, WorkspaceId};
use domain::scope::{Grant as Granted, Scope};
use gateway::{
    CallRecord, Connection, Connections, Credentials, Grant, Org, Seal, SealKey, SecretRow,
    Settings, Spent, StoredSecret,
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use store::{Database, Store};

pub struct House {
    pub world: World,
    pub store: Store,
    pub folder: tempfile::TempDir,
    pub log: Arc<Mutex<Vec<CallRecord>>>,
    workspace: WorkspaceId,
    id: ConnectionId,
}

impl House {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(store::Settings::new(Database::Sqlite(
            folder.path().join("house.sqlite"),
        )))
        .await
        .unwrap();
        let (workspace, id) = (WorkspaceId::new("1"), ConnectionId::new("org"));
        let made = (workspace.clone(), id.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    let (workspace, id) = made;
                    let tenant = store::workspaces::Workspace {
                        id: workspace.clone(),
                        name: "Northwind".into(),
                        created_at: NOW,
                    };
                    store::workspaces::create(tx, &tenant).await?;
                    let connection = store::connections::Connection {
                        id,
                        kind: "salesforce".into(),
                        name: "Production".into(),
                        settings: json!({}),
                        health: store::connections::Health::default(),
                        created_at: NOW,
                    };
                    store::connections::create(tx, &workspace, &connection).await
                })
            })
            .await
            .unwrap();
        Self {
            world: World::empty().await,
            store,
            folder,
            log: Arc::default(),
            workspace,
            id,
        }
    }

    pub fn settings(&self, grant: Grant) -> Settings {
        let ready = &self.world.org.ready;
        Settings {
            id: self.id.clone(),
            name: "Production".into(),
            url: ready.url.parse().unwrap(),
            credentials: Credentials {
                client_id: ready.client_id.clone(),
                grant,
            },
            organization: None,
        }
    }
    pub fn row(&self) -> Arc<dyn SecretRow> {
        Arc::new(StoredSecret::new(
            self.store.clone(),
            self.workspace.clone(),
            self.id.clone(),
        ))
    }
    /// One node's open connections.
    pub fn node(&self, seal: Seal) -> Connections {
        let log = Arc::clone(&self.log);
        Connections::new(
            Arc::new(seal),
            self.world.clock(),
            Arc::new(move |record| log.lock().unwrap().push(record)),
        )
    }
    pub async fn connection(&self) -> Arc<Connection> {
        let node = self.node(key("k1", 1));
        let secret = salesforce::Secret::new(&self.world.org.ready.client_secret);
        node.set_client_secret(&self.id, self.row(), Some(&secret))
            .await
            .unwrap();
        node.connect(self.settings(Grant::ClientCredentials), self.row())
            .await
            .unwrap()
    }
    pub async fn org(&self, scope: Scope) -> Org {
        self.connection().await.org(scope, Spent::default())
    }
    pub fn records(&self) -> Vec<CallRecord> {
        self.log.lock().unwrap().clone()
    }
}

pub fn key(id: &str, byte: u8) -> Seal {
    Seal::new(SealKey::new(id, [byte; 32]))
}

/// Object, fields to read, fields to write, operations.
type Grants<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [Operation]);

/// May do these operations with these objects, reading and writing these fields.
pub fn scope(objects: &[Grants<'_>]) -> Scope {
    let names = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    let grant = |(object, read, write, operations): &(&str, &[&str], &[&str], &[Operation])| {
        let granted = Granted {
            read: names(read),
            write: names(write),
            operations: operations.iter().copied().collect(),
        };
        (object.parse().unwrap(), granted)
    };
    Scope {
        objects: objects.iter().map(grant).collect(),
        max_records: 100,
        max_calls: 100,
    }
}
