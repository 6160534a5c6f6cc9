//! A Salesforce-shaped org on a real port, over its own SQLite file, for trials and tests.
//!
//! It speaks OAuth, REST, SOQL, SOSL, composite and the SOAP calls that only SOAP has (merge, convertLead, undelete), with the error
//! bodies clients know, so that stock clients work against it unmodified. It shares no type with our Salesforce client: what the two
//! agree on, they agree on over the wire. A control URL beside the Salesforce paths sets faults, moves the clock and counts the writes.
//!
//! ```no_run
//! # async fn demo() -> Result<(), sandbox::Error> {
//! let org = sandbox::start(sandbox::Settings { addr: ([127, 0, 0, 1], 0).into(), data: None, seed: sandbox::Seed::Demo }).await?;
//! println!("{}", serde_json::to_string(&org.ready).unwrap_or_default());
//! org.stopped().await;
//! # Ok(()) }
//! ```

mod automation;
mod clock;
mod conditional;
mod control;
mod history;
mod http;
mod id;
mod json;
mod oauth;
mod org;
mod refusal;
mod rest;
mod running;
mod schema;
mod security;
mod seed;
mod soap;
mod soql;
mod sosl;
mod store;
mod value;

pub use running::{Error, Ready, Running, Settings, start};
pub use seed::{Seed, UnknownSeed};
