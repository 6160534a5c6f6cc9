//! The outside systems of this process: opened once, shared by every run, their secrets in the store.

use crate::Error;
use crate::clock::Clock;
use crate::setup::NewConnection;
use crate::standing::Kept;
use domain::id::{ConnectionId, WorkspaceId};
use domain::record::RecordId;
use gateway::{
    CallRecord, Connection, Connections, Credentials, Grant, OrgUrl, Outcome, Seal, Secret,
    SecretRow, StoredSecret,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Store, Tx};

/// What the store keeps of a connection, besides its sealed secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub url: String,
    pub client_id: String,
    pub grant: String,
    /// The org that answers under this connection, and no other ever; none before the first answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disconnected: bool,
}

/// An org and a user in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub organization: RecordId,
    pub user: RecordId,
    pub username: String,
    pub name: String,
}

/// How an org is asked, and who answered when it was tried.
pub(crate) struct Asked {
    pub grant: Grant,
    pub known: Option<Known>,
}

const CREDENTIALS: &str = "client_credentials";
pub(crate) const CONSENT: &str = "authorization_code";

impl Stored {
    pub(crate) fn of(row: &store::connections::Connection) -> Result<Self, Error> {
        serde_json::from_value(row.settings.clone()).map_err(Error::internal)
    }

    /// The same connection set up anew stays that of its org.
    pub(crate) fn new(new: &NewConnection, asked: Asked, before: Option<&Self>) -> Self {
        let grant = match asked.grant {
            Grant::AuthorizationCode => CONSENT,
            _ => CREDENTIALS,
        };
        Self {
            url: new.url.trim().trim_end_matches('/').to_owned(),
            client_id: new.client_id.trim().to_owned(),
            grant: grant.to_owned(),
            known: asked
                .known
                .or_else(|| before.and_then(|before| before.known.clone())),
            disconnected: false,
        }
    }

    /// Whether tokens got under these settings are good under those.
    pub(crate) fn leads_where(&self, other: &Self) -> bool {
        (&self.url, &self.client_id, &self.grant) == (&other.url, &other.client_id, &other.grant)
    }

    /// Whether calls can be expected to go through.
    pub(crate) fn is_ready(&self) -> bool {
        !self.disconnected && (self.grant != CONSENT || self.known.is_some())
    }

    fn grant(&self) -> Grant {
        match self.grant.as_str() {
            _ if self.disconnected => Grant::None,
            CONSENT => Grant::AuthorizationCode,
            _ => Grant::ClientCredentials,
        }
    }

    fn organization(&self) -> Option<RecordId> {
        self.known.as_ref().map(|known| known.organization.clone())
    }
}

/// Whose each open connection is: call records name the connection alone.
type Owners = Arc<Mutex<HashMap<ConnectionId, WorkspaceId>>>;

/// The last call of each connection that the store does not know of yet.
type Latest = Arc<Mutex<HashMap<ConnectionId, CallRecord>>>;

pub(crate) struct Orgs {
    store: Store,
    open: Connections,
    owners: Owners,
    kept: Kept<(WorkspaceId, ConnectionId), Arc<Connection>>,
}

impl Orgs {
    pub(crate) fn new(store: Store, seal: Arc<Seal>, clock: Arc<dyn Clock>) -> Self {
        let owners = Owners::default();
        let log = {
            let (store, owners, latest) = (store.clone(), owners.clone(), Latest::default());
            move |record: CallRecord| {
                let owner = locked(&owners).get(&record.connection).cloned();
                if let Some(workspace) = owner {
                    note(&store, &latest, workspace, record);
                }
            }
        };
        let clock = move || clock.now();
        Self {
            open: Connections::new(seal, Arc::new(clock), Arc::new(log)),
            store,
            owners,
            kept: Kept::default(),
        }
    }

    /// The open connection of that id.
    pub(crate) async fn get(
        &self,
        workspace: &WorkspaceId,
        id: &ConnectionId,
    ) -> Result<Arc<Connection>, Error> {
        let key = (workspace.clone(), id.clone());
        self.kept
            .get(&self.store, key, self.open(workspace, id))
            .await
    }

    async fn open(
        &self,
        workspace: &WorkspaceId,
        id: &ConnectionId,
    ) -> Result<Arc<Connection>, Error> {
        let row = store::connections::get(self.store.within(workspace), id).await?;
        locked(&self.owners).insert(id.clone(), workspace.clone());
        let stored = Stored::of(&row)?;
        let settings = gateway::Settings {
            id: row.id,
            name: row.name,
            url: url(&stored.url)?,
            organization: stored.organization(),
            credentials: Credentials {
                grant: stored.grant(),
                client_id: stored.client_id,
            },
        };
        let open = self.open.connect(settings, self.row(workspace, id)).await;
        open.map_err(|why| Error::Unavailable(format!("the connection cannot be opened: {why}")))
    }

    /// An org that is not kept: to see whether it takes these settings, and is the one that is known.
    pub(crate) fn trial(
        &self,
        new: &NewConnection,
        grant: Grant,
        known: Option<&store::connections::Connection>,
    ) -> Result<Connection, Error> {
        new.checked()?;
        let settings = gateway::Settings {
            id: ConnectionId::new("trial"),
            name: new.name.clone(),
            url: url(&new.url)?,
            organization: known
                .map(Stored::of)
                .transpose()?
                .and_then(|known| known.organization()),
            credentials: Credentials {
                client_id: new.client_id.trim().to_owned(),
                grant,
            },
        };
        let secret = Secret::new(new.client_secret.clone());
        let open = self.open.trial(settings, &secret);
        open.map_err(|why| Error::Unavailable(format!("the connection cannot be opened: {why}")))
    }

    /// The next use opens it anew.
    pub(crate) fn forget(&self, id: &ConnectionId) {
        self.open.forget(id);
        self.kept.forget();
    }

    /// Tokens that were got with another secret, or with none, are dropped.
    pub(crate) async fn set_secret(
        &self,
        workspace: &WorkspaceId,
        id: &ConnectionId,
        secret: Option<String>,
    ) -> Result<(), Error> {
        let secret = secret.map(Secret::new);
        let kept = self
            .open
            .set_client_secret(id, self.row(workspace, id), secret.as_ref())
            .await;
        self.kept.forget();
        kept.map_err(|why| Error::Unavailable(format!("the secret cannot be kept: {why}")))
    }

    fn row(&self, workspace: &WorkspaceId, id: &ConnectionId) -> Arc<dyn SecretRow> {
        Arc::new(StoredSecret::new(
            self.store.clone(),
            workspace.clone(),
            id.clone(),
        ))
    }
}

/// An org's address, or what is wrong with it.
pub(crate) fn url(text: &str) -> Result<OrgUrl, Error> {
    text.parse()
        .map_err(|why| Error::Invalid(format!("`{text}` is not an org's address: {why}")))
}

/// Health of the connection, at the pace of the low-priority queue: what is not stored yet is replaced by what is newer.
fn note(store: &Store, latest: &Latest, workspace: WorkspaceId, record: CallRecord) {
    let (latest, connection) = (latest.clone(), record.connection.clone());
    if locked(&latest).insert(connection.clone(), record).is_some() {
        return;
    }
    store.write_later(move |tx| {
        Box::pin(async move {
            let newest = locked(&latest).remove(&connection);
            match newest {
                Some(record) => stored(tx, &workspace, record).await,
                None => Ok(()),
            }
        })
    });
}

async fn stored(tx: &mut Tx<'_>, workspace: &WorkspaceId, record: CallRecord) -> store::Result<()> {
    let (connection, at) = (record.connection, record.at);
    let budget = record
        .budget
        .map(|budget| (signed(budget.used), signed(budget.max)));
    let wrong = match record.outcome {
        Outcome::Done | Outcome::Denied(_) | Outcome::Refused(_) => None,
        Outcome::Away(why) => Some(format!("away: {why}")),
        Outcome::SignedOut => Some("signed out: connect again".to_owned()),
        Outcome::Unclear => Some("a write was not answered".to_owned()),
        Outcome::Broken => Some("an answer could not be read".to_owned()),
    };
    match wrong {
        None => store::connections::went_well(tx, workspace, &connection, at, budget).await,
        Some(why) => store::connections::went_wrong(tx, workspace, &connection, at, &why).await,
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
