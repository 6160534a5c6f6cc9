//! Keys: one letter, one act. They rest while somebody types, while a dialog is open, with Ctrl, Alt or Meta held, and
//! when a person has turned them off.
//!
//! Nothing can be done by key alone: each stands for a link or a button that is on the page.

#[cfg(feature = "hydrate")]
mod browser; // what is heard, focused, pressed
mod map; // the keys that hold everywhere, and all of them listed

pub use map::KeyMap;

use leptos::prelude::*;

use crate::choice;

/// A key as it is written, and what it does.
pub type Key = (&'static str, &'static str);

/// What the choice to have none is kept under, and its word.
const NAME: &str = "keys";
const OFF: &str = "off";

/// The keys of the page that is shown, and whether they are listed.
#[derive(Clone, Copy)]
struct OfPage {
    keys: RwSignal<&'static [Key]>,
    listed: RwSignal<bool>,
}

/// For all pages inside.
pub fn provide() {
    provide_context(OfPage {
        keys: RwSignal::new(&[]),
        listed: RwSignal::new(false),
    });
}

/// Hears the keys of a page while it is shown; does nothing on the server. `act` answers whether the key was its own.
pub fn on_keys(keys: &'static [Key], act: impl Fn(&str) -> bool + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let of_page = expect_context::<OfPage>();
        of_page.keys.set(keys);
        browser::hear(act);
        on_cleanup(move || {
            // The next page may have come before this one went.
            if of_page.keys.try_get_untracked() == Some(keys) {
                of_page.keys.set(&[]);
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (keys, act);
}

/// Lists all keys, as `?` does.
pub fn list() {
    expect_context::<OfPage>().listed.set(true);
}

pub fn are_off() -> bool {
    choice::made(NAME).as_deref() == Some(OFF)
}

/// As the document says it, for whoever has turned them off.
pub fn mark() -> Option<&'static str> {
    are_off().then_some(OFF)
}

/// Remembers the choice.
#[cfg(feature = "ssr")]
pub fn remember(off: bool) -> Result<(), crate::Problem> {
    choice::remember(NAME, word(off))
}

#[cfg(feature = "ssr")]
fn word(off: bool) -> &'static str {
    if off { OFF } else { "on" }
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
