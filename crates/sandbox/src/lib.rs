#![doc = include_str!("../README.md")]

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
