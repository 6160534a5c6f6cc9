//! The tokens in use: loaded once, renewed once, however many calls find them spent.

use super::{App, Grant, Kept, Swapped, TokenVault, Tokens, VaultError, grants};
use crate::error::Error;
use crate::url::OrgUrl;
use domain::record::RecordId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long one refresh may hold the right to it. Longer than the connection's own patience.
const CLAIM: Duration = Duration::from_secs(45);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LOOKS: u32 = 10;
/// After the org refused to renew, it is not asked again for so long unless somebody stores other tokens.
const REFUSED: Duration = Duration::from_mins(1);

const DISCONNECTED: &str =
    "an admin has disconnected it; nothing is read or written until it is connected again";

pub(crate) struct Session {
    url: OrgUrl,
    app: App,
    vault: Arc<dyn TokenVault>,
    connection: reqwest::Client,
    /// The org that these tokens must be for, once it is known.
    organization: Option<RecordId>,
    /// Somebody disconnected: whoever still holds this gets no more tokens.
    closed: AtomicBool,
    current: Mutex<Option<Kept>>,
    renewing: tokio::sync::Mutex<Option<Refused>>,
}

struct Refused {
    version: u64,
    why: String,
    at: Instant,
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        Self::Vault { why: error.0 }
    }
}

impl Session {
    pub(crate) fn new(
        url: OrgUrl,
        app: App,
        vault: Arc<dyn TokenVault>,
        connection: reqwest::Client,
        organization: Option<RecordId>,
    ) -> Self {
        Self {
            url,
            app,
            vault,
            connection,
            organization,
            closed: AtomicBool::new(false),
            current: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
        }
    }

    /// The tokens to call with.
    pub(crate) async fn tokens(self: &Arc<Self>) -> Result<Kept, Error> {
        if let Some(kept) = self.current() {
            return Ok(kept);
        }
        self.renew(0).await
    }

    /// Tokens other than version `spent`. Of many callers one asks the org; the others wait for what it gets.
    pub(crate) async fn renew(self: &Arc<Self>, spent: u64) -> Result<Kept, Error> {
        // A task of its own: a caller that gives up between the org's answer and the store would lose a refresh token.
        let own = Arc::clone(self);
        let renewed = tokio::spawn(async move { own.renew_once(spent).await }).await;
        renewed.unwrap_or_else(|why| {
            Err(Error::Vault {
                why: why.to_string(),
            })
        })
    }

    async fn renew_once(&self, spent: u64) -> Result<Kept, Error> {
        let mut refused = self.renewing.lock().await;
        let deadline = Instant::now() + CLAIM + LOOK_AGAIN;
        loop {
            let stored = self.vault.load().await?;
            let version = stored.as_ref().map_or(0, |kept| kept.version);
            if let Some(kept) = stored.as_ref().filter(|kept| kept.version != spent) {
                return Ok(self.remember(kept.clone()));
            }
            if let Some(no) = refused
                .as_ref()
                .filter(|no| no.version == version && no.at.elapsed() < REFUSED)
            {
                return Err(Error::signed_out(no.why.clone()));
            }
            if self.vault.claim(version, CLAIM).await? {
                match self.replace(stored.as_ref()).await {
                    Ok(kept) => {
                        tracing::info!(org = %self.url, version = kept.version, "new tokens");
                        return Ok(self.remember(kept));
                    }
                    Err(error) => {
                        self.vault.release(version).await?;
                        let Error::SignedOut { why, .. } = &error else {
                            return Err(error);
                        };
                        if let Some(winner) = self.other_than(version).await? {
                            return Ok(self.remember(winner));
                        }
                        self.forget();
                        *refused = Some(Refused {
                            version,
                            why: why.clone(),
                            at: Instant::now(),
                        });
                        return Err(error);
                    }
                }
            }
            if Instant::now() >= deadline {
                return Err(Error::Vault {
                    why: "another node holds the refresh and does not finish".to_owned(),
                });
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Where a vault cannot hold others off, a refused refresh may mean that another node refreshed first and is about to
    /// store what it got.
    async fn other_than(&self, version: u64) -> Result<Option<Kept>, Error> {
        if version == 0 {
            return Ok(None);
        }
        for _ in 0..LOOKS {
            if let Some(kept) = self
                .vault
                .load()
                .await?
                .filter(|kept| kept.version != version)
            {
                return Ok(Some(kept));
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(None)
    }

    /// New tokens are stored before they are used: with rotation the old ones are already void.
    async fn replace(&self, old: Option<&Kept>) -> Result<Kept, Error> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::signed_out(DISCONNECTED));
        }
        let new = match (self.app.grant, old) {
            (Grant::ClientCredentials, _) => {
                grants::client_credentials(&self.connection, &self.url, &self.app).await?
            }
            (Grant::AuthorizationCode, Some(old)) => {
                grants::refresh(&self.connection, &self.url, &self.app, &old.tokens).await?
            }
            (Grant::None, _) => return Err(Error::signed_out(DISCONNECTED)),
            (Grant::AuthorizationCode, None) => {
                return Err(Error::signed_out("nobody has connected this org yet"));
            }
        };
        self.belongs(&new)?;
        let seen = old.map_or(0, |kept| kept.version);
        let mut tries = 0;
        loop {
            match self.vault.swap(seen, new.clone()).await {
                Ok(Swapped::Yes(version)) => {
                    return Ok(Kept {
                        version,
                        tokens: new,
                    });
                }
                Ok(Swapped::No) => {
                    let winner = self.vault.load().await?;
                    return winner.ok_or_else(|| Error::signed_out("the connection was removed"));
                }
                // A lost refresh token cannot be had again, so the store gets more than one chance.
                Err(_) if tries < 5 => {
                    tries += 1;
                    sleep(LOOK_AGAIN * tries).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Refuses tokens of another org: what is kept under this connection is about one.
    pub(crate) fn belongs(&self, tokens: &Tokens) -> Result<(), Error> {
        match (&self.organization, tokens.organization()) {
            (Some(ours), Some(theirs)) if *ours != theirs => Err(Error::OtherOrg {
                ours: ours.clone(),
                theirs,
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.forget();
    }

    fn current(&self) -> Option<Kept> {
        self.lock().clone()
    }
    fn remember(&self, kept: Kept) -> Kept {
        *self.lock() = Some(kept.clone());
        kept
    }
    /// So that the next call looks into the vault, where a person may have put new tokens.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
