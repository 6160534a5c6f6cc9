//! Everything on the page of a run by keyboard.

mod board; // single keys that do something

use leptos::prelude::*;

use super::window::Window;
use board::on_key;

const KEYS: [(&str, &str); 6] = [
    ("j k", "Next and previous observation"),
    ("Enter", "Open it"),
    ("p", "Pause or resume the run"),
    ("/", "Search the rail"),
    ("Esc", "Leave the search, close this"),
    ("?", "All keys"),
];

/// Listens for the keys, and lists them when asked.
#[component]
pub fn Keys(shown: Memo<Vec<u64>>, window: Window, open: Signal<Option<u64>>) -> impl IntoView {
    let listed = RwSignal::new(false);
    let at = RwSignal::new(None::<u64>);
    let step = move |down: bool| {
        let here = focused().or(at.get_untracked()).or(open.get_untracked());
        let next = shown.with_untracked(|shown| neighbour(shown, here, down));
        if let Some((row, number, of)) = next {
            at.set(Some(number));
            window.to_row(row, of);
            focus_line(number);
        }
    };
    on_key(move |key| {
        match key {
            "j" => step(true),
            "k" => step(false),
            "p" => return press("[data-key=p]"),
            "/" => return focus("#rail-search"),
            "?" => listed.update(|listed| *listed = !*listed),
            "Escape" if listed.get_untracked() => listed.set(false),
            "Escape" => return leave_search(),
            _ => return false,
        }
        true
    });
    view! {
        {move || listed.get().then(|| view! {
            <section class="keys" role="dialog" aria-labelledby="keys-title">
                <h2 id="keys-title">"Keys"</h2>
                <dl class="facts">
                    {KEYS.map(|(key, does)| view! { <dt><kbd class="kbd">{key}</kbd></dt><dd>{does}</dd> }).to_vec()}
                </dl>
                <button class="btn" type="button" on:click=move |_| listed.set(false)>"Close"</button>
            </section>
        })}
    }
}

/// The row to go to: its place, its number, and of how many.
fn neighbour(shown: &[u64], here: Option<u64>, down: bool) -> Option<(usize, u64, usize)> {
    let row = match here {
        None if down => 0,
        None => shown.len().checked_sub(1)?,
        Some(here) => {
            let after = shown.partition_point(|number| *number <= here);
            let before = shown.partition_point(|number| *number < here);
            if down {
                after.min(shown.len().checked_sub(1)?)
            } else {
                before.saturating_sub(1)
            }
        }
    };
    Some((row, *shown.get(row)?, shown.len()))
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::HtmlElement;

    fn find(selector: &str) -> Option<HtmlElement> {
        document().query_selector(selector).ok()??.dyn_into().ok()
    }

    pub fn focused() -> Option<u64> {
        document()
            .active_element()?
            .get_attribute("data-number")?
            .parse()
            .ok()
    }

    /// The row may still be on its way into the document.
    pub fn focus_line(number: u64) {
        request_animation_frame(move || {
            request_animation_frame(move || {
                if let Some(line) = find(&format!(".obs[data-number=\"{number}\"]")) {
                    let _ = line.focus();
                }
            });
        });
    }

    pub fn focus(selector: &str) -> bool {
        find(selector).is_some_and(|found| found.focus().is_ok())
    }

    pub fn press(selector: &str) -> bool {
        find(selector).map(|found| found.click()).is_some()
    }

    pub fn leave_search() -> bool {
        let field = find("#rail-search:focus");
        field.is_some_and(|field| field.blur().is_ok())
    }
}

#[cfg(feature = "hydrate")]
use browser::{focus, focus_line, focused, leave_search, press};

/// Without a browser there is nothing to focus.
#[cfg(not(feature = "hydrate"))]
mod nowhere {
    pub fn focused() -> Option<u64> {
        None
    }
    pub fn focus_line(_number: u64) {}
    pub fn focus(_selector: &str) -> bool {
        false
    }
    pub fn press(_selector: &str) -> bool {
        false
    }
    pub fn leave_search() -> bool {
        false
    }
}

#[cfg(not(feature = "hydrate"))]
use nowhere::{focus, focus_line, focused, leave_search, press};

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn the_next_line_is_the_next_one_shown() {
        let shown = [2, 5, 9];
        assert_eq!(neighbour(&shown, None, true), Some((0, 2, 3)));
        assert_eq!(neighbour(&shown, None, false), Some((2, 9, 3)));
        assert_eq!(neighbour(&shown, Some(2), true), Some((1, 5, 3)));
        assert_eq!(neighbour(&shown, Some(9), true), Some((2, 9, 3)));
        assert_eq!(neighbour(&shown, Some(2), false), Some((0, 2, 3)));
        // One that is not shown at this level lies between its neighbours.
        assert_eq!(neighbour(&shown, Some(6), true), Some((2, 9, 3)));
        assert_eq!(neighbour(&shown, Some(6), false), Some((1, 5, 3)));
        assert_eq!(neighbour(&[], None, true), None);
    }
}
