//! Everything on the page of a run by keyboard.

use leptos::prelude::*;

use super::window::Window;
use crate::ui::keys::{self, Key};

const KEYS: [Key; 4] = [
    ("j k", "Next, previous observation"),
    ("Enter", "Open it"),
    ("/", "Search the rail"),
    ("p", "Pause or resume the run"),
];

/// Goes through what is shown, and knows the verbs of the head.
pub fn listen(shown: Memo<Vec<u64>>, window: Window, open: Signal<Option<u64>>) {
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
    keys::on_keys(&KEYS, move |key| {
        match key {
            "j" => step(true),
            "k" => step(false),
            "p" => return keys::press("pause"),
            "/" => return keys::focus("rail-search"),
            _ => return false,
        }
        true
    });
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
}

#[cfg(feature = "hydrate")]
use browser::{focus_line, focused};

/// Without a browser there is nothing to focus.
#[cfg(not(feature = "hydrate"))]
mod nowhere {
    pub fn focused() -> Option<u64> {
        None
    }
    pub fn focus_line(_number: u64) {}
}

#[cfg(not(feature = "hydrate"))]
use nowhere::{focus_line, focused};

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
