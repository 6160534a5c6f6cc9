use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Icon;

/// What a colour may mean. It is always beside a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Good,
    Care,
    Stop,
    /// Somebody can act here, or something is being written.
    Act,
    Calm,
}

impl Tone {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Care => "care",
            Self::Stop => "stop",
            Self::Act => "act",
            Self::Calm => "calm",
        }
    }
}

/// A state in a word, with a shape.
#[component]
pub fn Badge(tone: Tone, icon: &'static str, #[prop(into)] word: String) -> impl IntoView {
    view! { <span class="badge" data-tone=tone.as_str()><Icon name=icon/>{word}</span> }
}
