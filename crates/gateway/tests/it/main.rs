//! The door against a Salesforce-shaped org on a real port, with its secrets in a real store.

#![expect(clippy::unwrap_used, reason = "that is how a test fails")]

#[path = "../../../salesforce/tests/it/world.rs"]
#[expect(
    dead_code,
    reason = "shared with the tests of the wire, which use all of it"
)]
mod world;

mod house;
mod resting;
mod scoped;
mod settling;
