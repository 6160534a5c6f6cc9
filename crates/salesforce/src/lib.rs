//! The Salesforce wire: OAuth, describe, SOQL and SOSL, REST, composite, SOAP merge and convert, limits, errors.
//!
//! One [`Client`] speaks for one connected user of one org. Reads answer typed [`domain::record::Record`]s; the only way
//! to write is [`Client::write`], and it takes an approved part. Errors have one variant for each reaction of the caller.
//! Nothing here knows which records matter or why: scope, budgets of runs and the call log are the gateway's.

mod answer;
mod budget;
mod call;
mod client;
mod clock;
mod describe;
mod error;
mod http;
mod read;
mod row;
mod secret;
mod soap;
mod stamp;
mod typed;
mod url;

pub mod oauth;
pub mod soql;
pub mod write;

pub use budget::{Budget, Reserve};
pub use call::counted;
pub use client::{Client, Identity, Settings};
pub use clock::Clock;
pub use error::Error;
pub use read::{Answer, Ask, Change};
pub use secret::Secret;
pub use url::{BadUrl, OrgUrl, Version};
pub use write::{Guard, Made, Receipt, WriteError};
