//! Setting up: the first workspace with what the product ships, and connections to outside systems.

mod checks; // what is looked at in a connected org
mod connect; // what an admin does with connections

pub use connect::Consent;

use crate::orgs::{self, Asked, Known, Stored};
use crate::view::{ConnectionState, ConnectionView};
use crate::{Caller, Engine, Error, knowledge, missions};
use domain::actor::{Actor, ActorKind};
use domain::id::{ConnectionId, WorkspaceId};
use gateway::Grant;
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
            self.store_missing_passages().await?;
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

    /// Sets an org up with client credentials, without asking it: it may still be starting. The same name again replaces
    /// address and secret; that it is the same org is checked when it answers.
    pub async fn connect(
        &self,
        workspace: &WorkspaceId,
        new: NewConnection,
    ) -> Result<ConnectionId, Error> {
        let asked = Asked {
            grant: Grant::ClientCredentials,
            known: None,
        };
        self.save(workspace, new, asked).await
    }

    /// Asks a connected org who it is, and keeps that: from here on no other org answers under this connection.
    pub async fn meet(&self, workspace: &WorkspaceId, id: &ConnectionId) -> Result<(), Error> {
        let open = self.0.orgs.get(workspace, id).await?;
        let identity = open
            .whoami()
            .await
            .map_err(|why| Error::Unavailable(why.to_string()))?;
        self.remember(workspace, id, identity.into()).await
    }

    async fn known(
        &self,
        workspace: &WorkspaceId,
        name: &str,
    ) -> Result<Option<Connection>, Error> {
        let all = store::connections::list(self.0.store.within(workspace)).await?;
        Ok(all.into_iter().find(|known| known.name == name))
    }

    async fn save(
        &self,
        workspace: &WorkspaceId,
        new: NewConnection,
        asked: Asked,
    ) -> Result<ConnectionId, Error> {
        new.checked()?;
        let known = self.known(workspace, &new.name).await?;
        let before: Option<Stored> = known.as_ref().map(Stored::of).transpose()?;
        let settings = Stored::new(&new, asked, before.as_ref());
        let fresh = known.is_none();
        let moved = before.is_some_and(|before| !before.leads_where(&settings));
        let id = known.map_or_else(
            || ConnectionId::new(self.0.clock.unique()),
            |known| known.id,
        );
        let row = Connection {
            id: id.clone(),
            kind: "salesforce".into(),
            name: new.name,
            settings: serde_json::to_value(settings).map_err(Error::internal)?,
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

    /// Keeps which org and user answer.
    async fn remember(
        &self,
        workspace: &WorkspaceId,
        id: &ConnectionId,
        met: Known,
    ) -> Result<(), Error> {
        self.restore(workspace, id, |stored| stored.known = Some(met))
            .await
    }

    /// Changes what is kept of a connection, when that makes a difference.
    async fn restore(
        &self,
        workspace: &WorkspaceId,
        id: &ConnectionId,
        change: impl FnOnce(&mut Stored),
    ) -> Result<(), Error> {
        let row = store::connections::get(self.0.store.within(workspace), id).await?;
        let before = Stored::of(&row)?;
        let mut stored = before.clone();
        change(&mut stored);
        if stored == before {
            return Ok(());
        }
        let settings = serde_json::to_value(stored).map_err(Error::internal)?;
        let (here, id) = (workspace.clone(), id.clone());
        let kept = self.0.store.write(move |tx| {
            Box::pin(async move {
                store::connections::update(tx, &here, &id, &row.name, &settings).await
            })
        });
        Ok(kept.await?)
    }

    /// The connections, their health and budgets.
    pub async fn connections(&self, caller: &Caller) -> Result<Vec<ConnectionView>, Error> {
        let rows = store::connections::list(self.0.store.within(&caller.workspace)).await?;
        let mut views = vec![];
        for row in rows {
            let key = connect::checks_key(&row.id);
            let here = self.0.store.within(&caller.workspace);
            let checks: Option<connect::Kept> = store::settings::get(here, &key).await?;
            views.push(view(row, checks)?);
        }
        Ok(views)
    }
}

fn view(row: Connection, checks: Option<connect::Kept>) -> Result<ConnectionView, Error> {
    let stored = Stored::of(&row)?;
    let Health {
        last_ok_at,
        last_error,
        budget,
    } = row.health;
    let (checked_at, checks) = checks.map_or((None, vec![]), |kept| (Some(kept.at), kept.checks));
    let state = if stored.disconnected {
        ConnectionState::Disconnected
    } else if stored.known.is_none() && last_ok_at.is_none() {
        ConnectionState::New
    } else if last_error.is_some() {
        ConnectionState::Failing
    } else {
        ConnectionState::Working
    };
    let (organization, connected_as) = stored
        .known
        .map(|known| {
            (
                known.organization,
                format!("{} ({})", known.name, known.username),
            )
        })
        .unzip();
    Ok(ConnectionView {
        id: row.id,
        name: row.name,
        url: stored.url,
        client_id: stored.client_id,
        by_consent: stored.grant == orgs::CONSENT,
        state,
        organization,
        connected_as,
        last_ok_at,
        last_error_at: last_error.as_ref().map(|(_, at)| *at),
        last_error: last_error.map(|(why, _)| why),
        budget: budget.map(|(used, max)| (used.unsigned_abs(), max.unsigned_abs())),
        checked_at,
        checks,
    })
}
