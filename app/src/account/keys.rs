use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::SetKeys;
use crate::ui::keys;

/// Single letters may be in the way of a voice or another device, so they can be turned off.
#[component]
pub fn KeysChoice() -> impl IntoView {
    let set = ServerAction::<SetKeys>::new();
    let first = keys::are_off();
    let off = move || set.value().get().and_then(Result::ok).unwrap_or(first);
    let says = move || {
        if off() {
            "Keys are off in this browser. Everything is done by links and buttons."
        } else {
            "Keys are on in this browser: one letter, one act. Press ? on any page to see which it has. They rest while you type."
        }
    };
    let verb = move || {
        if off() {
            "Turn keys on"
        } else {
            "Turn keys off"
        }
    };
    view! {
        <section class="stack" aria-labelledby="keys-choice">
            <h2 id="keys-choice">"Keys"</h2>
            <p class="soft" aria-live="polite">{says}</p>
            <ActionForm action=set>
                <input type="hidden" name="off" value=move || (!off()).to_string()/>
                <button class="btn" type="submit">{verb}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
