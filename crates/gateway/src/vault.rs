//! The tokens of one connection, sealed, in a row that several nodes share.

use crate::seal::{Seal, Sealed};
use domain::time::Timestamp;
use salesforce::oauth::{Kept, Swapped, TokenVault, Tokens, VaultError, Wait};
use salesforce::{Clock, Secret};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// One row that holds a sealed text, with compare-and-swap.
pub trait SecretRow: Send + Sync {
    fn load(&self) -> Wait<'_, Result<Option<SealedRow>, VaultError>>;
    /// Replaces version `seen` (0: there was none). False when another was stored in the meantime.
    fn swap(&self, seen: u64, sealed: Sealed) -> Wait<'_, Result<bool, VaultError>>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    pub version: u64,
    pub sealed: Sealed,
}

/// A row of this process only.
#[derive(Default)]
pub(crate) struct InMemory(std::sync::Mutex<Option<SealedRow>>);

impl InMemory {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<SealedRow>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl SecretRow for InMemory {
    fn load(&self) -> Wait<'_, Result<Option<SealedRow>, VaultError>> {
        let row = self.lock().clone();
        Box::pin(std::future::ready(Ok(row)))
    }
    fn swap(&self, seen: u64, sealed: Sealed) -> Wait<'_, Result<bool, VaultError>> {
        let mut row = self.lock();
        let fits = row.as_ref().map_or(0, |row| row.version) == seen;
        if fits {
            *row = Some(SealedRow {
                version: seen + 1,
                sealed,
            });
        }
        Box::pin(std::future::ready(Ok(fits)))
    }
}

/// What is sealed. The row's version moves with every change of it; `generation` only with the tokens.
#[derive(Default, Serialize, Deserialize)]
struct Held {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<String>,
    #[serde(default)]
    generation: u64,
    /// Until when one node alone may refresh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claimed_until: Option<Timestamp>,
}

/// A [`TokenVault`] over a [`SecretRow`]. The app's own secret lies in the same row.
pub struct SealedVault {
    row: Arc<dyn SecretRow>,
    seal: Arc<Seal>,
    /// What the ciphertext is bound to: the connection's id.
    row_id: String,
    clock: Arc<dyn Clock>,
}

/// Another node wrote in between; after so many times something is wrong.
const TRIES: u32 = 20;

impl SealedVault {
    pub fn new(
        row: Arc<dyn SecretRow>,
        seal: Arc<Seal>,
        row_id: impl Into<String>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            row,
            seal,
            row_id: row_id.into(),
            clock,
        }
    }

    pub async fn client_secret(&self) -> Result<Option<Secret>, VaultError> {
        let (_, held) = self.held().await?;
        Ok(held.client_secret.map(Secret::new))
    }

    /// Another app secret: whatever tokens there were belong to the old one and are dropped.
    pub async fn set_client_secret(&self, secret: Option<&Secret>) -> Result<(), VaultError> {
        let secret = secret.map(|secret| secret.reveal().to_owned());
        self.change(|held| {
            if held.client_secret != secret {
                held.client_secret.clone_from(&secret);
                held.tokens = None;
                held.generation += 1;
                held.claimed_until = None;
            }
            true
        })
        .await
        .map(|_| ())
    }

    /// Somebody connected: these tokens count, whatever was there.
    pub async fn put(&self, tokens: &Tokens) -> Result<(), VaultError> {
        self.change(|held| {
            held.tokens = Some(tokens.to_unsealed().reveal().to_owned());
            held.generation += 1;
            held.claimed_until = None;
            true
        })
        .await
        .map(|_| ())
    }

    /// Somebody disconnected: neither tokens nor the app's secret are kept.
    pub async fn forget(&self) -> Result<(), VaultError> {
        self.change(|held| {
            held.client_secret = None;
            held.tokens = None;
            held.generation += 1;
            held.claimed_until = None;
            true
        })
        .await
        .map(|_| ())
    }

    /// Seals again with the newest key, when it is not yet.
    pub async fn reseal(&self) -> Result<(), VaultError> {
        match self.row.load().await? {
            Some(row) if !self.seal.is_current(&row.sealed) => {
                self.change(|_| true).await.map(|_| ())
            }
            _ => Ok(()),
        }
    }

    async fn held(&self) -> Result<(u64, Held), VaultError> {
        let Some(row) = self.row.load().await? else {
            return Ok((0, Held::default()));
        };
        let plain = self
            .seal
            .open(&self.row_id, &row.sealed)
            .map_err(|why| VaultError(format!("a stored secret does not open: {why}")))?;
        let held = serde_json::from_str(plain.reveal())
            .map_err(|_| VaultError("a stored secret is not in a known form".to_owned()))?;
        Ok((row.version, held))
    }

    /// Reads, changes and swaps until nobody was in between. `act` says whether there is anything to store; that is the answer.
    async fn change(&self, act: impl Fn(&mut Held) -> bool) -> Result<bool, VaultError> {
        for _ in 0..TRIES {
            let (version, mut held) = self.held().await?;
            if !act(&mut held) {
                return Ok(false);
            }
            let plain = serde_json::to_string(&held).map_err(|why| VaultError(why.to_string()))?;
            if self
                .row
                .swap(version, self.seal.seal(&self.row_id, &plain))
                .await?
            {
                return Ok(true);
            }
        }
        Err(VaultError(
            "the stored secret is changed all the time".to_owned(),
        ))
    }
}

impl TokenVault for SealedVault {
    fn load(&self) -> Wait<'_, Result<Option<Kept>, VaultError>> {
        Box::pin(async {
            let (_, held) = self.held().await?;
            let Some(text) = held.tokens else {
                return Ok(None);
            };
            let tokens = Tokens::from_unsealed(&text)
                .ok_or_else(|| VaultError("stored tokens are not in a known form".to_owned()))?;
            Ok(Some(Kept {
                version: held.generation,
                tokens,
            }))
        })
    }
    fn claim(&self, seen: u64, span: Duration) -> Wait<'_, Result<bool, VaultError>> {
        Box::pin(async move {
            let now = self.clock.now();
            self.change(|held| {
                let free =
                    held.seen() == seen && held.claimed_until.is_none_or(|until| until <= now);
                if free {
                    held.claimed_until = Some(now.plus(span));
                }
                free
            })
            .await
        })
    }
    fn swap(&self, seen: u64, new: Tokens) -> Wait<'_, Result<Swapped, VaultError>> {
        Box::pin(async move {
            let generation = std::sync::atomic::AtomicU64::new(0);
            let stored = self
                .change(|held| {
                    if held.seen() != seen {
                        return false;
                    }
                    held.tokens = Some(new.to_unsealed().reveal().to_owned());
                    held.generation += 1;
                    held.claimed_until = None;
                    generation.store(held.generation, std::sync::atomic::Ordering::Relaxed);
                    true
                })
                .await?;
            Ok(if stored {
                Swapped::Yes(generation.into_inner())
            } else {
                Swapped::No
            })
        })
    }
    fn release(&self, seen: u64) -> Wait<'_, Result<(), VaultError>> {
        Box::pin(async move {
            self.change(|held| held.seen() == seen && held.claimed_until.take().is_some())
                .await
                .map(|_| ())
        })
    }
}

impl Held {
    /// The version as the session knows it: 0 when there are no tokens.
    fn seen(&self) -> u64 {
        if self.tokens.is_some() {
            self.generation
        } else {
            0
        }
    }
}
