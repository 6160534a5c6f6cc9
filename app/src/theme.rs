//! Light or dark: the system's choice until a person makes one, then a cookie's.
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, whatever it does"
    )
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::Icon;
use crate::{Problem, choice};

/// What the choice is kept under.
const NAME: &str = "theme";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

/// None follows the system.
pub fn chosen() -> Option<Theme> {
    match choice::made(NAME)?.as_str() {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

/// Remembers the choice. A plain form comes back to the page it was on.
#[server]
pub async fn set_theme(theme: Theme) -> Result<Theme, Problem> {
    choice::remember(NAME, theme.as_str())?;
    Ok(theme)
}

/// The button that turns the lights on and off.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let set = ServerAction::<SetTheme>::new();
    let first = chosen().unwrap_or(Theme::Light);
    let theme = move || set.value().get().and_then(Result::ok).unwrap_or(first);
    let next = move || theme().other();
    Effect::new(move |_| {
        if let Some(Ok(theme)) = set.value().get() {
            choice::show(NAME, theme.as_str());
        }
    });
    view! {
        <ActionForm action=set attr:class="nav__theme">
            <input type="hidden" name="theme" value=move || next().as_str()/>
            <button class="nav__item" type="submit" title="Light or dark">
                <Icon name="theme"/>
                <span>{move || match next() { Theme::Dark => "Dark", Theme::Light => "Light" }}</span>
            </button>
        </ActionForm>
    }
}
