//! The engine against a sandbox org, told in sentences.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod automation;
mod away;
mod clock;
mod company;
mod composing;
mod drift;
mod editable;
mod files;
mod flagship;
mod forged;
mod knowledge;
mod looking;
mod nodes;
mod org;
mod outcomes;
mod proxy;
mod records;
mod resume;
mod rules;
mod sent;
mod triggers;
mod world;
mod wrong;
