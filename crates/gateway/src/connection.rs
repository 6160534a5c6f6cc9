//! One outside system with its credentials, and all of them by id.

use crate::call_log::{CallLog, CallRecord, Outcome};
use crate::error::Error;
use crate::org::{Org, Spent};
use crate::seal::Seal;
use crate::vault::{InMemory, SealedVault, SecretRow};
use domain::id::ConnectionId;
use domain::record::{ObjectName, RecordId};
use domain::scope::Scope;
use domain::time::Timestamp;
use salesforce::oauth::{self, App, Grant, TokenVault};
use salesforce::{Client, Clock, Identity, OrgUrl, Secret};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// A connection as it is set up. Its secrets are not here but in its sealed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub id: ConnectionId,
    pub name: String,
    pub url: OrgUrl,
    pub credentials: Credentials,
    /// The org that must answer; any, as long as it is not known.
    pub organization: Option<RecordId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub client_id: String,
    pub grant: Grant,
}

/// A Salesforce org, signed in as one user. Shared by every run that uses it: one refresh, one describe cache, one budget.
pub struct Connection {
    settings: Settings,
    app: App,
    vault: Arc<SealedVault>,
    pub(crate) client: Client,
    clock: Arc<dyn Clock>,
    log: Arc<dyn CallLog>,
}

impl Connection {
    /// Opens the sealed row for the app's secret; nothing is sent to the org.
    pub async fn open(
        settings: Settings,
        row: Arc<dyn SecretRow>,
        seal: Arc<Seal>,
        clock: Arc<dyn Clock>,
        log: Arc<dyn CallLog>,
    ) -> Result<Self, salesforce::Error> {
        let vault = SealedVault::new(
            Arc::clone(&row),
            Arc::clone(&seal),
            settings.id.as_str(),
            Arc::clone(&clock),
        );
        let app = App {
            client_id: settings.credentials.client_id.clone(),
            client_secret: vault.client_secret().await?,
            grant: settings.credentials.grant,
        };
        Self::with(settings, app, row, seal, clock, log)
    }

    fn with(
        settings: Settings,
        app: App,
        row: Arc<dyn SecretRow>,
        seal: Arc<Seal>,
        clock: Arc<dyn Clock>,
        log: Arc<dyn CallLog>,
    ) -> Result<Self, salesforce::Error> {
        let vault = Arc::new(SealedVault::new(
            row,
            seal,
            settings.id.as_str(),
            Arc::clone(&clock),
        ));
        let tokens: Arc<dyn TokenVault> = Arc::clone(&vault) as _;
        let client = Client::new(
            salesforce::Settings {
                organization: settings.organization.clone(),
                ..salesforce::Settings::new(settings.url.clone())
            },
            app.clone(),
            tokens,
            Arc::clone(&clock),
        )?;
        Ok(Self {
            settings,
            app,
            vault,
            client,
            clock,
            log,
        })
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }
    /// The org's daily calls, as it told them last.
    pub fn budget(&self) -> Option<salesforce::Budget> {
        self.client.budget()
    }

    /// This system as a mission or an agent may see it. `spent` is what the run has used of its budgets so far.
    pub fn org(self: &Arc<Self>, scope: Scope, spent: Spent) -> Org {
        Org::new(Arc::clone(self), scope, spent)
    }

    /// Who we are connected as. Its success is what "healthy" means.
    pub async fn whoami(&self) -> Result<Identity, Error> {
        let work = async { self.client.whoami().await.map_err(Error::from) };
        self.logged("whoami", None, work, |error| error.into())
            .await
            .0
    }

    /// Whether the user may use the API at all. The call also tells how many calls are left today.
    pub async fn api_access(&self) -> Result<(), Error> {
        let work = async { self.client.api_access().await.map_err(Error::from) };
        self.logged("limits", None, work, |error| error.into())
            .await
            .0
    }

    /// What the org's sign-in would say to a person who is sent there.
    pub async fn probe(&self, redirect: &str) -> Result<(), Error> {
        Ok(oauth::probe(&self.settings.url, &self.app, redirect).await?)
    }

    /// Where to send the person who connects. `state` and `verifier` are kept until they come back.
    pub fn consent_url(
        &self,
        redirect: &str,
        state: &str,
        verifier: &Secret,
    ) -> Result<String, Error> {
        Ok(oauth::authorize_url(
            &self.settings.url,
            &self.app,
            redirect,
            state,
            verifier,
        )?)
    }

    /// The person came back with a code: from here on calls are made as them.
    pub async fn finish_consent(
        &self,
        redirect: &str,
        code: &str,
        verifier: &Secret,
    ) -> Result<Identity, Error> {
        let tokens =
            oauth::exchange_code(&self.settings.url, &self.app, redirect, code, verifier).await?;
        if let Err(error) = self.client.belongs(&tokens) {
            // Nobody will use them: the other org need not keep them either.
            let _ = oauth::revoke(&self.settings.url, &tokens).await;
            return Err(error.into());
        }
        self.vault
            .put(&tokens)
            .await
            .map_err(salesforce::Error::from)?;
        self.client.forget_tokens();
        self.client.forget_schemas();
        self.whoami().await
    }

    /// Asks anew what there is: somebody has changed the org.
    pub fn forget_schemas(&self) {
        self.client.forget_schemas();
    }

    /// Ends it on both sides: revoked at the org, dropped here with the app's secret. What cannot be revoked is dropped all the
    /// same. Whoever still holds this connection gets no more tokens.
    pub async fn disconnect(&self) -> Result<(), Error> {
        let kept = self.vault.load().await.map_err(salesforce::Error::from)?;
        let revoked = match &kept {
            Some(kept) => oauth::revoke(&self.settings.url, &kept.tokens).await,
            None => Ok(()),
        };
        self.vault.forget().await.map_err(salesforce::Error::from)?;
        self.client.close();
        Ok(revoked?)
    }

    /// Runs `work`, counts its calls, and writes one line in the call log.
    pub(crate) async fn logged<T, E>(
        &self,
        operation: &'static str,
        object: Option<ObjectName>,
        work: impl Future<Output = Result<T, E>>,
        outcome: impl FnOnce(&E) -> Outcome,
    ) -> (Result<T, E>, u32) {
        let begun = self.begin();
        let (result, calls) = salesforce::counted(work).await;
        let outcome = result.as_ref().err().map_or(Outcome::Done, outcome);
        self.note(begun, operation, object, outcome, calls);
        (result, calls)
    }

    pub(crate) fn begin(&self) -> (Timestamp, Instant) {
        (self.clock.now(), Instant::now())
    }

    /// One line in the call log.
    pub(crate) fn note(
        &self,
        (at, begun): (Timestamp, Instant),
        operation: &'static str,
        object: Option<ObjectName>,
        outcome: Outcome,
        calls: u32,
    ) {
        self.log.note(CallRecord {
            at,
            connection: self.settings.id.clone(),
            operation,
            object,
            outcome,
            calls,
            millis: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            budget: self.client.budget(),
        });
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The open connections of this process.
pub struct Connections {
    seal: Arc<Seal>,
    clock: Arc<dyn Clock>,
    log: Arc<dyn CallLog>,
    open: Mutex<HashMap<ConnectionId, Arc<Connection>>>,
}

impl Connections {
    pub fn new(seal: Arc<Seal>, clock: Arc<dyn Clock>, log: Arc<dyn CallLog>) -> Self {
        Self {
            seal,
            clock,
            log,
            open: Mutex::default(),
        }
    }

    /// The open connection with these settings; opened now when it is not, or was with others.
    pub async fn connect(
        &self,
        settings: Settings,
        row: Arc<dyn SecretRow>,
    ) -> Result<Arc<Connection>, salesforce::Error> {
        if let Some(open) = self
            .lock()
            .get(&settings.id)
            .filter(|open| open.settings == settings)
        {
            return Ok(Arc::clone(open));
        }
        let id = settings.id.clone();
        let connection = Connection::open(
            settings,
            row,
            Arc::clone(&self.seal),
            Arc::clone(&self.clock),
            Arc::clone(&self.log),
        )
        .await?;
        let connection = Arc::new(connection);
        let mut open = self.lock();
        // Another task may have opened it meanwhile; all share that one, for its one refresh and one cache.
        if let Some(first) = open
            .get(&id)
            .filter(|first| first.settings == connection.settings)
        {
            return Ok(Arc::clone(first));
        }
        open.insert(id, Arc::clone(&connection));
        Ok(connection)
    }

    /// A connection that is not kept anywhere: to see whether settings are right.
    pub fn trial(
        &self,
        settings: Settings,
        client_secret: &Secret,
    ) -> Result<Connection, salesforce::Error> {
        let app = App {
            client_id: settings.credentials.client_id.clone(),
            client_secret: Some(client_secret.clone()),
            grant: settings.credentials.grant,
        };
        let row = Arc::new(InMemory::default());
        let (seal, clock) = (Arc::clone(&self.seal), Arc::clone(&self.clock));
        // What a trial finds is told to whoever asked, and is nobody's health.
        Connection::with(
            settings,
            app,
            row,
            seal,
            clock,
            Arc::new(|_: CallRecord| {}),
        )
    }

    /// Stores the app's secret, sealed, and forgets what was open under the old one.
    pub async fn set_client_secret(
        &self,
        id: &ConnectionId,
        row: Arc<dyn SecretRow>,
        secret: Option<&Secret>,
    ) -> Result<(), salesforce::Error> {
        let vault = SealedVault::new(
            row,
            Arc::clone(&self.seal),
            id.as_str(),
            Arc::clone(&self.clock),
        );
        vault.set_client_secret(secret).await?;
        self.forget(id);
        Ok(())
    }

    /// The next use opens it anew.
    pub fn forget(&self, id: &ConnectionId) {
        self.lock().remove(id);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Arc<Connection>>> {
        self.open
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
