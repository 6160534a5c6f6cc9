//! The one door to outside systems.
//!
//! A [`Connection`] is one outside system with its credentials; [`Connection::org`] is the same system seen through a
//! [`domain::scope::Scope`], and everything a mission or an agent does goes through that [`Org`]. What is out of scope is
//! absent from schemas and refused in code, before anything is sent. Every call leaves a [`CallRecord`], without bodies
//! and without tokens. Secrets rest sealed with [`Seal`].

mod call_log;
mod connection;
mod error;
mod org;
mod rights; // what a person's own user in the org may read
mod seal;
mod settle;
mod standing; // who the connected user is
mod stored;
mod vault;

pub use call_log::{CallLog, CallRecord, Outcome};
pub use connection::{Connection, Connections, Credentials, Settings};
pub use error::{Error, WriteError};
pub use org::{Org, Spent};
pub use rights::Counterpart;
pub use seal::{BadKey, Seal, SealKey, Sealed, Unopened};
pub use settle::{Happened, Live, did_it_happen, is_written};
pub use standing::UserFacts;
pub use stored::StoredSecret;
pub use vault::{SealedRow, SealedVault, SecretRow};

pub use salesforce::oauth::{Grant, VaultError, Wait, verifier};
pub use salesforce::{
    Answer, Ask, Budget, Change, Clock, Guard, Identity, Made, OrgUrl, Receipt, Secret,
};
/// What callers need of the wire's own words.
pub use salesforce::{Error as ReadError, WriteError as SendError};
