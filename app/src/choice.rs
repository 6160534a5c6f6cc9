//! What a person chose in this browser: light or dark, keys on or off. A cookie each, for a year; it holds the word alone.
//!
//! The document carries it as an attribute of the same name, so the browser half reads it there.

/// The choice of this name that came with the request.
#[cfg(feature = "ssr")]
pub fn made(name: &str) -> Option<String> {
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
    let cookies = parts
        .headers
        .get(axum::http::header::COOKIE)?
        .to_str()
        .ok()?;
    let mut pairs = cookies.split(';').map(str::trim);
    let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.map(str::to_owned)
}

#[cfg(not(feature = "ssr"))]
pub fn made(name: &str) -> Option<String> {
    let html = leptos::prelude::document().document_element()?;
    html.get_attribute(&format!("data-{name}"))
}

/// Remembers it. Nothing else tells one browser from another by it.
#[cfg(feature = "ssr")]
pub fn remember(name: &str, word: &str) -> Result<(), crate::Problem> {
    use axum::http::{HeaderValue, header::SET_COOKIE};
    let cookie = format!("{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| crate::Problem::Internal)?;
    leptos::prelude::expect_context::<leptos_axum::ResponseOptions>()
        .append_header(SET_COOKIE, cookie);
    Ok(())
}

/// Lets the page that is shown follow it at once.
pub fn show(name: &str, word: &str) {
    if let Some(html) = leptos::prelude::document().document_element() {
        // A page without the attribute still works, as it did before.
        let _ = html.set_attribute(&format!("data-{name}"), word);
    }
}
