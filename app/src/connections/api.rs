//! What the browser may ask about connections. Changing them is for plain forms, which the server answers itself.

use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connected {
    pub rows: Vec<ConnectionRow>,
    /// Whether the one who looks may connect and disconnect.
    pub manages: bool,
    /// The address that an org's app must allow.
    pub back: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRow {
    pub id: String,
    pub name: String,
    pub url: String,
    pub client_id: String,
    pub by_consent: bool,
    pub state: State,
    pub organization: Option<String>,
    pub connected_as: Option<String>,
    pub last_ok_at: Option<Timestamp>,
    pub last_error: Option<(String, Option<Timestamp>)>,
    /// Calls used and allowed today.
    pub budget: Option<(u64, u64)>,
    pub checked_at: Option<Timestamp>,
    pub checks: Vec<Check>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    New,
    Working,
    Failing,
    Disconnected,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub level: Level,
    pub title: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    Good,
    Care,
    Bad,
}

#[server]
pub async fn connections() -> Result<Connected, Problem> {
    crate::context::told(super::answers::connections().await)
}
