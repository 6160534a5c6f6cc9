//! Where tokens live. Several nodes share one rotation, so a vault compares before it swaps and lets one refresh at a time.

use super::Tokens;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// The answer of an asynchronous call that can be made through `dyn`.
pub type Wait<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tokens and which writing of them this is; 0 stands for "none yet".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub version: u64,
    pub tokens: Tokens,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// Stored, under this version.
    Yes(u64),
    /// Somebody stored others first; what was handed in is not kept.
    No,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct VaultError(pub String);

/// Keeps the tokens of one connection.
pub trait TokenVault: Send + Sync {
    /// None when nobody has connected yet.
    fn load(&self) -> Wait<'_, Result<Option<Kept>, VaultError>>;
    /// Takes the right to replace version `seen` for so long. False when it is no longer `seen`, or another holds the right.
    fn claim(&self, seen: u64, span: Duration) -> Wait<'_, Result<bool, VaultError>>;
    /// Stores `new` if the version is still `seen`, and gives the right back. `seen` 0: nothing may be there yet.
    fn swap(&self, seen: u64, new: Tokens) -> Wait<'_, Result<Swapped, VaultError>>;
    /// Gives the right back without storing anything.
    fn release(&self, seen: u64) -> Wait<'_, Result<(), VaultError>>;
}

/// Tokens of this process only: for client credentials, and for tests.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    claimed_until: Option<Instant>,
}

impl State {
    fn version(&self) -> u64 {
        self.kept.as_ref().map_or(0, |kept| kept.version)
    }
}

impl MemoryVault {
    pub fn holding(tokens: Tokens) -> Self {
        Self(Mutex::new(State {
            kept: Some(Kept { version: 1, tokens }),
            claimed_until: None,
        }))
    }
    fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut State) -> T,
    ) -> Wait<'static, Result<T, VaultError>> {
        let done = act(&mut self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner));
        Box::pin(std::future::ready(Ok(done)))
    }
}

impl TokenVault for MemoryVault {
    fn load(&self) -> Wait<'_, Result<Option<Kept>, VaultError>> {
        self.with(|state| state.kept.clone())
    }
    fn claim(&self, seen: u64, span: Duration) -> Wait<'_, Result<bool, VaultError>> {
        self.with(|state| {
            let free = state.version() == seen
                && state
                    .claimed_until
                    .is_none_or(|until| until <= Instant::now());
            if free {
                state.claimed_until = Some(Instant::now() + span);
            }
            free
        })
    }
    fn swap(&self, seen: u64, new: Tokens) -> Wait<'_, Result<Swapped, VaultError>> {
        self.with(|state| {
            if state.version() != seen {
                return Swapped::No;
            }
            *state = State {
                kept: Some(Kept {
                    version: seen + 1,
                    tokens: new,
                }),
                claimed_until: None,
            };
            Swapped::Yes(seen + 1)
        })
    }
    fn release(&self, seen: u64) -> Wait<'_, Result<(), VaultError>> {
        self.with(|state| {
            if state.version() == seen {
                state.claimed_until = None;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn tokens(access: &str) -> Tokens {
        Tokens {
            access: Secret::new(access),
            refresh: None,
            instance: None,
            identity: None,
        }
    }

    #[tokio::test]
    async fn one_at_a_time_may_replace_tokens_and_a_lost_claim_ends() {
        let vault = MemoryVault::holding(tokens("one"));
        let span = Duration::from_secs(30);
        assert!(vault.claim(1, Duration::ZERO).await.unwrap());
        assert!(vault.claim(1, span).await.unwrap(), "the first holder died");
        assert!(!vault.claim(1, span).await.unwrap());
        assert_eq!(vault.swap(1, tokens("two")).await.unwrap(), Swapped::Yes(2));
        assert_eq!(vault.swap(1, tokens("late")).await.unwrap(), Swapped::No);
        assert!(!vault.claim(1, span).await.unwrap(), "version 1 is gone");
    }
}
