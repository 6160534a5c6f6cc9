//! The door against a Salesforce-shaped org on a real port, with its secrets in a real store.

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
