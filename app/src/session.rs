//! Who is signed in, as the navigation shows it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    /// `approver, admin`
    pub roles: String,
    /// Decisions that wait.
    pub waiting: usize,
    /// Whether the list of people is for them.
    pub sees_people: bool,
}

/// `None` when nobody is.
#[server]
pub async fn whoami() -> Result<Option<Me>, Problem> {
    crate::context::me().await
}

impl Me {
    /// `AR` for Ana Ruiz.
    pub fn initials(&self) -> String {
        self.name
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .collect()
    }
}
