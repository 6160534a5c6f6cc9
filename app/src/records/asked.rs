//! Which part of a list, and which changes of a record: as their addresses say it, so that both work without script.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

pub use super::address::OBJECTS;

/// Where `/records` begins.
pub const FIRST: &str = "Account";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub object: String,
    /// Words of the name; empty for all.
    pub find: String,
    pub after: Option<String>,
}

impl Part {
    pub fn of(params: &ParamsMap, query: &ParamsMap) -> Self {
        Self {
            object: params.get("object").unwrap_or_else(|| FIRST.to_owned()),
            find: query.get("find").unwrap_or_default().trim().to_owned(),
            after: query.get("after").filter(|after| !after.is_empty()),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Which {
    /// A field's name, or `merged` and its like; none for all.
    pub field: Option<String>,
    pub ours: bool,
}

impl Which {
    pub fn of(query: &ParamsMap) -> Self {
        Self {
            field: query.get("field").filter(|field| !field.is_empty()),
            ours: query.get("ours").is_some(),
        }
    }
}
