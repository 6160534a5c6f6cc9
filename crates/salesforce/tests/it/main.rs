//! The client against a Salesforce-shaped org on a real port. The two share no type: what they agree on, they agree on
//! over the wire.

#![expect(clippy::unwrap_used, reason = "that is how a test fails")]

mod reading;
mod signing_in;
mod world;
mod writing;
