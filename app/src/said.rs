//! What came of the form that led here, said once.
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, whatever it does"
    )
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::ui::Icon;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether it was done.
    pub good: bool,
    pub words: String,
}

/// Nothing when nobody came by a form.
#[server]
pub async fn what_is_said() -> Result<Option<Said>, Problem> {
    let parts = use_context::<axum::http::request::Parts>();
    Ok(parts.and_then(|parts| parts.extensions.get().cloned()))
}

/// At the top of a page that has forms.
#[component]
pub fn SaidHere() -> impl IntoView {
    let said = Resource::new(|| (), |()| what_is_said());
    let note = move || {
        let Said { good, words } = said.get()?.ok()??;
        let (tone, icon, role) = if good {
            ("good", "check", "status")
        } else {
            ("stop", "alert", "alert")
        };
        Some(view! { <p class="note" data-tone=tone role=role><Icon name=icon/>{words}</p> })
    };
    view! { <Transition>{note}</Transition> }
}
