//! The whole server as others meet it: over HTTP and on the command line, with a sandbox org beside it.
//!
//! `world` is the stage: a portal on a port, an org on another, and the demo cast signed in over HTTP. Every behaviour
//! has its own file. The PostgreSQL half needs `TEST_POSTGRES_URL` (a database in which it may create others); without it
//! that half prints `skipped`, and `REQUIRE_POSTGRES=1` makes that a failure.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers; // what goes wrong, in the API's words
mod commands; // the command line
mod connections; // orgs: right, wrong, another, ended
mod deciding; // signatures
mod events; // observations as they come
mod files; // kept, found and handed out
mod kill; // SIGKILL in the middle of a commit
mod knowledge; // documents written, uploaded, found, opened where they are cited
mod people; // let in, taken out, signed out
mod policy; // what a page may load and do
mod ready; // the first line, and the last
mod role_matrix; // every verb, every role
mod roles; // who may what
mod sign_in; // passwords, cookies, tokens
mod single_sign_on; // by a provider
mod starting; // runs, once per key
mod world;
