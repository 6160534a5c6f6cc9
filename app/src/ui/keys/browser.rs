use leptos::ev::keydown;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent};

/// Where letters are letters. Of all keys only Escape is heard there.
const FIELDS: &str =
    "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])";

/// Calls `act` with each key for as long as the component lives; where it answers yes, the browser does nothing more.
pub fn hear(act: impl Fn(&str) -> bool + 'static) {
    let heard = window_event_listener(keydown, move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.alt_key() || event.meta_key();
        let typed = is_typing() && event.key() != "Escape";
        let rests = held || typed || event.default_prevented() || is_asked() || super::are_off();
        if !rests && act(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || heard.remove());
}

fn is_typing() -> bool {
    let at = document().active_element();
    at.is_some_and(|at| at.matches(FIELDS).unwrap_or(false))
}

/// A dialog is open, and closes by itself.
fn is_asked() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Takes the focus out of a search field.
pub fn leave_search() -> bool {
    let at = document().active_element();
    at.filter(|at| at.matches("[type=search]").unwrap_or(false))
        .and_then(|at| at.dyn_into::<HtmlElement>().ok())
        .is_some_and(|field| field.blur().is_ok())
}

pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub fn step(selector: &str, forward: bool) -> bool {
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

pub fn dialog(id: &str, open: bool) -> bool {
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
