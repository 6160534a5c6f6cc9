//! All the SQL there is: one file per noun, one function per question, the same text on SQLite and PostgreSQL.
//!
//! - A **question** takes [`InWorkspace`] (`store.within(&workspace)`, or `tx.within(&workspace)` inside a job), so no
//!   row of another tenant can be reached. The few questions that come before a tenant is known (sign-in, tokens, due
//!   runs) take [`Source`] and say so.
//! - A **verb** takes [`Tx`] and is called in a job: `store.write(|tx| Box::pin(async move { … }))`. Jobs go to one
//!   writer, many in one transaction, and are acknowledged after its commit.
//! - Domain types come out, never rows. Lists take a [`Page`].
//!
//! ```text
//! write / enqueue ──► queue ──► writer: BEGIN · job · job · job · COMMIT ──► tickets, changes
//! write_later ──────► (after a pause, or a few at the end of a batch)
//! questions ────────► read-only pool
//! ```

pub mod actors;
pub mod calls;
mod changes;
pub mod connections;
pub mod credentials;
mod database;
pub mod decisions;
pub mod documents;
pub mod drafts;
mod error;
pub mod files;
pub mod gates;
pub mod identities;
pub mod leases;
pub mod links;
pub mod missions;
pub mod page;
mod row;
pub mod runs;
mod script;
pub mod sessions;
pub mod settings;
mod store;
pub mod tokens;
pub mod triggers;
pub mod workspaces;
mod writer;
pub mod writes;

pub use changes::{Change, Changes};
pub use database::{InWorkspace, Source};
pub use error::Error;
pub use page::{Cursor, Page, Paged};
pub use store::{Database, Settings, Store};
pub use writer::{Job, Ticket, Tx};

pub type Result<T> = std::result::Result<T, Error>;
