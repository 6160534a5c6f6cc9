//! Keys: one letter, one act. They rest while somebody types, while a dialog is open, and with Ctrl, Alt or Meta held.
//!
//! Nothing can be done by key alone: each stands for a link or a button that is on the page.

/// Hears keys while the page is shown; does nothing on the server. `act` answers whether the key was its own.
pub fn on_keys(act: impl Fn(&str) -> bool + 'static) {
    #[cfg(feature = "hydrate")]
    browser::on_keys(act);
    #[cfg(not(feature = "hydrate"))]
    let _ = act;
}

/// Presses the button or follows the link of this id, if the page has it.
pub fn press(id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return browser::element(id).map(|found| found.click()).is_some();
    #[cfg(not(feature = "hydrate"))]
    return id.is_empty();
}

/// Moves the focus to the element of this id.
pub fn focus(id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return browser::element(id).is_some_and(|found| found.focus().is_ok());
    #[cfg(not(feature = "hydrate"))]
    return id.is_empty();
}

/// Moves the focus along what fits the selector: to the first when it is elsewhere.
pub fn step(selector: &str, forward: bool) -> bool {
    #[cfg(feature = "hydrate")]
    return browser::step(selector, forward);
    #[cfg(not(feature = "hydrate"))]
    return forward && selector.is_empty();
}

/// Opens a dialog above everything, or closes it. Answers whether it is there.
pub fn dialog(id: &str, open: bool) -> bool {
    #[cfg(feature = "hydrate")]
    return browser::dialog(id, open);
    #[cfg(not(feature = "hydrate"))]
    return open && id.is_empty();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::ev::keydown;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent};

    pub(super) fn on_keys(act: impl Fn(&str) -> bool + 'static) {
        let heard = window_event_listener(keydown, move |event: KeyboardEvent| {
            let held = event.ctrl_key() || event.alt_key() || event.meta_key();
            if !held && !event.default_prevented() && !is_busy() && act(&event.key()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || heard.remove());
    }

    /// Somebody types, or a dialog asks something.
    fn is_busy() -> bool {
        let typing = document().active_element().is_some_and(|at| {
            at.matches(
                "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])",
            )
            .unwrap_or(false)
        });
        typing
            || document()
                .query_selector("dialog[open]")
                .ok()
                .flatten()
                .is_some()
    }

    pub(super) fn element(id: &str) -> Option<HtmlElement> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }

    pub(super) fn step(selector: &str, forward: bool) -> bool {
        let Ok(found) = document().query_selector_all(selector) else {
            return false;
        };
        let all: Vec<Element> = (0..found.length())
            .filter_map(|at| found.item(at)?.dyn_into().ok())
            .collect();
        let at = document()
            .active_element()
            .and_then(|active| all.iter().position(|one| *one == active));
        let next = match (at, forward) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(all.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
        };
        all.get(next)
            .and_then(|next| next.dyn_ref::<HtmlElement>())
            .is_some_and(|next| next.focus().is_ok())
    }

    pub(super) fn dialog(id: &str, open: bool) -> bool {
        let found = element(id).and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
        found.is_some_and(|dialog| {
            if open {
                dialog.open() || dialog.show_modal().is_ok()
            } else {
                dialog.close();
                true
            }
        })
    }
}
