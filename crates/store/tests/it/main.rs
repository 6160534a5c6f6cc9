//! Every question and verb, on both databases. The PostgreSQL half needs `TEST_POSTGRES_URL` (a database in which it may
//! create others); without it that half prints `skipped`, and `REQUIRE_POSTGRES=1` makes that a failure.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cast;
mod decisions;
mod documents;
mod drafts;
mod files;
mod library;
mod opening;
mod people;
mod runs;
mod tenants;
mod world;
mod writer;
