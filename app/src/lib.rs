//! The pages of Countersign, by noun. Rendered on the server (`ssr`), hydrated in the browser (`hydrate`).
//!
//! A page works without script first: links go to real pages and forms post. What script adds is
//! news without a reload.
#![recursion_limit = "256"] // a view's type is as deep as its page; the large ones end in `into_any`

#[cfg(feature = "ssr")]
mod account;
mod choice; // what a person chose in this browser
#[cfg(feature = "ssr")]
mod connections;
#[cfg(feature = "ssr")]
pub mod context; // who asks, and the engine that answers
mod decisions;
#[cfg(feature = "ssr")]
mod files;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod knowledge;
#[cfg(feature = "ssr")]
mod missions;
#[cfg(feature = "ssr")]
mod people;
mod problem;
mod records;
#[cfg(feature = "ssr")]
mod returned; // a form that was not taken
mod runs;
#[cfg(feature = "ssr")]
mod said; // what came of a form
mod served; // pages that are the server's alone
mod session;
mod shell;
#[cfg(feature = "ssr")]
mod sign_in;
mod theme;
mod ui;

pub use problem::Problem;
#[cfg(feature = "ssr")]
pub use returned::Returned;
#[cfg(feature = "ssr")]
pub use said::Said;
pub use shell::{App, shell};
#[cfg(feature = "ssr")]
pub use sign_in::{CastMember, Doors};

/// Takes over the page that the server rendered. Called once by the page's own script.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
    // Shows in the browser's own timeline, and tells a story that the page is awake.
    if let Some(performance) = leptos::prelude::window().performance() {
        let _ = performance.mark("hydrated");
    }
}

/// The digest that a signature on this part covers, computed in the browser from the part itself: whoever signs need not
/// take the server's word for it. Nothing when the text is not a part.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn part_digest(part: &str) -> Option<String> {
    let part: domain::change::Part = serde_json::from_str(part).ok()?;
    Some(part.digest().ok()?.to_string())
}
