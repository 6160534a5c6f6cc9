//! A form that was not taken: what was in it, and what is wrong with which field. It is shown once, in its place.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Name and value of each field.
    pub fields: Vec<(String, String)>,
    /// Name of a field and what is wrong with it; no name when it is wrong as a whole.
    pub wrong: Vec<(String, String)>,
}

impl Returned {
    /// The one that led to this page, if any did.
    pub fn here() -> Option<Self> {
        let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
        parts.extensions.get().cloned()
    }

    /// What was in a field.
    pub fn field(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}
