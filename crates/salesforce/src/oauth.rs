//! Signing in to an org: client credentials, authorization code with PKCE (S256), refresh with rotation, revoke.

mod grants;
mod probe; // what the org would say, before anybody is sent there
mod session;
mod tokens;
mod vault;

pub use grants::{App, Grant, authorize_url, exchange_code, revoke, verifier};
pub use probe::probe;
pub use tokens::Tokens;
pub use vault::{Kept, MemoryVault, Swapped, TokenVault, VaultError, Wait};

pub(crate) use session::Session;
