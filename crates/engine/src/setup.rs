//! Setting up: the first workspace with what the product ships, and connections to outside systems.

use crate::orgs::{self, Stored};
use crate::view::ConnectionView;
use crate::{Caller, Engine, Error, knowledge, missions};
use domain::actor::{Actor, ActorKind};
use domain::id::{ConnectionId, WorkspaceId};
use store::connections::{Connection, Health};
use store::workspaces::Workspace;

/// An org to connect, with an app of its own.
pub struct NewConnection {
    pub name: String,
    /// My Domain, `https://yourcompany.my.salesforce.com`.
    pub url: String,
    pub client_id: String,
    pub client_secret: String,
}

impl Engine {
    /// The first workspace, with the missions and the knowledge that are shipped. What is there already stays as it is.
    pub async fn found(&self, name: &str) -> Result<WorkspaceId, Error> {
        if let Some(workspace) = store::workspaces::first(&self.0.store).await? {
            return Ok(workspace.id);
        }
        let now = self.0.clock.now();
        let workspace = Workspace {
            id: WorkspaceId::new(self.0.clock.unique()),
            name: name.to_owned(),
            created_at: now,
        };
        let system = Actor {
            id: crate::people::system(&workspace.id),
            kind: ActorKind::System,
            name: "Countersign".into(),
            email: None,
            roles: [].into(),
            behind: None,
            active: true,
        };
        let (row, by) = (workspace.clone(), system.clone());
        self.0
            .store
            .write(move |tx| {
                Box::pin(async move {
                    store::workspaces::create(tx, &row).await?;
                    store::actors::insert(tx, &row.id, &by, now).await
                })
            })
            .await?;
        for text in knowledge::SHIPPED {
            self.put_document(&workspace.id, &system.id, text).await?;
        }
        for text in missions::SHIPPED {
            self.put_mission(&workspace.id, &system.id, text).await?;
        }
        Ok(workspace.id)
    }

    /// Connects an org with client credentials. The same name again replaces address and secret.
    pub async fn connect(
        &self,
        workspace: &WorkspaceId,
        new: NewConnection,
    ) -> Result<ConnectionId, Error> {
        orgs::url(&new.url)?;
        let settings = Stored {
            url: new.url,
            client_id: new.client_id,
            grant: "client_credentials".into(),
        };
        let settings = serde_json::to_value(settings).map_err(Error::internal)?;
        let known = store::connections::list(self.0.store.within(workspace))
            .await?
            .into_iter()
            .find(|known| known.name == new.name);
        let fresh = known.is_none();
        let moved = known
            .as_ref()
            .is_some_and(|known| known.settings != settings);
        let id = known.map_or_else(
            || ConnectionId::new(self.0.clock.unique()),
            |known| known.id,
        );
        let row = Connection {
            id: id.clone(),
            kind: "salesforce".into(),
            name: new.name,
            settings,
            health: Health::default(),
            created_at: self.0.clock.now(),
        };
        if moved {
            // Tokens name the org they are for: with the old ones, calls would still go there.
            self.0.orgs.set_secret(workspace, &id, None).await?;
        }
        let here = workspace.clone();
        self.0
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if fresh {
                        store::connections::create(tx, &here, &row).await
                    } else {
                        store::connections::update(tx, &here, &row.id, &row.name, &row.settings)
                            .await
                    }
                })
            })
            .await?;
        self.0
            .orgs
            .set_secret(workspace, &id, Some(new.client_secret))
            .await?;
        Ok(id)
    }

    /// The connections, their health and budgets.
    pub async fn connections(&self, caller: &Caller) -> Result<Vec<ConnectionView>, Error> {
        let rows = store::connections::list(self.0.store.within(&caller.workspace)).await?;
        let view = |row: Connection| {
            let stored: Stored = serde_json::from_value(row.settings).map_err(Error::internal)?;
            let Health {
                last_ok_at,
                last_error,
                budget,
            } = row.health;
            Ok(ConnectionView {
                id: row.id,
                name: row.name,
                url: stored.url,
                last_ok_at,
                last_error: last_error.map(|(why, _)| why),
                budget: budget.map(|(used, max)| (used.unsigned_abs(), max.unsigned_abs())),
            })
        };
        rows.into_iter().map(view).collect()
    }
}
