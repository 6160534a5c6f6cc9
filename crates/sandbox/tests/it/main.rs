//! The sandbox org over HTTP, as a client meets it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod automation;
mod clock;
mod composite;
mod conditional;
mod conversions;
mod faults;
mod files;
mod load;
mod merges;
mod oauth;
mod queries;
mod reopening;
mod rows;
mod searches;
mod security;
mod seeds;
mod soap;
mod stamps;
mod world;
