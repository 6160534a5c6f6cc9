//! The pages of Countersign, by noun. Rendered on the server (`ssr`), hydrated in the browser (`hydrate`).
//!
//! A page works without script first: links go to real pages and forms post. What script adds is
//! news without a reload.
#![recursion_limit = "256"] // a view's type is as deep as its page; the large ones end in `into_any`

mod account;
mod choice; // what a person chose in this browser
mod connections;
#[cfg(feature = "ssr")]
pub mod context; // who asks, and the engine that answers
mod decisions;
mod home;
mod knowledge;
mod missions;
mod people;
mod problem;
mod records;
mod runs;
mod said; // what came of a form
mod session;
mod shell;
mod sign_in;
mod theme;
mod ui;

pub use problem::Problem;
pub use said::Said;
pub use shell::{App, shell};
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
