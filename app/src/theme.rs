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

use crate::Problem;
use crate::ui::Icon;

/// The cookie that remembers a person's choice. It holds nothing else.
#[cfg(feature = "ssr")]
const COOKIE: &str = "theme";

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

/// The choice that came with the request; `None` follows the system.
#[cfg(feature = "ssr")]
pub fn chosen() -> Option<Theme> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let cookies = parts
        .headers
        .get(axum::http::header::COOKIE)?
        .to_str()
        .ok()?;
    let value = cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
    match value {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

#[cfg(not(feature = "ssr"))]
pub fn chosen() -> Option<Theme> {
    match document()
        .document_element()?
        .get_attribute("data-theme")?
        .as_str()
    {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

/// Remembers the choice for a year. A plain form comes back to the page it was on.
#[server]
pub async fn set_theme(theme: Theme) -> Result<Theme, Problem> {
    use axum::http::{HeaderValue, header::SET_COOKIE};
    let cookie = format!(
        "{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        theme.as_str()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Problem::Internal)?;
    expect_context::<leptos_axum::ResponseOptions>().append_header(SET_COOKIE, cookie);
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
        if let Some(Ok(theme)) = set.value().get()
            && let Some(html) = document().document_element()
        {
            // A page without the attribute still works: it follows the system.
            let _ = html.set_attribute("data-theme", theme.as_str());
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
