//! Single keys that do something on a page. Off while somebody types, and with a modifier: those belong to the browser.

/// Calls `act` with the key for as long as the component lives; where it answers yes, the browser does nothing more.
pub fn on_key(act: impl Fn(&str) -> bool + 'static) {
    #[cfg(feature = "hydrate")]
    browser::on_key(act);
    #[cfg(not(feature = "hydrate"))]
    drop(act); // the server has no keyboard
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, KeyboardEvent};

    pub(super) fn on_key(act: impl Fn(&str) -> bool + 'static) {
        let pressed = move |event: KeyboardEvent| {
            let ours = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            if ours && !is_typing(&event) && act(&event.key()) {
                event.prevent_default();
            }
        };
        let listener = window_event_listener(leptos::ev::keydown, pressed);
        on_cleanup(move || listener.remove());
    }

    /// In a field, Escape alone is a key; in a range the arrows are its own anyway.
    fn is_typing(event: &KeyboardEvent) -> bool {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| {
                element
                    .closest("input:not([type=range]), textarea, select, [contenteditable]")
                    .ok()?
            });
        field.is_some() && event.key() != "Escape"
    }
}
