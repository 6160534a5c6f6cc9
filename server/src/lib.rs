//! The composition root: configuration, transports, and the pages.
//!
//! ```text
//! cli ──► serving ──► router ─┬─ site      pages, styles, browser half
//!   │        │                ├─ sign_in   sign in, sign out, links that work once
//!   │        │                ├─ account, people, connections, files, knowledge   the forms of these pages
//!   │        └─ cast          ├─ events    observations as they come (SSE)
//!   └─ portal (HTTP client)   └─ api       /api/v1, for programs and the command line
//!                  all of it behind auth: who asks, from where
//! ```

mod account; // the forms of My account
pub mod api;
pub mod auth;
pub mod cast;
pub mod cli;
pub mod config;
mod connections; // the forms of Connections
pub mod doctor; // what is broken, and what to do
mod errand; // to another site and back
mod events; // observations as they come
mod files; // the forms of Files, and downloads
mod forms; // who sent one, and what they are told
mod knowledge; // the forms of Knowledge, and files
mod log; // where it goes
mod missions; // the forms of Missions
mod panics; // a reference instead of a stack trace
mod people; // the forms of People
mod plain; // pages of one panel
pub mod portal;
mod probes; // alive, ready
pub mod router;
pub mod serving;
mod sign_in; // the forms
pub mod site;
