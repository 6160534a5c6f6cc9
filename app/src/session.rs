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

/// Raised when what waits may have changed on the page itself: the navigation counts anew.
#[derive(Clone, Copy)]
pub struct Recount(RwSignal<u32>);

impl Recount {
    pub fn provide() {
        provide_context(Self(RwSignal::new(0)));
    }
    pub fn of_page() -> Self {
        expect_context()
    }
    pub fn asked(self) -> u32 {
        self.0.get()
    }
    pub fn ask(self) {
        self.0.update(|times| *times += 1);
    }
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
